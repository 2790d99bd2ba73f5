"""What the files of plans call the numbers of `recoil_clip.spec.exercises`, and what kind of thing each of them is."""

from ..spec.exercises import (
    BRIDGE,
    FRONT_PLANK,
    LUNGE,
    SIDE_PLANK,
    SKIPPING,
    SQUAT,
    STANCE,
    TANDEM,
)

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

SIDES = ("left", "both", "right")  # by side + 1
EYES = ("open", "closed")


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
