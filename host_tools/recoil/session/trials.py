"""The tries of a screening and the sets of core work, as the clip logged them."""

import struct
from typing import TYPE_CHECKING

import numpy as np

from recoil_clip.spec.log import EXERCISE, EXERCISE_BYTES, TRIAL, TRIAL_BYTES, TRIAL_BYTES_2

if TYPE_CHECKING:
    from .records import Records

TRIAL_TYPE = np.dtype(
    [
        ("kind", "u1"),  # `recoil_clip.spec.exercises`: 1 stance, 2 tandem, 3 lunge, 4 skipping
        ("side", "i1"),  # -1 left, 0 both, 1 right: the leg stood on, the foot in front
        ("eyes", "u1"),  # 0 open, 1 closed
        ("attempt", "u1"),  # from 1; 0: practice, which does not count
        ("ending", "u1"),  # 1 time, 2 touch-down, 3 moved, 4 button, 5 not still, 6 session ended
        ("begin_ms", "i8"),
        ("held_ms", "i8"),
        ("target_ms", "i8"),
        ("sway_ms", "i8"),  # what the next six are about: without what the motor shook; 0: they mean nothing
        ("fore_ug", "i8"),  # RMS of acceleration about its mean below 3.5 Hz, fore and aft
        ("side_ug", "i8"),  # and sideways
        ("path_mg", "i8"),  # way of the two together
        ("roll_mdps", "i8"),  # RMS of the rate of rolling
        ("pitch_mdps", "i8"),  # and of pitching
        ("path_mdps", "i8"),
        ("cycle_ms", "i8"),  # of skipping: time of both legs; 0 no rhythm found, or no skipping
        ("cycle_bp", "i2"),  # how well a cycle repeats itself, 0.01 %; -1 not known
        ("half_bp", "i2"),  # how well one leg repeats the other
        ("sum_ug", "i8"),  # RMS of fore-aft + sideways acceleration about its mean; 0: older firmware did not log it
        ("change_ug", "i8"),  # RMS of their changes from value to value, 8 samples, of either; 0 as there
    ]
)
EXERCISE_TYPE = np.dtype(
    [
        ("kind", "u1"),  # 16 front plank, 17 side plank, 18 squat, 19 bridge
        ("side", "i1"),
        ("ending", "u1"),
        ("begin_ms", "i8"),
        ("target_ms", "i8"),  # for repetitions: the time there was
        ("held_ms", "i8"),
        ("target_repetitions", "i4"),  # 0: it is a matter of time
        ("repetitions", "i4"),  # -1 not counted
    ]
)
TRIAL_RECORD = struct.Struct("<BbBBB11IhhII")
_LATER = bytes(TRIAL_BYTES - TRIAL_BYTES_2)  # what older firmware does not log
EXERCISE_RECORD = struct.Struct("<BbBIIIHh")


def no_trials() -> np.ndarray:
    """Return the table of a run."""
    return np.zeros(0, dtype=TRIAL_TYPE)


def no_exercises() -> np.ndarray:
    """Return the table of a run."""
    return np.zeros(0, dtype=EXERCISE_TYPE)


def put_trial(records: "Records", record: bytes) -> bool:
    """Read a record of either kind; False if it cannot be."""
    if record[0] == TRIAL and len(record) >= TRIAL_BYTES_2:
        records.trials.append(TRIAL_RECORD.unpack_from(record + _LATER, 2))
        return True
    if record[0] == EXERCISE and len(record) >= EXERCISE_BYTES:
        records.exercises.append(EXERCISE_RECORD.unpack_from(record, 2))
        return True
    return record[0] not in (TRIAL, EXERCISE)
