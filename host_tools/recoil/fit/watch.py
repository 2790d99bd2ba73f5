"""What of a watch's FIT file matters for putting a session into it: when its records are, and the runner's cadence."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from .developer import APPLICATION
from .errors import FitError
from .profile import DEVELOPER_DATA_ID, FILE_ID, RECORD, SESSION
from .reader import Data, FitFile

RUNNING_SPORTS = {0: "generic", 1: "running", 4: "fitness equipment", 10: "training", 11: "walking", 17: "hiking"}
OTHER_SPORTS = {
    2: "cycling",
    3: "a transition",
    5: "swimming",
    12: "skiing",
    13: "skiing",
    15: "rowing",
    19: "paddling",
    21: "e-biking",
}
MULTISPORT = 18
OF_STRIDE = 2.0  # FIT counts strides, two steps each
SPORT = SESSION.fields["sport"].number
CADENCE, FRACTIONAL_CADENCE = (RECORD.fields[name].number for name in ("cadence", "fractional_cadence"))


ACTIVITY_FILE = 4
OTHER_FILES = {1: "device settings", 2: "settings", 3: "sports", 5: "a workout", 6: "a course", 15: "daily monitoring"}
SET_BACK_S = 3  # records are written a second early or late; a clock that goes back further was set
SETTINGS_OF_CLOCK = 3  # more often no watch is set in a run: such a file is merely not in order
LATEST_S = 1 << 32
SET_FORWARD_S = 86_400  # nobody pauses a run for a day


@dataclass(frozen=True, eq=False)
class Watch:
    """`time_s` are FIT's times of the records, increasing; `cadence_spm` is NaN where it is missing."""

    time_s: np.ndarray
    cadence_spm: np.ndarray
    record_s: tuple[int | None, ...] = ()
    """When each record was, in the file's order, by the clock as it was at last; None: not in a run, or not known."""
    notes: tuple[str, ...] = ()
    """What the runner should know of the watch's times."""
    moved_s: tuple[tuple[int, int], ...] = ()
    """Times as they are in the file, increasing, and by how much each was moved to the last clock."""

    def by_last_clock(self, time_s: int) -> int:
        """Return when something was that the file has at a time of an earlier clock."""
        at = bisect(self.moved_s, (time_s, LATEST_S)) - 1
        return time_s + (self.moved_s[max(at, 0)][1] if self.moved_s else 0)

    def is_run(self, message: Data) -> bool:
        """Tell whether a session of the file was a run, as far as it says."""
        sport = message.unsigned(SPORT, 1)
        return sport is None or sport in RUNNING_SPORTS

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
        records = list(file.data(RECORD.number))
        times = [record.time_s for record in records]
        record_s, notes = _by_last_clock(times)
        both = zip(times, record_s, strict=True)
        moves = [(was, now - was) for was, now in both if was is not None and now is not None]
        legs = _other_legs(file)
        record_s = [
            None if record.time_s is None or any(leg(record.time_s) for leg in legs) else time_s
            for record, time_s in zip(records, record_s, strict=True)
        ]
        # Some watches write two records a second, one with the place and one with the rest.
        by_time: dict[int, float] = {}
        for record, time_s in zip(records, record_s, strict=True):
            if time_s is not None:
                cadence = _cadence_spm(record)
                if np.isnan(by_time.get(time_s, np.nan)) or not np.isnan(cadence):
                    by_time[time_s] = cadence
        if not by_time:
            raise FitError(
                "there are no records in this file: it is no recorded activity",
                "export the activity itself; courses, workouts and settings are FIT files too",
            )
        _check_kind(file)
        time_s = np.array(sorted(by_time), dtype=np.int64)
        cadence_spm = np.array([by_time[second] for second in time_s.tolist()])
        return cls(time_s, cadence_spm, tuple(record_s), tuple(notes), tuple(sorted(moves)) if notes else ())


def _cadence_spm(record: Data) -> float:
    whole, part = record.unsigned(CADENCE, 1), record.unsigned(FRACTIONAL_CADENCE, 1)
    return np.nan if whole is None else OF_STRIDE * (whole + (part or 0) / 128)


def _by_last_clock(times: list[int | None]) -> tuple[list[int | None], list[str]]:
    """Return when records were by the clock as it was at the end, and what is to be said of it.

    A watch that finds its satellites late, or is set right on the way, has two clocks in one file. Between the two
    records where it changes lies about a second.
    """
    known = [(at, time_s) for at, time_s in enumerate(times) if time_s is not None]
    steps = [(at, after - before) for (_, before), (at, after) in pairwise(known)]
    back = [(at, step_s) for at, step_s in steps if step_s <= -SET_BACK_S]
    if len(back) > SETTINGS_OF_CLOCK:
        return times, []
    forward = [(at, step_s) for at, step_s in steps if step_s > SET_FORWARD_S]
    if len(forward) > SETTINGS_OF_CLOCK:
        return times, []
    shifted, notes = list(times), []
    for at, step_s in back + forward:
        by_s = step_s - 1
        for earlier in range(at):
            time_s = shifted[earlier]
            shifted[earlier] = None if time_s is None else time_s + by_s
        sense = "back" if by_s < 0 else "forward"
        size = f"{abs(by_s):,} s" if abs(by_s) < 2 * SET_FORWARD_S else f"{abs(by_s) / SET_FORWARD_S:.0f} days"
        before = sum(time_s is not None for time_s in times[:at])
        what = "the record before is" if before == 1 else f"the {before:,} records before are"
        notes.append(f"the watch's clock was set {sense} by {size}: {what} taken as just before the next")
    return shifted, notes


def _other_legs(file: FitFile) -> list[Callable[[int], bool]]:
    """Return what tells whether a time lies in a part of the activity that was no run, and in none that was."""
    spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
    for message in file.data(SESSION.number):
        sport = message.unsigned(SPORT, 1)
        begin = message.unsigned(SESSION.fields["start_time"].number, 4)
        elapsed_ms = message.unsigned(SESSION.fields["total_elapsed_time"].number, 4)
        end = message.time_s if begin is None or elapsed_ms is None else begin + elapsed_ms // 1000
        if sport is not None and sport != MULTISPORT and begin is not None and end is not None:
            spans[sport in RUNNING_SPORTS].append((begin, end))
    runs = spans[True]
    if not runs:
        return []

    def beside(time_s: int, span: tuple[int, int]) -> bool:
        return span[0] <= time_s <= span[1] and not any(begin <= time_s <= end for begin, end in runs)

    return [partial(beside, span=span) for span in spans[False]]


def _check_kind(file: FitFile) -> None:
    for message in file.data(FILE_ID.number):
        kind = message.unsigned(FILE_ID.fields["type"].number, 1)
        if kind is not None and kind != ACTIVITY_FILE:
            what = OTHER_FILES.get(kind, f"of kind {kind}")
            raise FitError(f"this file is no recorded activity but {what}", "export the activity itself")


def _check_sport(file: FitFile) -> None:
    sports = [sport for message in file.data(SESSION.number) if (sport := message.unsigned(SPORT, 1)) is not None]
    if sports and not any(sport in RUNNING_SPORTS or sport == MULTISPORT for sport in sports):
        name = OTHER_SPORTS.get(sports[0], f"sport number {sports[0]}")
        raise FitError(f"this activity is {name}, not running", "give the file of the run that the clip was on")
