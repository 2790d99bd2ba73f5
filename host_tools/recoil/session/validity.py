"""What of a session cannot be believed, and why: the words for the numbers of `recoil_clip.spec.validity`."""

from collections.abc import Iterable

import numpy as np

from recoil.recording.step_checks import are_feet_told
from recoil_clip.spec import validity
from recoil_clip.spec.events import VALIDITY, WITHHELD
from recoil_clip.spec.log import UNKNOWN

from .header import SessionHeader

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
FEWEST_STRIDES = 30
ON_GYROSCOPE = (validity.TILT, validity.OBLIQUITY, validity.ROTATION)
"""What is wrong with any of its axes stuck: a clip sits crooked, so each of them is a mix of the chip's three."""
ON_ACCELEROMETER = (
    validity.STEP_TIME,
    validity.CONTACT_TIME,
    validity.BOUNCE,
    validity.PEAK,
    validity.SIDE,
    validity.CONTACT_BALANCE,
    validity.STEP_TIME_BALANCE,
    validity.BOUNCE_BALANCE,
    validity.BRAKING,
    validity.REGULARITY,
    validity.UNSTEADINESS,
    validity.SPEED,
    *ON_GYROSCOPE,
)
"""The tilt of the clip is found from it, so nothing is right without one of its axes."""


def _unknown(*names: str) -> dict[str, int]:
    return dict.fromkeys(names, UNKNOWN)


_BALANCES = {name: {f"{name}_half_width_bp": -1} for name in ("contact", "step_time", "bounce")}
COLUMNS = {
    validity.SIDE: {
        "side": 0,
        **{key: value for columns in _BALANCES.values() for key, value in columns.items()},
        **_unknown(*(f"{name}_{side}_cdeg" for name in ("tilt", "drop", "rotation") for side in ("left", "right"))),
        **_unknown("braking_left_mg", "braking_right_mg"),
    },
    validity.CONTACT_BALANCE: _BALANCES["contact"],
    validity.STEP_TIME_BALANCE: _BALANCES["step_time"],
    validity.BOUNCE_BALANCE: _BALANCES["bounce"],
    validity.TILT: _unknown("tilt_cdeg", "tilt_left_cdeg", "tilt_right_cdeg"),
    validity.OBLIQUITY: _unknown("obliquity_cdeg", "drop_left_cdeg", "drop_right_cdeg"),
    validity.ROTATION: _unknown("rotation_cdeg", "rotation_left_cdeg", "rotation_right_cdeg"),
    validity.BRAKING: _unknown("braking_left_mg", "braking_right_mg"),
    validity.REGULARITY: _unknown(
        *(f"{axis}_{lag}_regularity_bp" for axis in ("vertical", "forward", "side") for lag in ("step", "stride"))
    ),
    validity.UNSTEADINESS: {"unsteadiness_bp": -1, "step_variability_bp": UNKNOWN},
    validity.SPEED: {"speed_mm_s": 0},
}
"""Columns of minutes and strides that tell a quantity, each with what stands for 'not known' there."""


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
    for value in sorted(set(minutes["withheld"].tolist())):
        for quantity in range(validity.QUANTITIES):
            reason = value >> BITS * quantity & 15
            if reason:
                found.setdefault(quantity, reason)
    return found


def dead_axes_in(header: SessionHeader | None, events: np.ndarray, strides: np.ndarray) -> int:
    """Return which axes of the sensor could not be believed at some time of a session, as bits.

    Sessions of formats 1 and 2 do not say: there a pelvis that never moves at all is a gyroscope that gave nothing.
    """
    found = header.dead_axes if header else 0
    for value in events["value"][events["kind"] == VALIDITY].tolist():
        found |= value
    if header and header.version < 3 and len(strides) >= FEWEST_STRIDES:
        for name, bit in (("tilt", validity.PITCH), ("obliquity", validity.ROLL), ("rotation", validity.YAW)):
            found |= 0 if strides[f"{name}_cdeg"].any() else bit
    return found


def withheld_of(
    header: SessionHeader | None, steps: np.ndarray, events: np.ndarray, minutes: np.ndarray, strides: np.ndarray
) -> dict[int, int]:
    """Return what a session does not tell, and why.

    Args:
        header: Of the session, if there is one.
        steps, events, minutes, strides: Rows of `tables.STEP_TYPE`, `EVENT_TYPE`, `MINUTE_TYPE` and `STRIDE_TYPE`, as
            the clip wrote them.

    Returns:
        The reason by quantity, numbers of `recoil_clip.spec.validity`: what its minutes and events withhold, sides
        where the gait core could mostly not tell them, and what rests on an axis of the sensor that was stuck or dead.
    """
    found = withheld_in(minutes)
    for value in events["value"][events["kind"] == WITHHELD].tolist():
        if value >> 8 & 15:
            found.setdefault(value & 15, value >> 8 & 15)
    clean = steps["side"][steps["flags"] == 0]
    if not are_feet_told(int(np.count_nonzero(clean)), len(clean)):
        found.setdefault(validity.SIDE, validity.NO_ALTERNATION)
    dead = dead_axes_in(header, events, strides)
    rests = ON_ACCELEROMETER if dead & validity.ACCELEROMETER else ON_GYROSCOPE if dead & validity.GYROSCOPE else ()
    return {**found, **dict.fromkeys(rests, validity.DEAD_AXIS)}


def blank(steps: np.ndarray, minutes: np.ndarray, strides: np.ndarray, withheld: Iterable[int]) -> None:
    """Write 'not known' into the columns that a session withholds."""
    for quantity in withheld:
        for table in (steps, minutes, strides):
            for name, unknown in COLUMNS.get(quantity, {}).items():
                if name in (table.dtype.names or ()):
                    table[name] = unknown


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
