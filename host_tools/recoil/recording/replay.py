"""Replays a recording through the gait core, the very code the clip runs."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from recoil.recording.mount import Mount
from recoil.recording.quality import has_gyroscope, place_warnings, warnings_of
from recoil.recording.reading import Recording
from recoil.recording.step_checks import are_feet_told, slow_warnings
from recoil.recording.steps import samples_within, steps_of
from recoil.recording.summary import NO_BALANCE, Balance, summarize
from recoil.recording.turning import turning_warnings
from recoil.runtimes.fast import CHOICE, Stretch
from recoil.runtimes.guest import GuestLostError
from recoil_clip.gait.contact import Contact
from recoil_clip.gait.gait import Gait

Progress = Callable[[int, int], None]  # samples done, samples in all

BLOCK_SAMPLES = 1 << 15


@dataclass(frozen=True, eq=False)
class Replay:
    """What the clip would have said: `steps` is an array with named columns, `summary` is ready for JSON."""

    recording: Recording
    mount: Mount
    steps: np.ndarray
    summary: dict[str, Any]


def replay(
    recording: Recording,
    mount: Mount | None = None,
    progress: Progress | None = None,
    contact: Contact | None = None,
) -> Replay:
    """Replay a recording through the gait core, the very code that the clip runs.

    Args:
        recording: What a sensor at the waist delivered.
        mount: How the sensor sat; None where its axes are the body's (x forward, y up, z right).
        progress: Called every few thousand samples with how many samples are done, and of how many.
        contact: A contact model in the place of the core's own, for cross-validation.

    Returns:
        A `Replay`: its `steps` are a numpy array with a row per step and the columns of `recording.steps.COLUMNS`
        (`_s`, `_ms`, `_mm`, `_g`), its `summary` a dictionary ready for JSON.
    """
    mount = mount or Mount()
    stretch = CHOICE.stretch(len(recording.time_s), contact)
    gyroscope = has_gyroscope(recording)

    def driven(stretch: Stretch) -> tuple[Gait, np.ndarray]:
        gait = stretch.gait_class(recording.period_us, gyroscope=gyroscope, contact=contact)
        return gait, _drive(stretch, gait, recording, mount, progress)

    try:
        gait, steps = driven(stretch)
    except GuestLostError:
        gait, steps = driven(CHOICE.without_guest())
    balances: dict[str, Balance] = {
        "contact": gait.totals.contact_balance,
        "step_time": gait.totals.step_time_balance,
        "bounce": gait.totals.bounce_balance,
    }
    warnings = warnings_of(recording, mount, samples_within(steps, recording))
    warnings += slow_warnings(steps["step_ms"])
    if gyroscope:
        warnings += turning_warnings(recording, mount, steps)
    if not are_feet_told(int(np.count_nonzero(steps["side"] != "")), len(steps)):
        steps["side"] = ""
        balances = dict.fromkeys(balances, NO_BALANCE)
        warnings.append("nothing in the signal tells one foot from the other: no side, no balance")
    is_bounce_told = gait.totals.bounce_balance.half_width_bp >= 0 or gait.totals.contact_balance.half_width_bp < 0
    warnings += place_warnings(int(gait.totals.place_mm), is_bounce_told)
    return Replay(recording, mount, steps, summarize(recording, mount, steps, balances, warnings))


def _drive(stretch: Stretch, gait: Gait, recording: Recording, mount: Mount, progress: Progress | None) -> np.ndarray:
    """Feed every sample, in blocks; return the steps."""
    clock, total = recording.clock, len(recording.time_s)
    gaps = dict(zip(clock.gap_at.tolist(), clock.gap_lost.tolist(), strict=True))
    found: list[np.ndarray] = []
    bounds = sorted({*range(0, total, BLOCK_SAMPLES), *gaps, total})
    for start, stop in pairwise(bounds):
        if start in gaps:
            gait.gap(gaps[start])
        rows = stretch.feed(gait, recording.counts(mount, start, stop).astype(np.int32), start)
        found.append(steps_of(rows, recording))
        recording.let_go()
        if progress:
            progress(stop, total)
    found.append(steps_of(stretch.finish(gait, total), recording))
    return np.concatenate(found)
