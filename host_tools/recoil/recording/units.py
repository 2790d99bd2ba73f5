"""In which unit a recording's numbers are, told from physics: 1 g at rest, and tilt that both sensors see.

A sensor at rest feels 1 g, and over a run, where nobody rises or falls for good, the mean specific force is 1 g too. Of
176 recorded files the level so found is within 0.93 and 1.05 g (1.19 to 1.40 where the sensor was clipped at 0 g).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording.spool import blocks, is_spooled, let_go

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
SEEN_SHARE = 0.1  # of all tilting: an axis that has less is not judged for itself
USUAL_LEVEL = (0.92, 1.08)  # a little beyond what was found in recorded files
OPPOSED, AXIS_OPPOSED = -0.2, -0.6
"""Agreement of both sensors' tilting, of all axes and of one, below which an axis or a sign is wrong.

Of 126 recorded files that tilt enough to tell none is below -0.01 and -0.39.
"""
SMOOTH_S = 1.0
SMOOTH_POINTS = 20
ENOUGH_POINTS = 80_000  # an hour: longer recordings say nothing more of their unit


@dataclass(frozen=True)
class Units:
    """How many of a column's unit are 1 g and 1 degree per second; None: to be told from the numbers."""

    per_g: float | None = None
    per_dps: float | None = None

    def or_else(self, others: "Units") -> "Units":
        """Return these where they are said, and others where not."""
        return Units(self.per_g or others.per_g, self.per_dps or others.per_dps)


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
    moments = None
    if units.per_g is None:
        moments = Moments.of(acc)
        _check_axes(moments, GROSS_AXIS_RATIO)
        per_g, name, level = _acc_unit(acc, moments, rate_hz)
        _check_axes(moments, LARGEST_AXIS_RATIO, but_vertical=per_g == 1.0)
        if per_g != 1.0:
            notes.append(f"the accelerations were in {name}: converted to g (--acc-unit g: take them as they are)")
        _check_across(moments, per_g)
        if level is not None and not USUAL_LEVEL[0] <= level <= USUAL_LEVEL[1]:
            notes.append(
                f"1 g is {level:.2f} in the accelerations: bounce is off by about as much, and contact times are off "
                f"(--acc-unit {level * per_g:.4g} takes it into account)"
            )
    else:
        per_g = units.per_g
    acc_g = _divided(acc, per_g)
    if gyr is None:
        return acc_g, None, tuple(notes)
    tilt = Tilt.of(acc_g, gyr, rate_hz)
    if tilt is not None and tilt.is_opposed:
        notes.append(OPPOSED_NOTE)
    if units.per_dps is None:
        lively_g = moments.norm_deviation / per_g if moments else None
        per_dps, name = _gyr_unit(acc_g, gyr, tilt.explained if tilt else None, lively_g)
        if per_dps != 1.0:
            notes.append(f"the rotation rates were in {name}: converted to dps (--gyr-unit dps: take them as they are)")
    else:
        per_dps = units.per_dps
    return acc_g, _divided(gyr, per_dps), tuple(notes)


def _divided(values: np.ndarray, by: float) -> np.ndarray:
    """Return the values in another unit; those that wait in a file are changed there."""
    if by == 1.0:
        return values
    if not is_spooled(values):
        return values / by
    for part in blocks(len(values)):
        values[part] /= by
        let_go(values)
    return values


@dataclass(frozen=True)
class Moments:
    """What is asked of three axes over all of a recording, found block by block."""

    mean: np.ndarray
    deviation: np.ndarray
    low: np.ndarray
    high: np.ndarray
    power: float
    """Root mean square of the norm."""
    norm_mean: float
    norm_deviation: float

    @classmethod
    def of(cls, values: np.ndarray) -> "Moments":
        """Read them off n x 3 values."""
        start = values[: blocks_of(values)].mean(axis=0)  # near the mean: sums of squares lose nothing
        total, squares, low, high = np.zeros(3), np.zeros(3), np.full(3, np.inf), np.full(3, -np.inf)
        power = norms = 0.0
        for part in blocks(len(values)):
            block = np.array(values[part].T, order="C")  # a copy: it is changed below
            square = np.square(block).sum(axis=0)
            power += float(square.sum())
            norms += float(np.sqrt(square).sum())
            low, high = np.minimum(low, block.min(axis=1)), np.maximum(high, block.max(axis=1))
            block -= start[:, None]
            total += block.sum(axis=1)
            squares += np.square(block).sum(axis=1)
            let_go(values)
        count = len(values)
        off = total / count
        deviation = np.sqrt(np.maximum(squares / count - np.square(off), 0.0))
        deviation[low == high] = 0.0
        power, norm_mean = power / count, norms / count
        varied = float(np.sqrt(max(power - norm_mean**2, 0.0)))
        return cls(start + off, deviation, low, high, float(np.sqrt(power)), norm_mean, varied)


def blocks_of(values: np.ndarray) -> int:
    """Return how many rows the first block has."""
    return next(blocks(len(values))).stop


def _check_axes(moments: Moments, largest: float, but_vertical: bool = False) -> None:
    """Refuse a table in which one axis is in another unit than the others.

    In g the vertical may outdo the others: someone who skips rope goes up and down. Where it alone says the unit, it
    cannot be told whether the others are in it too.
    """
    deviation = moments.deviation
    if np.count_nonzero(deviation) < 2 or moments.norm_deviation < LIVELY * moments.norm_mean:
        return
    order = np.argsort(deviation)
    ratio = float(deviation[order[-1]] / deviation[order[-2]])
    is_vertical = order[-1] == np.argmax(np.abs(moments.mean))
    if ratio > largest and not (but_vertical and is_vertical):
        raise RecordingError(
            f"acc_{'xyz'[order[-1]]} varies {ratio:.3g} times as much as the others: all three must be in one unit "
            "(if they are, say which: --acc-unit)"
        )


def _check_across(moments: Moments, per_g: float) -> None:
    """Refuse sideways and forward accelerations that no runner has."""
    vertical = int(np.argmax(np.abs(moments.mean)))
    for axis, deviation in enumerate((moments.deviation / per_g).tolist()):
        if axis != vertical and deviation > LARGEST_ACROSS_G:
            raise RecordingError(
                f"acc_{'xyz'[axis]} varies by {deviation:.3g} g beside the vertical, which no run does: "
                "all three must be in one unit (if they are, say which: --acc-unit)"
            )


def _acc_unit(acc: np.ndarray, moments: Moments, rate_hz: float) -> tuple[float, str, float | None]:
    """Return how many of the unit are 1 g, its name, and what 1 g is then; None where samples were cut off."""
    level, is_rest = _level(acc, moments, rate_hz)
    power = moments.power
    if power == 0.0:
        raise RecordingError("the accelerations are all zero: nothing was measured")
    if not is_rest and level < LEAST_LEVEL * power:
        raise RecordingError(
            "gravity seems to be taken out of the accelerations (their mean is near zero, it must be 1 g): "
            "record the raw accelerometer, not linear or user acceleration"
        )
    is_clipped = not is_rest and _is_clipped(acc, moments)
    band = SAME_UNIT_CLIPPED if is_clipped else SAME_UNIT

    def fits(per_g: float) -> bool:
        return band[0] <= level / per_g <= band[1]

    for name, per_g in (("g", 1.0), ("m/s^2", STANDARD_GRAVITY), ("mg", 1000.0)):
        if fits(per_g):
            return per_g, name, None if is_clipped else level / per_g
    if all(np.array_equal(acc[part], np.rint(acc[part])) for part in blocks(len(acc))):
        for per_g in COUNTS_PER_G:
            if SAME_UNIT[0] <= level / per_g <= SAME_UNIT[1]:
                return per_g, f"counts of {per_g:.0f} to 1 g", level / per_g
    raise RecordingError(
        f"the accelerations are in no unit that can be told: {'at rest' if is_rest else 'on average'} they are "
        f"{level:.4g}, where 1 g must be 1. Say the unit: --acc-unit mg, m/s2, or how many of it are 1 g"
    )


def _level(acc: np.ndarray, moments: Moments, rate_hz: float) -> tuple[float, bool]:
    """Return what 1 g is in the numbers, and whether that was seen at rest."""
    window = max(round(REST_S * rate_hz), 2)
    resting: list[np.ndarray] = []
    for part in blocks(len(acc) // window * window, window):
        parts = acc[part].reshape(-1, window, 3)
        norm = np.linalg.norm(parts, axis=2)
        mean = norm.mean(axis=1)
        is_rest = (norm.std(axis=1) < REST_SPREAD * mean) & (parts.std(axis=1).max(axis=1) < 2 * REST_SPREAD * mean)
        resting.append(mean[is_rest])
        let_go(acc)
    if sum(len(found) for found in resting) >= FEWEST_RESTS:
        return float(np.median(np.concatenate(resting))), True
    return float(np.linalg.norm(moments.mean)), False


def _is_clipped(acc: np.ndarray, moments: Moments) -> bool:
    """Tell whether an axis stops flat at an end of its range: its mean is not the true one then."""
    at_end = np.zeros((2, 3))
    for part in blocks(len(acc)):
        block = acc[part]
        at_end += [np.count_nonzero(block == level, axis=0) for level in (moments.low, moments.high)]
        let_go(acc)
    return bool((at_end[:, moments.deviation > 0] > CLIPPED_SHARE * len(acc)).any())


def _gyr_unit(acc_g: np.ndarray, gyr: np.ndarray, seen: float | None, lively_g: float | None) -> tuple[float, str]:
    """Return how many of the unit are 1 degree per second, and its name; degrees where nothing speaks against them.

    `seen` is `Tilt.explained`, `lively_g` by how much the length of the acceleration varies, where that is known.
    """
    names: list[tuple[str, float]] = [("dps", 1.0), ("rad/s", 1 / DEG_PER_RAD), ("mdps", 1000.0)]
    if seen is not None:
        return _first(names, lambda per_dps: TILT_SEEN[0] <= seen / per_dps <= TILT_SEEN[1], "tilts with", seen)
    moments = Moments.of(gyr)
    power = moments.power
    if (Moments.of(acc_g).norm_deviation if lively_g is None else lively_g) < LIVELY or power == 0.0:
        return names[0][1], names[0][0]
    if _roughness(gyr, moments) > ROUGHEST:
        return 1.0, "dps"  # noise of a sensor that does not turn, whatever its unit
    low, high = RUNNING_DPS
    if low / 3 <= power <= 2 * high:  # calm or wild, but nothing else that is known
        return 1.0, "dps"
    return _first(names, lambda per_dps: low <= power / per_dps <= high, "turns by", power)


def _roughness(gyr: np.ndarray, moments: Moments) -> float:
    """Return how much of the signal changes from sample to sample: near 0 for a body that turns, near 2 for noise."""
    power = len(gyr) * float(np.square(moments.deviation).sum())
    changed = 0.0
    for part in blocks(len(gyr)):
        changed += float(np.square(np.diff(gyr[part.start : part.stop + 1], axis=0)).sum())
        let_go(gyr)
    return changed / power if power else 0.0


def _first(names: list[tuple[str, float]], fits: Callable[[float], bool], what: str, value: float) -> tuple[float, str]:
    for name, per_dps in names:
        if fits(per_dps):
            return per_dps, name
    raise RecordingError(
        f"the rotation rates are in no unit that can be told (the gyroscope {what} {value:.3g}). "
        "Say the unit: --gyr-unit rad/s, mdps, or how many of it are 1 degree per second"
    )


OPPOSED_NOTE = (
    "the gyroscope turns otherwise than the accelerometer tilts: is an axis named, or signed, differently? Contact, "
    "flight, sides and the pelvis rest on both"
)


@dataclass(frozen=True)
class Tilt:
    """How the accelerometer's tilting and the gyroscope's turning go together.

    Up in the sensor's axes changes by minus the rotation rate crossed with it; both are smoothed over 1 s.
    """

    explained: float | None
    """Share of the tilting that the gyroscope explains, if it is in dps; None where there is too little to tell."""
    is_opposed: bool
    """Whether an axis or a sign of the gyroscope cannot be the accelerometer's."""

    @classmethod
    def of(cls, acc_g: np.ndarray, gyr: np.ndarray, rate_hz: float) -> "Tilt | None":
        """Hold one against the other; None where the recording is too short, or falls."""
        # What is smoothed over 1 s is told by a few points a second.
        step = max(int(SMOOTH_S * rate_hz / SMOOTH_POINTS), 1)
        rate_hz /= step
        width = max(round(SMOOTH_S * rate_hz), 3)
        count = min(len(acc_g) // step, ENOUGH_POINTS)
        if count < 8 * width:
            return None
        kernel = np.ones(width) / width

        def smooth(values: np.ndarray) -> np.ndarray:
            found: list[np.ndarray] = []
            for part in blocks(count * step, step):
                found.append(values[part].reshape(-1, step, 3).mean(axis=1))
                let_go(values)
            values = np.concatenate(found)
            once = (np.convolve(axis, kernel, "valid") for axis in values.T)
            return np.stack([np.convolve(axis, kernel, "valid") for axis in once], axis=1)

        up = smooth(acc_g)
        length = np.linalg.norm(up, axis=1)
        if length.min() < 0.2:
            return None
        up /= length[:, None]
        tilting = np.degrees(np.gradient(up, 1 / rate_hz, axis=0))
        told = -np.cross(smooth(gyr), up)
        pairs = ((tilting, tilting), (told, told), (tilting, told))
        powers, others, boths = ((one * two).sum(axis=0) for one, two in pairs)
        power, other, both = (float(axes.sum()) for axes in (powers, others, boths))
        if power < len(up) * TILTING_DPS**2 or other == 0.0:
            return cls(None, False)
        agreement = both / np.sqrt(power * other)
        seen = (powers > SEEN_SHARE * power) & (others > SEEN_SHARE * other)
        is_opposed = agreement < OPPOSED or (boths[seen] < AXIS_OPPOSED * np.sqrt(powers[seen] * others[seen])).any()
        return cls(both / power if agreement >= SURE_OF_TILT else None, bool(is_opposed))
