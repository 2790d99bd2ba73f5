"""The table of steps: its columns, and how the core's integers become them."""

from typing import NamedTuple

import numpy as np

from recoil.recording.reading import LONGEST_PERIOD_US, Recording
from recoil.runtimes.stretch import COLUMNS as COLUMNS_OF_CORE

SIDES = np.array(["L", "", "R"])
COLUMNS = [
    # name, type, format in files
    ("initial_contact_s", "f8", ".4f"),
    ("toe_off_s", "f8", ".4f"),
    ("side", "U1", ""),
    ("step_ms", "f8", ".1f"),
    ("contact_ms", "f8", ".1f"),
    ("flight_ms", "f8", ".1f"),
    ("bounce_mm", "f8", ".1f"),
    ("peak_g", "f8", ".3f"),
    ("flags", "i4", "d"),
]
STEP_TYPE = np.dtype([(name, kind) for name, kind, _ in COLUMNS])


class CoreStep(NamedTuple):
    """One step as the core says it."""

    initial_contact_us: int
    step_us: int
    contact_us: int
    flight_us: int
    bounce_um: int
    peak_mg: int
    side: int
    flags: int


def steps_of(rows: np.ndarray, recording: Recording) -> np.ndarray:
    """Return the steps in the recording's own time and everyday units, as an array with named columns.

    Args:
        rows: As the core says them: a row per step, its columns as in `runtimes.stretch.COLUMNS`.
        recording: That they are of.
    """
    values = {name: rows[:, at] for at, name in enumerate(COLUMNS_OF_CORE)}
    begin_us = values["initial_contact_s"] * 1_000_000 + values["initial_contact_us"]
    step_us, contact_us, flight_us = values["step_us"], values["contact_us"], values["flight_us"]
    steps = np.zeros(len(rows), dtype=STEP_TYPE)
    # The core counts a whole number of microseconds per sample, the true period is not whole: the core's times are
    # exact as sample numbers (time / period_us), which the recording's own time stamps turn into time.
    steps["initial_contact_s"] = recording.clock.time_at(begin_us / recording.period_us)
    steps["toe_off_s"] = recording.clock.time_at((begin_us + contact_us) / recording.period_us)
    ms_per_us = 1000 / (recording.rate_hz * recording.period_us)
    steps["step_ms"] = step_us * ms_per_us
    steps["contact_ms"] = contact_us * ms_per_us
    steps["flight_ms"] = flight_us * ms_per_us
    # A length goes with the square of the period that the core was told.
    slower = max(ms_per_us * 1000 - 1, 0) if recording.period_us == LONGEST_PERIOD_US else 0
    steps["bounce_mm"] = values["bounce_um"] / 1000 * (1 + slower) ** 2
    steps["peak_g"] = values["peak_mg"] / 1000
    steps["side"] = SIDES[values["side"] + 1]
    steps["flags"] = values["flags"]
    return steps


def samples_within(steps: np.ndarray, recording: Recording) -> np.ndarray:
    """Mark the recording's samples that lie within a step."""
    begin_s = steps["initial_contact_s"]
    change = np.zeros(len(recording.time_s) + 1, dtype=np.int8)
    np.add.at(change, np.searchsorted(recording.time_s, begin_s), 1)
    np.add.at(change, np.searchsorted(recording.time_s, begin_s + steps["step_ms"] / 1000), -1)
    # In place: of a long recording every copy is megabytes.
    np.cumsum(change, dtype=np.int8, out=change)
    return np.clip(change, 0, 1, out=change)[:-1].view(bool)
