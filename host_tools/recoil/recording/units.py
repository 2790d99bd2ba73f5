"""In which unit a recording's numbers are, told from physics: 1 g at rest, and tilt that both sensors see.

A sensor at rest feels 1 g, and over a run, where nobody rises or falls for good, the mean specific force is 1 g too. Of
176 recorded files the level so found is within 0.93 and 1.05 g (1.19 to 1.40 where the sensor was clipped at 0 g).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from recoil.common.errors import RecordingError, one_line

STANDARD_GRAVITY = 9.80665
ACC_UNITS = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY}
DEG_PER_RAD = 57.29577951308232
GYR_UNITS = {"dps": 1.0, "mdps": 1000.0, "rad/s": 1 / DEG_PER_RAD}
COUNTS_PER_G = (256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0, 16384.0)  # full scales of 8, 10, 12 and 16 bits
SAME_UNIT = (0.85, 1.15)
SAME_UNIT_CLIPPED = (0.75, 1.6)
CLIPPED_SHARE = 0.004
LEAST_LEVEL = 0.15  # of the root mean square: less, and gravity was taken out
REST_S = 0.5
REST_SPREAD = 0.03
FEWEST_RESTS = 2
LIVELY = 0.3  # of 1 g: how much the norm varies while someone runs or walks briskly
LARGEST_AXIS_RATIO = 4.5  # by so much the liveliest axis exceeds the next; 3.6 at most in the recorded files
GROSS_AXIS_RATIO = 200.0  # which no movement has
LARGEST_ACROSS_G = 1.3  # deviation of an axis that is not the vertical one; 1.1 at most in the recorded files
RUNNING_DPS = (25.0, 300.0)  # root mean square of the rotation of a running pelvis: 48 to 152 in the recorded files
ROUGHEST = 0.5
SURE_OF_TILT = 0.8
TILT_SEEN = (0.3, 1.5)  # share of the accelerometer's tilting that the gyroscope explains, where the unit is right
TILTING_DPS = 2.0
SMOOTH_S = 1.0
SMOOTH_POINTS = 20


@dataclass(frozen=True)
class Units:
    """How many of a column's unit are 1 g and 1 degree per second; None: to be told from the numbers."""

    per_g: float | None = None
    per_dps: float | None = None


def parse_unit(option: str, text: str, known: dict[str, float], one: str) -> float:
    """Return how many of a unit are one of ours; a `RecordingError` for what is neither a name nor a number."""
    name = text.strip().lower().replace("²", "2").replace("^", "")
    if name in known:
        return known[name]
    try:
        value = float(name)
    except ValueError:
        value = 0.0
    if not (isfinite(value) and value > 0):
        raise RecordingError(
            f"{option} {one_line(text, 40)!r} is no unit: say {', '.join(known)}, or how many of it are {one}"
        )
    return value


def parse_units(acc: str | None, gyr: str | None) -> Units:
    """Return what `--acc-unit` and `--gyr-unit` say."""
    return Units(
        parse_unit("--acc-unit", acc, ACC_UNITS, "1 g") if acc else None,
        parse_unit("--gyr-unit", gyr, GYR_UNITS, "1 degree per second") if gyr else None,
    )


def in_our_units(
    acc: np.ndarray, gyr: np.ndarray | None, rate_hz: float, units: Units | None = None
) -> tuple[np.ndarray, np.ndarray | None, tuple[str, ...]]:
    """Return accelerations in g, rotation rates in degrees per second, and what was done to them in words.

    A `RecordingError` where the numbers are in no unit that can be told.
    """
    units = units or Units()
    notes: list[str] = []
    if units.per_g is None:
        _check_axes(acc, GROSS_AXIS_RATIO)
        per_g, name = _acc_unit(acc, rate_hz)
        _check_axes(acc, LARGEST_AXIS_RATIO, but_vertical=per_g == 1.0)
        if per_g != 1.0:
            notes.append(f"the accelerations were in {name}: converted to g (--acc-unit g: take them as they are)")
        _check_across(acc / per_g)
    else:
        per_g = units.per_g
    acc_g = acc if per_g == 1.0 else acc / per_g
    if gyr is None:
        return acc_g, None, tuple(notes)
    if units.per_dps is None:
        per_dps, name = _gyr_unit(acc_g, gyr, rate_hz)
        if per_dps != 1.0:
            notes.append(f"the rotation rates were in {name}: converted to dps (--gyr-unit dps: take them as they are)")
    else:
        per_dps = units.per_dps
    return acc_g, gyr if per_dps == 1.0 else gyr / per_dps, tuple(notes)


def _check_axes(acc: np.ndarray, largest: float, but_vertical: bool = False) -> None:
    """Refuse a table in which one axis is in another unit than the others.

    In g the vertical may outdo the others: someone who skips rope goes up and down. Where it alone says the unit, it
    cannot be told whether the others are in it too.
    """
    deviation = acc.std(axis=0)
    norm = np.linalg.norm(acc, axis=1)
    if np.count_nonzero(deviation) < 2 or norm.std() < LIVELY * norm.mean():
        return
    order = np.argsort(deviation)
    ratio = float(deviation[order[-1]] / deviation[order[-2]])
    is_vertical = order[-1] == np.argmax(np.abs(acc.mean(axis=0)))
    if ratio > largest and not (but_vertical and is_vertical):
        raise RecordingError(
            f"acc_{'xyz'[order[-1]]} varies {ratio:.3g} times as much as the others: all three must be in one unit "
            "(if they are, say which: --acc-unit)"
        )


def _check_across(acc_g: np.ndarray) -> None:
    """Refuse sideways and forward accelerations that no runner has."""
    vertical = int(np.argmax(np.abs(acc_g.mean(axis=0))))
    for axis, deviation in enumerate(acc_g.std(axis=0).tolist()):
        if axis != vertical and deviation > LARGEST_ACROSS_G:
            raise RecordingError(
                f"acc_{'xyz'[axis]} varies by {deviation:.3g} g beside the vertical, which no run does: "
                "all three must be in one unit (if they are, say which: --acc-unit)"
            )


def _acc_unit(acc: np.ndarray, rate_hz: float) -> tuple[float, str]:
    """Return how many of the unit are 1 g, and its name."""
    level, is_rest = _level(acc, rate_hz)
    power = float(np.sqrt(np.square(acc).sum(axis=1).mean()))
    if power == 0.0:
        raise RecordingError("the accelerations are all zero: nothing was measured")
    if not is_rest and level < LEAST_LEVEL * power:
        raise RecordingError(
            "gravity seems to be taken out of the accelerations (their mean is near zero, it must be 1 g): "
            "record the raw accelerometer, not linear or user acceleration"
        )
    band = SAME_UNIT_CLIPPED if not is_rest and _is_clipped(acc) else SAME_UNIT

    def fits(per_g: float) -> bool:
        return band[0] <= level / per_g <= band[1]

    for name, per_g in (("g", 1.0), ("m/s^2", STANDARD_GRAVITY), ("mg", 1000.0)):
        if fits(per_g):
            return per_g, name
    if np.array_equal(acc, np.rint(acc)):
        for per_g in COUNTS_PER_G:
            if SAME_UNIT[0] <= level / per_g <= SAME_UNIT[1]:
                return per_g, f"counts of {per_g:.0f} to 1 g"
    raise RecordingError(
        f"the accelerations are in no unit that can be told: {'at rest' if is_rest else 'on average'} they are "
        f"{level:.4g}, where 1 g must be 1. Say the unit: --acc-unit mg, m/s2, or how many of it are 1 g"
    )


def _level(acc: np.ndarray, rate_hz: float) -> tuple[float, bool]:
    """Return what 1 g is in the numbers, and whether that was seen at rest."""
    window = max(round(REST_S * rate_hz), 2)
    count = len(acc) // window
    if count:
        parts = acc[: count * window].reshape(count, window, 3)
        norm = np.linalg.norm(parts, axis=2)
        mean = norm.mean(axis=1)
        is_rest = (norm.std(axis=1) < REST_SPREAD * mean) & (parts.std(axis=1).max(axis=1) < 2 * REST_SPREAD * mean)
        if np.count_nonzero(is_rest) >= FEWEST_RESTS:
            return float(np.median(mean[is_rest])), True
    return float(np.linalg.norm(acc.mean(axis=0))), False


def _is_clipped(acc: np.ndarray) -> bool:
    """Tell whether an axis stops flat at an end of its range: its mean is not the true one then."""
    moving = acc[:, acc.std(axis=0) > 0]
    return any(
        np.count_nonzero(axis == extreme) > CLIPPED_SHARE * len(axis)
        for axis in moving.T
        for extreme in (axis.min(), axis.max())
    )


def _gyr_unit(acc_g: np.ndarray, gyr: np.ndarray, rate_hz: float) -> tuple[float, str]:
    """Return how many of the unit are 1 degree per second, and its name; degrees where nothing speaks against them."""
    names: list[tuple[str, float]] = [("dps", 1.0), ("rad/s", 1 / DEG_PER_RAD), ("mdps", 1000.0)]
    seen = _tilt_explained(acc_g, gyr, rate_hz)
    if seen is not None:
        return _first(names, lambda per_dps: TILT_SEEN[0] <= seen / per_dps <= TILT_SEEN[1], "tilts with", seen)
    power = float(np.sqrt(np.square(gyr).sum(axis=1).mean()))
    if np.linalg.norm(acc_g, axis=1).std() < LIVELY or power == 0.0:
        return names[0][1], names[0][0]
    if _roughness(gyr) > ROUGHEST:
        return 1.0, "dps"  # noise of a sensor that does not turn, whatever its unit
    low, high = RUNNING_DPS
    if low / 3 <= power <= 2 * high:  # calm or wild, but nothing else that is known
        return 1.0, "dps"
    return _first(names, lambda per_dps: low <= power / per_dps <= high, "turns by", power)


def _roughness(gyr: np.ndarray) -> float:
    """Return how much of the signal changes from sample to sample: near 0 for a body that turns, near 2 for noise."""
    centred = gyr - gyr.mean(axis=0)
    power = float(np.square(centred).sum())
    return float(np.square(np.diff(centred, axis=0)).sum()) / power if power else 0.0


def _first(names: list[tuple[str, float]], fits: Callable[[float], bool], what: str, value: float) -> tuple[float, str]:
    for name, per_dps in names:
        if fits(per_dps):
            return per_dps, name
    raise RecordingError(
        f"the rotation rates are in no unit that can be told (the gyroscope {what} {value:.3g}). "
        "Say the unit: --gyr-unit rad/s, mdps, or how many of it are 1 degree per second"
    )


def _tilt_explained(acc_g: np.ndarray, gyr: np.ndarray, rate_hz: float) -> float | None:
    """Return which share of the tilting that the accelerometer sees the gyroscope explains, if it is in dps.

    Up in the sensor's axes changes by minus the rotation rate crossed with it; both are smoothed over 1 s. None where
    there is too little tilting to tell.
    """
    # What is smoothed over 1 s is told by a few points a second.
    step = max(int(SMOOTH_S * rate_hz / SMOOTH_POINTS), 1)
    rate_hz /= step
    width = max(round(SMOOTH_S * rate_hz), 3)
    count = len(acc_g) // step
    if count < 8 * width:
        return None
    kernel = np.ones(width) / width

    def smooth(values: np.ndarray) -> np.ndarray:
        values = values[: count * step].reshape(count, step, 3).mean(axis=1)
        once = (np.convolve(axis, kernel, "valid") for axis in values.T)
        return np.stack([np.convolve(axis, kernel, "valid") for axis in once], axis=1)

    up = smooth(acc_g)
    length = np.linalg.norm(up, axis=1)
    if length.min() < 0.2:
        return None
    up /= length[:, None]
    tilting = np.degrees(np.gradient(up, 1 / rate_hz, axis=0))
    told = -np.cross(smooth(gyr), up)
    power, other, both = (float((one * two).sum()) for one, two in ((tilting, tilting), (told, told), (tilting, told)))
    if power < len(up) * TILTING_DPS**2 or other == 0.0 or both < SURE_OF_TILT * np.sqrt(power * other):
        return None
    return both / power
