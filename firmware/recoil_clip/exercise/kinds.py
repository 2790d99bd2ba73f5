"""The numbers of what can be done, of how it ends, and their names. They stand in session logs: never change one."""

from ..compat import const

# Screens.
STANCE = const(1)  # on one leg
TANDEM = const(2)  # one foot right in front of the other
LUNGE = const(3)  # a lunge on one line, held
SKIPPING = const(4)  # relaxed skipping on the spot
# Core work.
FRONT_PLANK = const(16)
SIDE_PLANK = const(17)
SQUAT = const(18)  # on one leg, down to a box
BRIDGE = const(19)  # hips up, lying on the back

NAMES = {
    STANCE: "stance",
    TANDEM: "tandem",
    LUNGE: "lunge",
    SKIPPING: "skipping",
    FRONT_PLANK: "front_plank",
    SIDE_PLANK: "side_plank",
    SQUAT: "squat",
    BRIDGE: "bridge",
}

# The leg stood on, the foot in front, the elbow leant on, the leg that squats.
LEFT = const(-1)
BOTH = const(0)
RIGHT = const(1)
SIDES = ("left", "both", "right")  # by side + 1

OPEN = const(0)
CLOSED = const(1)
EYES = ("open", "closed")

# How a try ends.
TIME = const(1)  # held to the end, or all repetitions done
TOUCH_DOWN = const(2)  # a foot met the ground
MOVED = const(3)  # the trunk turned as nobody does who keeps the position
BUTTON = const(4)
UNSTEADY = const(5)  # it never began: the wearer did not stand still
STOPPED = const(6)  # the session was ended
ENDINGS = ("", "time", "touch-down", "moved", "button", "not still", "session ended")


def is_core(kind):
    """Return True for core work, False for a screen."""
    return kind >= FRONT_PLANK


def has_sides(kind):
    """Return True for what is done on one side at a time."""
    return kind != SKIPPING and kind != FRONT_PLANK and kind != BRIDGE


def is_balance(kind):
    """Return True for what a touch-down ends."""
    return kind <= LUNGE


def is_counted(kind):
    """Return True for what is done in repetitions."""
    return kind >= SQUAT
