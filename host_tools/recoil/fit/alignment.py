"""When, by the watch's clock, a session began: found where the cadence curves of clip and watch agree.

Where the curves fit is one question, whether it is the same run another. Stops, intervals and slow changes tell where;
but two runs of one plan share them, and a single stop each is enough for a fit. What no two runs share is how cadence
wanders within a few seconds, away from any stop or change of pace: that must agree as well.
"""

from dataclasses import dataclass

import numpy as np

from recoil.common.errors import one_line

from .correlation import STEADY_SPM, masked_correlation
from .errors import FitError
from .wandering import Wandering
from .watch import Watch

SHORTEST_S = 120  # shared by both, at least
LONGEST_HOLD_S = 10  # watches that record "smart" write nothing for some seconds while nothing changes
RUNNING_SPM = 130.0  # walking and standing are one thing: the clip does not tell them apart
SWING_SPM = 20.0
LOWEST_CORRELATION = 0.55
NEAR_S = 15  # lags so near belong to one peak
DISTINCT = 40.0  # by so much the best lag must be likelier than any other, in units of the natural logarithm
CLOCKS_AGREE_S = 120
CLOCK_S = 5  # a set clock is surer than a peak, which lags with a watch's smoothing
SAME_CADENCE_SPM = 5.0
LONGEST_WATCH_S = 7 * 86_400
DRIFTED_S = 600  # by a clock that was set long ago
ZONE_STEP_S, LARGEST_ZONE_S, AROUND_ZONE_S = 1800, 14 * 3600, 300  # by a clock that was set in another time zone
LEVELS_APART_SPM = 3.0  # both count the same steps: the usual cadence of one run differs by less
SHARED_PART = 0.5  # of the shorter of the two, where no clock says that they were at the same time
FEWEST_STOPS = 2  # that tell as much as wandering, where a curve does not wander at all
SAME_SHAPE = 0.6
DAY_S = 86_400


@dataclass(frozen=True)
class Alignment:
    """`zero` is FIT's time of the session's first sample."""

    zero: int
    how: str
    """`cadence`, `clock` or `offset`."""
    overlap_s: int
    """Seconds for which both know whether and how fast the runner ran."""
    correlation: float | None
    """Of the two curves, where both vary."""
    after_watch_s: int
    """How long after the watch's first record the session's first sample was; negative: before."""
    clock_lag_s: int | None
    """By how much the clip's clock was behind the watch's; None if it was never set."""


class _Agreement:
    """Correlation and how much it says, for every lag: the clip's second i is the watch's second i + lag."""

    def __init__(self, clip: np.ndarray, watch: np.ndarray) -> None:
        self.lags = np.arange(-(len(clip) - 1), len(watch))
        self.overlap, correlation = masked_correlation(clip, watch)
        enough = self.overlap >= SHORTEST_S
        self.correlation = np.where(enough, correlation, 0.0)
        # The logarithm of how much likelier the one curve is, knowing the other: a long overlap counts more.
        positive = np.clip(self.correlation, 0.0, 0.999999)
        self.gain = -0.5 * self.overlap * np.log(1 - positive**2)

    def best(self, low: float = -np.inf, high: float = np.inf) -> int | None:
        """Return the place of the best lag within limits; None if none is good enough, or another is as good."""
        gain = np.where((self.lags >= low) & (self.lags <= high), self.gain, 0.0)
        at = int(np.argmax(gain))
        others = gain[np.abs(self.lags - self.lags[at]) > NEAR_S]
        runner_up = others.max() if len(others) else 0.0
        if self.correlation[at] < LOWEST_CORRELATION or gain[at] - runner_up < DISTINCT:
            return None
        return at


def align(rows: np.ndarray, watch: Watch, clip_zero: int | None, offset_s: float | None = None) -> Alignment:
    """Find a session's begin in a watch's file, from its rows of dynamics.

    `clip_zero` is what the clip's clock says, if it was set: where the curves say another time, it must be one that a
    clock is wrong by. Where it is not sure that both are the same run, a `FitError`; `offset_s`, from the watch's first
    record on, is then the runner's to say.
    """
    if watch.time_s[-1] - watch.time_s[0] > LONGEST_WATCH_S:
        raise FitError(
            "the watch's records are more than a week apart: its clock was set in mid-run",
            "export the activity again, or cut off what lies before the run, on the platform that has it",
        )
    return _Aligning(rows, watch, clip_zero).found_at(offset_s)


class _Aligning:
    """A session and a watch's records; lags are in seconds of the watch's curve at the session's first row."""

    def __init__(self, rows: np.ndarray, watch: Watch, clip_zero: int | None) -> None:
        self.rows, self.watch, self.clip_zero = rows, watch, clip_zero
        self.first_s, self.watch_first = int(rows["time_s"][0]), int(watch.time_s[0])
        self.clip, self.other = clip_curve(rows), watch_curve(watch)
        self.agreement = _Agreement(self.clip, self.other)
        self.by_clock = None if clip_zero is None else clip_zero + self.first_s - self.watch_first

    def found_at(self, offset_s: float | None) -> Alignment:
        """Return where the session lies, or refuse."""
        if offset_s is not None:
            return self._forced(offset_s)
        self.wandering = Wandering(known_cadence(self.rows), held_cadence(self.watch))
        agreement = self.agreement
        anywhere = agreement.best()
        if self.by_clock is not None:
            near = agreement.best(self.by_clock - CLOCKS_AGREE_S, self.by_clock + CLOCKS_AGREE_S)
            is_nearest = anywhere is None or (
                near is not None and agreement.gain[anywhere] - agreement.gain[near] < DISTINCT
            )
            if near is not None and is_nearest and self._is_same_run(int(agreement.lags[near])):
                lag = int(agreement.lags[near])
                return self._alignment(self.by_clock if abs(lag - self.by_clock) <= CLOCK_S else lag, "cadence")
            if near is None and anywhere is None and self._fits(self.by_clock):
                return self._alignment(self.by_clock, "clock")
        candidates = [] if anywhere is None else [int(agreement.lags[anywhere])]
        sure = self.wandering.surest_lag()
        candidates += [] if sure is None else [sure]
        for lag in candidates:
            if self._is_same_run(lag):
                self._check_clock(lag)
                return self._alignment(lag, "cadence")
        raise self._refusal(anywhere)

    def _alignment(self, lag: int, how: str) -> Alignment:
        agreement = self.agreement
        zero = self.watch_first + lag - self.first_s
        at = lag - int(agreement.lags[0])
        is_inside = 0 <= at < len(agreement.lags)
        overlap = int(agreement.overlap[at]) if is_inside else 0
        correlation = round(float(agreement.correlation[at]), 3) if is_inside else None
        behind = None if self.clip_zero is None else zero - self.clip_zero
        return Alignment(zero, how, overlap, correlation or None, zero - self.watch_first, behind)

    def _forced(self, offset_s: float) -> Alignment:
        found = self._alignment(round(offset_s) + self.first_s, "offset")
        end_s, last = int(self.rows["time_s"][-1]), int(self.watch.time_s[-1])
        if found.zero + end_s < self.watch_first or found.zero + self.first_s > last:
            raise FitError(
                f"with --offset {offset_s:g} the clip's session lies outside the watch's activity",
                f"the watch recorded for {last - self.watch_first:,} s, the clip's session is {end_s:,} s long",
            )
        return found

    def _both(self, lag: int) -> tuple[slice, slice]:
        """Return which seconds of clip and watch are the same at a lag."""
        begin, end = max(0, -lag), max(min(len(self.clip), len(self.other) - lag), max(0, -lag))
        return slice(begin, end), slice(begin + lag, end + lag)

    def _is_same_run(self, lag: int) -> bool:
        """Weigh whether these are one run: its level, its share, and how it wanders; stops where nothing wanders."""
        mine, theirs = self._both(lag)
        is_at_clock = self.by_clock is not None and abs(lag - self.by_clock) <= CLOCKS_AGREE_S
        shorter = min(len(self.clip), len(self.other))
        if not is_at_clock and mine.stop - mine.start < SHARED_PART * shorter:
            return False
        apart_spm = self.wandering.level_apart_spm(mine, theirs)
        if apart_spm is None or apart_spm > LEVELS_APART_SPM:
            return False
        if self.wandering.is_alive:
            return self.wandering.agrees(lag)
        clip, other = self.clip[mine], self.other[theirs]
        known = np.isfinite(clip) & np.isfinite(other)
        is_still = (clip[known] <= -SWING_SPM) & (other[known] <= -SWING_SPM)
        runs = ~is_still
        inner = np.flatnonzero(runs)
        stops = np.count_nonzero(np.diff(runs[inner[0] : inner[-1] + 1].astype(int)) < 0) if len(inner) else 0
        one, two = clip[known][runs], other[known][runs]
        varies = len(one) >= SHORTEST_S and min(one.std(), two.std()) > STEADY_SPM
        return bool(stops >= FEWEST_STOPS or (varies and np.corrcoef(one, two)[0, 1] >= SAME_SHAPE))

    def _check_clock(self, lag: int) -> None:
        """Refuse a time that a set clock is not wrong by."""
        if self.by_clock is None:
            return
        off_s = lag - self.by_clock
        zone_s = round(off_s / ZONE_STEP_S) * ZONE_STEP_S
        is_zone = abs(zone_s) <= LARGEST_ZONE_S and abs(off_s - zone_s) <= AROUND_ZONE_S
        if abs(off_s) > DRIFTED_S and not is_zone:
            raise FitError(
                f"by their clocks clip and watch ran {_apart(off_s)} apart: are these two runs?",
                "if they are one, and a clock was wrong, say so:",
                f"--offset {lag - self.first_s}",
            )

    def _fits(self, lag: int) -> bool:
        """Tell whether the curves do not contradict each other at a lag: both run, and at the same cadence."""
        mine, theirs = self._both(lag)
        if not self.watch.has_cadence:
            return mine.stop - mine.start >= SHORTEST_S
        if self.wandering.is_alive and not self.wandering.agrees(lag):
            return False
        apart_spm = abs(_usual(self.rows["cadence_spm"]) - _usual(self.watch.cadence_spm))
        difference = self.other[theirs] - self.clip[mine]
        known = difference[np.isfinite(difference)]
        return len(known) >= SHORTEST_S and float(np.median(np.abs(known))) + apart_spm <= SAME_CADENCE_SPM

    def _refusal(self, anywhere: int | None) -> FitError:
        advice = [
            "find out how many seconds after the watch's start the clip's session began (negative: before),",
            "and say it: --offset SECONDS",
        ]
        if self.clip_zero is None:
            advice.append('or, as the clip\'s clock was never set, say when it started: --start "2026-11-22 07:30"')
        agreement = self.agreement
        if not self.watch.has_cadence:
            return FitError("the watch recorded no cadence, so it cannot be told when the session was", *advice)
        if not len(agreement.overlap) or agreement.overlap.max() < SHORTEST_S:
            return FitError("clip and watch share less than two minutes of running", *advice)
        if self.by_clock is not None and not -len(self.clip) < self.by_clock < len(self.other):
            beside_s = self.by_clock if self.by_clock < 0 else self.by_clock - len(self.other)
            if abs(beside_s) > LARGEST_ZONE_S:
                return FitError(
                    f"by their clocks clip and watch ran {_apart(self.by_clock)} apart, and their cadences do not say "
                    "that it was one run",
                    "is it the same run? if it is:",
                    *advice,
                )
        best = float(agreement.correlation[int(np.argmax(agreement.gain))])
        if best < LOWEST_CORRELATION:
            why = f"nowhere do the cadences of clip and watch agree (correlation at most {best:.2f})"
            return FitError(one_line(why), "is it the same run? if it is:", *advice)
        if anywhere is not None:
            why = "their stops and changes of pace fit, but not how cadence goes in between: it may be another run"
            return FitError(why, "is it the same run? if it is:", *advice)
        return FitError("several times fit the cadences about as well: it cannot be told when the session was", *advice)


def _apart(seconds: int) -> str:
    """Return how far two times are apart, in words."""
    seconds = abs(seconds)
    if seconds >= 2 * DAY_S:
        return f"{seconds / DAY_S:.0f} days"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours}:{minutes:02d} h" if hours else f"{minutes} min"


def clip_curve(rows: np.ndarray) -> np.ndarray:
    """Return the clip's cadence curve each second; NaN where it ran with no clean step."""
    return np.where(rows["is_running"] & ~rows["is_paused"], _limited(rows["cadence_spm"]), -SWING_SPM)


def watch_curve(watch: Watch) -> np.ndarray:
    """Return the watch's cadence curve each second from its first record on; NaN where it is not known."""
    return _held(watch, _limited(watch.cadence_spm))


def known_cadence(rows: np.ndarray) -> np.ndarray:
    """Return the clip's cadence each second, in steps per minute; NaN where it did not run or does not know."""
    return np.where(rows["is_running"] & ~rows["is_paused"], rows["cadence_spm"], np.nan)


def held_cadence(watch: Watch) -> np.ndarray:
    """Return the watch's cadence of running each second, in steps per minute; NaN where it has none."""
    return _held(watch, np.where(watch.cadence_spm >= RUNNING_SPM, watch.cadence_spm, np.nan))


def _held(watch: Watch, values: np.ndarray) -> np.ndarray:
    """Return a record's value for each second until the next record; NaN where that is long after."""
    second = np.arange(watch.time_s[0], watch.time_s[-1] + 1)
    newest = np.searchsorted(watch.time_s, second, side="right") - 1
    following = np.minimum(newest + 1, len(watch.time_s) - 1)
    is_held = (watch.time_s[following] - watch.time_s[newest] <= LONGEST_HOLD_S) | (second == watch.time_s[newest])
    return np.where(is_held, values[newest], np.nan)


def _usual(cadence_spm: np.ndarray) -> float:
    """Return the median cadence of running."""
    running = cadence_spm[cadence_spm >= RUNNING_SPM]
    return float(np.median(running)) if len(running) else RUNNING_SPM


def _limited(cadence_spm: np.ndarray) -> np.ndarray:
    """Return cadence around the usual, walking and standing at the lowest: a stop must not outweigh the run."""
    around = np.clip(cadence_spm - _usual(cadence_spm), -SWING_SPM, SWING_SPM)
    return np.where(cadence_spm < RUNNING_SPM, -SWING_SPM, around)
