"""What is doubtful about a recording: each finding is one sentence for the person who made it."""

from collections.abc import Iterator

import numpy as np

from recoil.recording.clock import LONGEST_GAP_S
from recoil.recording.column_names import ACC, GYR
from recoil.recording.mount import AXES, Mount
from recoil.recording.reading import ACC_G_PER_COUNT, Recording
from recoil.recording.spool import blocks, let_go, same_rows

FULL_SCALE_G = 32767 * ACC_G_PER_COUNT
FULL_SCALE_DPS = 2000.0
IDLE_G, MOVES_G = 0.02, 1.0
IDLE_DPS, MOVES_DPS = 2.8, 50.0
"""From lowest to highest: an axis within the first gives noise at most, of sensors that move by the second."""
PLATEAU_SAMPLES = 3
TILT_LIMIT_DEG = 30.0
JITTER_LIMIT_PERIODS = 0.3
RATE_TOLERANCE = 0.03
ENOUGH_SAMPLES = 200_000  # for a median
FACING_S = 300.0  # so much running tells whether a sensor looks back
LOOKS_BACK = -0.05  # of 90 recorded runs, worn looking ahead, none is below +0.10
FROZEN_S = 0.3  # so long the same numbers, out of movement: no noise, no sensor
FROZEN_FROM_G = 0.1  # from lowest to highest on an axis in as long a time before
NOTHING = ": nothing was measured on this axis, and what is told is less sure"


def warnings_of(recording: Recording, mount: Mount, running: np.ndarray) -> list[str]:
    """Return what to warn of; `running` marks the samples that belong to running steps."""
    found = list(recording.notes)
    found += _clock_warnings(recording)
    found += _signal_warnings(ACC, recording.acc_g, FULL_SCALE_G, "g", 0.02, (IDLE_G, MOVES_G))
    found += _unit_warnings(recording)
    found += _frozen_warnings(recording)
    if recording.gyr_dps is None:
        found.append("no gyroscope: pelvis rotation is not available")
    else:
        idle = (IDLE_DPS, 0.0 if is_moved(recording) else MOVES_DPS)
        found += _signal_warnings(GYR, recording.gyr_dps, FULL_SCALE_DPS, "dps", 5.0, idle)
    found += _mount_warnings(recording, mount, running)
    found += _facing_warnings(recording, mount, running)
    return found


def are_idle(spread: np.ndarray, idle: float, moves: float) -> np.ndarray:
    """Tell which axes measured nothing: they never change, or give noise at most while others move.

    Args:
        spread: Of each axis, its highest value less its lowest.
        idle: Below it there is noise at most.
        moves: Above it a sensor is moved.

    Returns:
        A bool for each axis.
    """
    return (spread == 0) | ((spread < idle) & (spread.max(initial=0.0) > moves))


def spread_of(values: np.ndarray, enough: float = np.inf) -> np.ndarray:
    """Return of each axis its highest value less its lowest; of the first blocks alone if one is more than enough."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for part in blocks(len(values)):
        block = np.ascontiguousarray(values[part].T)  # a quarter of the time
        low, high = np.minimum(low, block.min(axis=1)), np.maximum(high, block.max(axis=1))
        let_go(values)
        if (high - low).max() > enough:
            break
    return high - low


def is_moved(recording: Recording) -> bool:
    """Tell from acceleration whether a sensor is moved: then a gyroscope turns as well."""
    return bool(spread_of(recording.acc_g, MOVES_G).max() > MOVES_G)


def has_gyroscope(recording: Recording) -> bool:
    """Return whether rates can be believed.

    With one axis that measured nothing, none of a crooked sensor's can; no more when all give noise at most of a sensor
    that is moved.
    """
    if recording.gyr_dps is None or not len(recording.gyr_dps):
        return False
    return not are_idle(spread_of(recording.gyr_dps), IDLE_DPS, 0.0 if is_moved(recording) else MOVES_DPS).any()


def place_warnings(place_mm: int, is_bounce_told: bool = True) -> Iterator[str]:
    """Say of a sensor that sits beside the spine where it sits.

    Args:
        place_mm: How far to the right; 0 is near it.
        is_bounce_told: Whether there is a balance of bounce in spite of that.
    """
    if place_mm:
        side = "right" if place_mm > 0 else "left"
        yield (
            f"the sensor seems to sit some {abs(place_mm)} mm to the {side} of the spine: that is taken out, and the "
            "intervals of the left/right balances are wider"
        )
        if not is_bounce_told:
            yield "so far beside the spine the left/right balance of bounce is not told"


def _clock_warnings(recording: Recording) -> Iterator[str]:
    clock = recording.clock
    if clock.gaps:
        at_least = " or more" * bool((clock.gap_lost * clock.period_s > LONGEST_GAP_S - 1.0).any())
        yield f"{clock.gaps} gap{'s' * (clock.gaps > 1)} in the recording, {clock.lost_s:.2f} s{at_least} lost"
    if clock.jitter_s > JITTER_LIMIT_PERIODS * clock.period_s:
        yield (
            f"time stamps jitter by {1000 * clock.jitter_s:.1f} ms (a sample takes {1000 * clock.period_s:.1f} ms): "
            "times of single steps are less exact"
        )
    if abs(recording.rate_hz / clock.rate_hz - 1) > RATE_TOLERANCE:
        yield f"the given rate of {recording.rate_hz:.4g} Hz does not fit the time stamps ({clock.rate_hz:.4g} Hz)"


def _signal_warnings(
    names: tuple[str, ...],
    values: np.ndarray,
    full_scale: float,
    unit: str,
    steep: float,
    idle: tuple[float, float],
) -> Iterator[str]:
    """Clipped and dead axes."""
    low, high, clipped = np.full(3, np.inf), np.full(3, -np.inf), np.zeros(3, int)
    for part in blocks(len(values)):
        block = np.ascontiguousarray(values[part].T)
        low, high = np.minimum(low, block.min(axis=1)), np.maximum(high, block.max(axis=1))
        clipped += np.count_nonzero(np.abs(block) >= full_scale, axis=1)
        let_go(values)
    at_end = {level: [[np.empty(0, np.int64)] for _ in names] for level in (0, 1)}
    for part in blocks(len(values)):
        block = np.ascontiguousarray(values[part].T)
        for axis, numbers in enumerate(block):
            for level, end in enumerate((low, high)):
                at_end[level][axis].append(part.start + np.flatnonzero(numbers == end[axis]))
        let_go(values)
    measured_nothing = are_idle(high - low, *idle)
    for axis, name in enumerate(names):
        if clipped[axis]:
            yield (
                f"{name}: {clipped[axis]} sample{'s' * (int(clipped[axis]) > 1)} "
                f"at the sensor's limit of {full_scale:.0f} {unit}"
            )
            continue
        if low[axis] == high[axis]:
            yield f"{name} never changes{NOTHING}"
            continue
        if measured_nothing[axis]:
            yield f"{name} gives noise at most while others move{NOTHING}"
            continue
        for level, end in enumerate((low, high)):
            flat = _flat_samples(values[:, axis], np.concatenate(at_end[level][axis]), float(end[axis]), steep)
            if flat:
                yield f"{name}: cut off flat at {end[axis]:.2f} {unit} ({flat} samples): what went beyond is lost"


def _flat_samples(axis: np.ndarray, at_level: np.ndarray, level: float, steep: float) -> int:
    """Count the samples at an extreme, if the signal runs steeply into plateaus there: clipping, not rest."""
    broken = np.flatnonzero(np.diff(at_level) > 1)
    starts, stops = at_level[np.append(0, broken + 1)], at_level[np.append(broken, -1)] + 1
    inside = (starts > 0) & (stops < axis.size) & (stops - starts >= PLATEAU_SAMPLES)
    starts, stops = starts[inside], stops[inside]
    sharp = (np.abs(axis[starts - 1] - level) > steep) & (np.abs(axis[stops] - level) > steep)
    return len(at_level) if sharp.any() else 0


def _unit_warnings(recording: Recording) -> Iterator[str]:
    every = len(recording.acc_g) // ENOUGH_SAMPLES + 1
    norms: list[np.ndarray] = []
    for part in blocks(len(recording.acc_g), every):
        norms.append(np.linalg.norm(recording.acc_g[part][::every], axis=1))
        recording.let_go()
    typical_g = float(np.median(np.concatenate(norms)))
    if not 0.3 < typical_g < 3.0:
        yield f"the median acceleration is {typical_g:.2f} g; it should be near 1 g"


def _frozen_warnings(recording: Recording) -> Iterator[str]:
    """Tell where the same numbers come on and on in the midst of movement: a logger that repeats, or fills in."""
    acc, least = recording.acc_g, max(round(FROZEN_S * recording.rate_hz), 3)
    frozen, count = 0, 0
    for starts, lengths in same_rows(acc):
        long = lengths >= least
        for start, length in zip(starts[long].tolist(), lengths[long].tolist(), strict=True):
            before = acc[max(start - least, 0) : start]
            if len(before) and float(np.ptp(before, axis=0).max()) > FROZEN_FROM_G:
                frozen, count = frozen + length, count + 1
    if frozen:
        times = f" in {count} places" if count > 1 else ""
        yield (
            f"the same numbers came on and on for {frozen / recording.rate_hz:.1f} s{times} in the midst of movement: "
            "nothing was measured then, and steps are missing"
        )


def _mount_warnings(recording: Recording, mount: Mount, running: np.ndarray) -> Iterator[str]:
    """Compare the mean specific force (up, on average over steps) with body y."""
    ran = bool(running.any())
    sensor, count = np.zeros(3), int(np.count_nonzero(running)) if ran else len(running)
    for part in blocks(len(running)):
        block = recording.acc_g[part]
        sensor += (block[running[part]] if ran else block).sum(axis=0) / count
        recording.let_go()
    length = float(np.linalg.norm(sensor))
    if length < 0.3:  # no clear direction
        return
    tilt_deg = float(np.degrees(np.arccos(np.clip(mount.to_body(sensor)[1] / length, -1.0, 1.0))))
    if tilt_deg <= TILT_LIMIT_DEG:
        return
    main = int(np.argmax(np.abs(sensor)))
    up = f"{'-' if sensor[main] < 0 else '+'}{AXES[main]}"
    when = "while running" if ran else "over the recording (no running was found)"
    if tilt_deg >= 180 - TILT_LIMIT_DEG:
        turned = Mount(mount.axes, (mount.signs[0], -mount.signs[1], -mount.signs[2]))
        yield f"upside down {when}: that is corrected if its face still looked ahead; if not, use --mount {turned}"
    elif tilt_deg > 90 - TILT_LIMIT_DEG and mount.axes[1] != main:
        yield f"on its side {when}: the sensor's {up} axis pointed up; if it was worn so, use --mount with y={up}"
    else:
        yield f"tilted by {tilt_deg:.0f} degrees {when}: was the sensor worn upright, and is --mount right?"


def _facing_warnings(recording: Recording, mount: Mount, running: np.ndarray) -> Iterator[str]:
    """Tell a sensor that looks back: the foot that drives the pelvis ahead lifts it too, never the other way."""
    enough = round(FACING_S * recording.rate_hz)
    found, count = [np.empty(0, np.int64)], 0
    for part in blocks(len(running)):
        if count < enough:
            found.append(part.start + np.flatnonzero(running[part]))
            count += len(found[-1])
    ran = np.concatenate(found)[:enough]
    if len(ran) < 4 * recording.rate_hz:
        return
    acc = mount.to_body(recording.acc_g[ran])
    recording.let_go()
    up = acc.mean(axis=0)
    length = float(np.linalg.norm(up))
    if length < 0.3:
        return
    up = up / length
    forward = np.array([1.0, 0.0, 0.0]) - up[0] * up
    # Sums of products without the library of linear algebra, whose buffers take more memory than all of this.
    vertical = np.cumsum((acc * up).sum(axis=1) - length)
    window = max(round(recording.rate_hz), 3)  # 1 s: takes the drift out
    rise = vertical - np.convolve(vertical, np.ones(window) / window, mode="same")
    ahead = (acc * forward).sum(axis=1)
    inner = slice(window, -window)
    rise, ahead = (values[inner] - values[inner].mean() for values in (rise, ahead))
    power = float(np.square(rise).sum()) * float(np.square(ahead).sum())
    if power and float((rise * ahead).sum()) < LOOKS_BACK * power**0.5:
        turned = Mount(mount.axes, (-mount.signs[0], mount.signs[1], -mount.signs[2]))
        yield (
            "the sensor seems to look back: from the first steps of running on that is corrected, however it faces; "
            f"--mount {turned} says it beforehand"
        )
