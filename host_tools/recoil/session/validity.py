"""What of a session cannot be believed, and why: the words for the numbers of `recoil_clip.spec.validity`."""

from collections.abc import Iterable

import numpy as np

from recoil_clip.spec import validity

AXES = {
    validity.FORWARD: "acceleration ahead",
    validity.UP: "acceleration up",
    validity.RIGHT: "acceleration to the side",
    validity.ROLL: "rotation about the axis ahead",
    validity.YAW: "rotation about the axis up",
    validity.PITCH: "rotation about the axis to the side",
}
QUANTITIES = {
    validity.STEP_TIME: "step time",
    validity.CONTACT_TIME: "contact",
    validity.BOUNCE: "bounce",
    validity.PEAK: "peak",
    validity.SIDE: "side",
    validity.CONTACT_BALANCE: "balance of contact",
    validity.STEP_TIME_BALANCE: "balance of step time",
    validity.BOUNCE_BALANCE: "balance of bounce",
    validity.TILT: "pelvis tilt",
    validity.OBLIQUITY: "pelvis obliquity",
    validity.ROTATION: "pelvis rotation",
    validity.BRAKING: "braking",
    validity.REGULARITY: "regularity",
    validity.UNSTEADINESS: "unsteadiness",
    validity.SPEED: "speed",
}
REASONS = {
    validity.DEAD_AXIS: "an axis of the sensor is stuck or dead",
    validity.NO_ALTERNATION: "nothing tells one foot from the other",
    validity.MISPLACED: "the clip sits turned, or too far beside the spine",
    validity.TOO_SLOW: "too slow to tell from walking",
    validity.LOST_SAMPLES: "samples were lost",
}
BITS = 4  # of a reason


def axes_of(bits: int) -> list[str]:
    """Return the names of the axes whose bits are set, in the order of the samples' columns."""
    return [name for bit, name in AXES.items() if bits & bit]


def withheld_in(minutes: np.ndarray) -> dict[int, int]:
    """Return which quantities minutes do not tell.

    Args:
        minutes: Rows of `tables.MINUTE_TYPE`.

    Returns:
        Numbers of `recoil_clip.spec.validity`: the reason, by quantity; where minutes differ, the first one's.
    """
    found: dict[int, int] = {}
    for value in np.unique(minutes["withheld"]).tolist():
        for quantity in range(validity.QUANTITIES):
            reason = value >> BITS * quantity & 15
            if reason:
                found.setdefault(quantity, reason)
    return found


def quantity_name(quantity: int) -> str:
    """Return what a quantity is called; its number for one that this Recoil does not know."""
    return QUANTITIES.get(quantity, f"quantity {quantity}")


def reason_name(reason: int) -> str:
    """Return why a quantity is not told; the number for a reason that this Recoil does not know."""
    return REASONS.get(reason, f"reason {reason}")


def withheld_words(withheld: dict[int, int]) -> Iterable[str]:
    """Yield a sentence's worth for each reason: what is not told, and why."""
    for reason in sorted(set(withheld.values())):
        names = [quantity_name(quantity) for quantity, why in sorted(withheld.items()) if why == reason]
        yield f"{', '.join(names)} not told: {reason_name(reason)}"
