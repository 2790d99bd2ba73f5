"""Finds a runner's own numbers from one run that was measured otherwise too; nonsense is refused with the reason.

Each estimate is the mean difference of the two ways of measuring, with half of its 95 % interval. What a watch, an eye
or a treadmill is itself off by becomes the runner's own number: an interval tells scatter, not that.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recoil.common.errors import RecoilError

from .means import means_of
from .session import Session

STEPS_A_SIDE = 10
FEWEST_STEPS = 40  # of the clip's
MOST_MS = 40.0  # no runner is off by more: of 36 the worst was 26 ms
LEAST_CERTAIN_MS = 12.0
SHORTEST_MS, LONGEST_MS = 100.0, 450.0
ODD_STEP = 0.25  # of the side's median
EYE_MS, EYE_SD_MS = 13.0, 3.0
"""Contact that the eye sees lasts longer than force above 50 N: 10 to 17 ms at 20 N, less of it is hardly seen."""
FEWEST_S = 120
SECONDS_A_VALUE = 10  # a watch smooths: so many of its seconds say something new once
LEAST_RUNNING_S, LEAST_M, LEAST_SHARE = 300.0, 1000.0, 0.9
LEAST_FACTOR, MOST_FACTOR = 0.7, 1.4
SPEED_PCT = 10.0


class CalibrationError(RecoilError):
    """What was given cannot be this runner's own number."""


@dataclass(frozen=True)
class Estimate:
    """`value` with half of its 95 % interval, from so many steps or seconds; `how` it was found, for people."""

    value: float
    half: float
    count: int
    how: str


def offset_by_frames(
    session: Session,
    left: Sequence[float],
    right: Sequence[float],
    frames_per_s: float,
    span_s: tuple[float, float] | None = None,
) -> Estimate:
    """Return how much longer contact is than the clip says, by frames counted in a film.

    Args:
        session: Of the same run.
        left: Frames from the one in which the left foot touches to the one in which it has left, step by step.
        right: The same of the right foot.
        frames_per_s: Of the film.
        span_s: Begin and end of what was filmed, in s since the session's first sample; None: all of the session.

    Returns:
        ms to add to the clip's.

    Raises:
        CalibrationError: Too few steps, a step that cannot be, or nothing that the clip measured then.
    """
    sides = {"left": np.array(left, dtype=float), "right": np.array(right, dtype=float)}
    for side, frames in sides.items():
        if len(frames) < STEPS_A_SIDE:
            raise CalibrationError(f"{len(frames)} steps of the {side} foot are too few: count {STEPS_A_SIDE} a side")
        middle = float(np.median(frames))
        for number, count in enumerate(frames.tolist(), 1):
            ms = 1000 * count / frames_per_s
            if not SHORTEST_MS <= ms <= LONGEST_MS:
                raise CalibrationError(
                    f"step {number} of the {side} foot: {count:g} frames are {ms:.0f} ms, which is no running contact",
                    f"at {frames_per_s:g} frames a second contacts have {SHORTEST_MS * frames_per_s / 1000:.0f} to "
                    f"{LONGEST_MS * frames_per_s / 1000:.0f}",
                )
            if abs(count - middle) > ODD_STEP * middle:
                raise CalibrationError(
                    f"step {number} of the {side} foot has {count:g} frames, others have {middle:g}: count it again"
                )
    clip_ms, clip_error = _contact(session, span_s)
    means = [1000 * float(frames.mean()) / frames_per_s for frames in sides.values()]
    errors = [1000 * float(frames.std(ddof=1)) / frames_per_s / math.sqrt(len(frames)) for frames in sides.values()]
    error = math.hypot(math.hypot(*errors) / 2, clip_error, EYE_SD_MS)
    count = len(left) + len(right)
    how = f"{count} steps counted in a film of {frames_per_s:g} frames/s, less {EYE_MS:g} ms that the eye sees more"
    return _offset(sum(means) / 2 - EYE_MS - clip_ms, 1.96 * error, count, how)


def offset_by_mean(session: Session, contact_ms: float, span_s: tuple[float, float] | None = None) -> Estimate:
    """Return how much longer contact is than the clip says, by a treadmill with force plates.

    Args:
        session: Of the same run.
        contact_ms: Mean contact of both feet, force above 50 N.
        span_s: Begin and end of what the treadmill measured; None: all of the session.

    Returns:
        ms to add to the clip's.

    Raises:
        CalibrationError: It is no running contact, or the clip measured nothing then.
    """
    if not SHORTEST_MS <= contact_ms <= LONGEST_MS:
        raise CalibrationError(f"{contact_ms:g} ms is no running contact: {SHORTEST_MS:g} to {LONGEST_MS:g} are")
    clip_ms, clip_error = _contact(session, span_s)
    count = int(means_of(session, *(span_s or (-np.inf, np.inf))).clean_steps)
    return _offset(contact_ms - clip_ms, 1.96 * math.hypot(clip_error, 1.0), count, "a treadmill's mean contact")


def offset_by_watch(watch_ms: np.ndarray, clip_ms: np.ndarray) -> Estimate:
    """Return how much longer contact is by a watch or pod than by the clip.

    Args:
        watch_ms: Its contact at each second of the run, NaN where it has none.
        clip_ms: The clip's at the same seconds.

    Returns:
        ms to add to the clip's.

    Raises:
        CalibrationError: They have too little in common, or differ in a way that is no runner's own.
    """
    difference = watch_ms - clip_ms
    difference = difference[np.isfinite(difference)]
    if len(difference) < FEWEST_S:
        raise CalibrationError(
            f"the watch's file has contact times for {len(difference)} s of this run; {FEWEST_S} are the least",
            "a watch has them (stance_time) with a chest strap or a pod that measures running dynamics",
        )
    middle = float(np.median(difference))
    spread = 1.4826 * float(np.median(np.abs(difference - middle)))
    half = 1.96 * spread / math.sqrt(len(difference) / SECONDS_A_VALUE)
    return _offset(middle, half, len(difference), f"{len(difference)} s of a watch's or pod's contact times")


def factor_by_distance(session: Session, metres: float) -> Estimate:
    """Return true speed over the clip's, by how far the run was.

    Args:
        session: Of a run without much walking or standing.
        metres: How far, by a watch or a track.

    Returns:
        A factor; its interval is that of relative speed within a runner.

    Raises:
        CalibrationError: The run is too short, or not a run throughout, or no runner is so far from the average.
    """
    moving = _with_speed(session)
    running_s, whole_s = means_of(session).running_s, _length_s(session)
    if running_s < LEAST_RUNNING_S or metres < LEAST_M:
        raise CalibrationError(
            f"{running_s / 60:.1f} min of running and {metres:.0f} m are too little: "
            f"{LEAST_RUNNING_S / 60:.0f} min and {LEAST_M:.0f} m are the least"
        )
    if running_s < LEAST_SHARE * whole_s:
        raise CalibrationError(
            f"the runner ran for {100 * running_s / whole_s:.0f} % of this session: how far the rest was is not known",
            f"use a run with less than {100 * (1 - LEAST_SHARE):.0f} % of walking and standing",
        )
    return _factor(metres / running_s, moving, "the distance of a run")


def factor_by_speed(session: Session, metres_per_s: float) -> Estimate:
    """Return true speed over the clip's, by the speed that a treadmill was set to.

    Args:
        session: Of a run at that speed.
        metres_per_s: The speed.

    Returns:
        A factor; its interval is that of relative speed within a runner.

    Raises:
        CalibrationError: The clip measured too little, or no runner is so far from the average.
    """
    return _factor(metres_per_s, _with_speed(session), "the speed of a treadmill")


def _contact(session: Session, span_s: tuple[float, float] | None) -> tuple[float, float]:
    """Return the clip's mean contact of both feet alike as it measured it, and its standard error, in ms."""
    time_s = session.step_time_s()
    low, high = span_s or (-np.inf, np.inf)
    steps = session.steps[(time_s >= low) & (time_s < high) & (session.steps["flags"] == 0)]
    steps = steps[steps["contact_us"] > 0]
    if len(steps) < FEWEST_STEPS:
        raise CalibrationError(
            f"the clip has {len(steps)} clean steps there; {FEWEST_STEPS} are the least",
            "--at says when of the session it was" if span_s else "use a longer run",
        )
    scale = session.header.true_time if session.header else 1.0
    ms = steps["contact_us"] * (1e-3 * scale)
    sides = [ms[steps["side"] == side] for side in (-1, 1)]
    mean = float(np.mean([side.mean() for side in sides])) if all(map(len, sides)) else float(ms.mean())
    added = session.calibration.contact_ms if session.calibration and session.calibration.contact_ms else 0
    return mean - added, float(ms.std(ddof=1)) / math.sqrt(len(ms))


def _offset(value: float, half: float, count: int, how: str) -> Estimate:
    if abs(value) > MOST_MS:
        raise CalibrationError(
            f"contact would be {value:+.0f} ms off, and no runner is more than {MOST_MS:.0f}: these are two runs, or "
            "something was counted wrong"
        )
    if half > LEAST_CERTAIN_MS:
        raise CalibrationError(
            f"{value:+.0f} ms is not sure enough (± {half:.0f} ms): measure more steps, at an even pace",
        )
    return Estimate(value, half, count, how)


def _with_speed(session: Session) -> float:
    """Return the clip's mean speed as it measured it, in m/s."""
    steps = session.steps[(session.steps["flags"] == 0) & (session.steps["speed_mm_s"] > 0)]
    if len(steps) < FEWEST_STEPS:
        raise CalibrationError(f"the clip has {len(steps)} steps with a speed; {FEWEST_STEPS} are the least")
    factor = session.calibration.speed_permille if session.calibration and session.calibration.speed_permille else 1000
    step_us = steps["step_us"].astype(float)
    return float((steps["speed_mm_s"] * step_us).sum() / step_us.sum()) / factor


def _length_s(session: Session) -> float:
    times = session.step_time_s()
    scale = session.header.true_time if session.header else 1.0
    return float(times[-1] - times[0]) + float(session.steps["step_us"][-1]) * 1e-6 * scale


def _factor(metres_per_s: float, clip_metres_per_s: float, how: str) -> Estimate:
    factor = metres_per_s / clip_metres_per_s
    if not LEAST_FACTOR <= factor <= MOST_FACTOR:
        raise CalibrationError(
            f"{3.6 * metres_per_s:.1f} km/h where the average runner who moves so has {3.6 * clip_metres_per_s:.1f}: "
            "no runner is so far from it; is it the same run?"
        )
    return Estimate(factor, SPEED_PCT / 100 * factor, 0, how)
