"""What of a watch's FIT file matters for putting a session into it: when its records are, and the runner's cadence."""

from dataclasses import dataclass

import numpy as np

from .developer import APPLICATION
from .errors import FitError
from .profile import DEVELOPER_DATA_ID, RECORD, SESSION
from .reader import FitFile

RUNNING_SPORTS = {0: "generic", 1: "running", 4: "fitness equipment", 10: "training", 11: "walking", 17: "hiking"}
OTHER_SPORTS = {2: "cycling", 5: "swimming", 12: "skiing", 13: "skiing", 15: "rowing", 19: "paddling", 21: "e-biking"}
MULTISPORT = (3, 18)
OF_STRIDE = 2.0  # FIT counts strides, two steps each
CADENCE, FRACTIONAL_CADENCE = (RECORD.fields[name].number for name in ("cadence", "fractional_cadence"))


@dataclass(frozen=True, eq=False)
class Watch:
    """`time_s` are FIT's times of the records, increasing; `cadence_spm` is NaN where it is missing."""

    time_s: np.ndarray
    cadence_spm: np.ndarray

    @property
    def has_cadence(self) -> bool:
        """Whether there is any but zero."""
        return bool(np.nan_to_num(self.cadence_spm).any())

    @classmethod
    def of(cls, file: FitFile) -> "Watch":
        """Read the records; a `FitError` where there is nothing to put dynamics of running into."""
        _check_sport(file)
        for message in file.data(DEVELOPER_DATA_ID.number):
            if message.field(1) == APPLICATION:
                raise FitError(
                    "there are Recoil's values in this file already",
                    "give the watch's own file, as it came off the watch",
                )
        by_time: dict[int, float] = {}
        for record in file.data(RECORD.number):
            if record.time_s is not None:
                whole, part = record.unsigned(CADENCE, 1), record.unsigned(FRACTIONAL_CADENCE, 1)
                by_time[record.time_s] = np.nan if whole is None else OF_STRIDE * (whole + (part or 0) / 128)
        if not by_time:
            raise FitError(
                "there are no records in this file: it is no recorded activity",
                "export the activity itself; courses, workouts and settings are FIT files too",
            )
        time_s = np.array(sorted(by_time), dtype=np.int64)
        return cls(time_s, np.array([by_time[second] for second in time_s.tolist()]))


def _check_sport(file: FitFile) -> None:
    number = SESSION.fields["sport"].number
    sports = [sport for message in file.data(SESSION.number) if (sport := message.unsigned(number, 1)) is not None]
    if sports and not any(sport in RUNNING_SPORTS or sport in MULTISPORT for sport in sports):
        name = OTHER_SPORTS.get(sports[0], f"sport number {sports[0]}")
        raise FitError(f"this activity is {name}, not running", "give the file of the run that the clip was on")
