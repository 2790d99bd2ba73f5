"""What can be done in a balance test or as core work, on which side, with which eyes, and how it ends."""

from ..compat import const

# Balance tests.
STANCE = const(1)  # on one leg
TANDEM = const(2)  # one foot right in front of the other
LUNGE = const(3)  # a lunge on one line, held
SKIPPING = const(4)  # relaxed skipping on the spot
# Core work.
FRONT_PLANK = const(16)
SIDE_PLANK = const(17)
SQUAT = const(18)  # on one leg, down to a box
BRIDGE = const(19)  # hips up, lying on the back

# The leg stood on, the foot in front, the elbow leant on, the leg that squats.
LEFT = const(-1)
BOTH = const(0)
RIGHT = const(1)

EYES_OPEN = const(0)
EYES_CLOSED = const(1)

# How a try ends.
TIME = const(1)  # held to the end, or all repetitions done
TOUCH_DOWN = const(2)  # a foot met the ground
MOVED = const(3)  # the trunk turned as nobody does who keeps the position
BUTTON = const(4)
UNSTEADY = const(5)  # it never began: the wearer did not stand still
STOPPED = const(6)  # the session was ended
