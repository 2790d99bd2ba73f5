"""A recording's sample clock, read from its time stamps: true period, lost samples, jitter."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from recoil.recording.spool import blocks

GAP_PERIODS = 1.5
FASTEST_HZ = 600.0  # faster than any recording of use here: the spacing within a burst
REACH = 16  # samples looked at around a long interval
ENOUGH_INTERVALS = 400_000
LONGEST_GAP_S = 3600.0  # the core starts anew after any long gap; a clock set in mid-run must not count years


@dataclass(frozen=True, eq=False)
class Clock:
    """Sample period, before which samples others were lost, and how many."""

    time_s: np.ndarray
    period_s: float
    gap_at: np.ndarray
    gap_lost: np.ndarray

    @classmethod
    def of(cls, time_s: np.ndarray) -> "Clock":
        """Read the clock off increasing time stamps (two or more).

        Stamps may be rounded, may jitter, may come in bursts, and many samples may be lost: start from the median
        interval over one, a few and many samples, and keep the clock that explains the stamps best.
        """
        spans = {min(span, len(time_s) - 1) for span in (1, 4, REACH)}
        starts = (float(np.median(_intervals(time_s, span))) / span for span in sorted(spans))
        return min((cls._refined(time_s, start) for start in starts), key=lambda clock: clock._misfit())

    @classmethod
    def _refined(cls, time_s: np.ndarray, period_s: float) -> "Clock":
        """Fit the period: the slope of stamp over sample number in all gap-free spans together."""
        gap_at, _ = _gaps(time_s, period_s)
        period_s = _slope(time_s, gap_at)
        return cls(time_s, period_s, *_gaps(time_s, period_s))

    def _misfit(self) -> float:
        """Mean error of an interval in periods, plus the share of gaps: gaps should be few and whole periods long."""
        error = 0.0
        for part, interval in _diffs(self.time_s):
            off = interval / self.period_s - 1
            inside = slice(*np.searchsorted(self.gap_at, (part.start + 1, part.stop + 1)))
            off[self.gap_at[inside] - 1 - part.start] -= self.gap_lost[inside]
            error += float(np.minimum(np.abs(off), 1.0).sum())
        too_fast = 10.0 if self.rate_hz > FASTEST_HZ else 0.0
        return error / (len(self.time_s) - 1) + self.gaps / len(self.time_s) + too_fast

    @property
    def rate_hz(self) -> float:
        """Samples per second, gaps left out."""
        return 1.0 / self.period_s

    @property
    def gaps(self) -> int:
        """How many gaps there are."""
        return len(self.gap_at)

    @property
    def lost_s(self) -> float:
        """Seconds lost in gaps."""
        return float(self.gap_lost.sum() * self.period_s)

    @property
    def jitter_s(self) -> float:
        """How far an interval strays from the period: exceeded by 1 % of the gap-free intervals."""
        step = _intervals(self.time_s, 1, self.gap_at - 1)
        if not step.size:
            return 0.0
        # In place: of a long recording every copy is megabytes.
        step -= self.period_s
        return float(np.percentile(np.abs(step, out=step), 99, overwrite_input=True))

    @cached_property
    def lost(self) -> np.ndarray:
        """How many samples were lost just before each sample."""
        lost = np.zeros(len(self.time_s), dtype=np.int64)
        lost[self.gap_at] = self.gap_lost
        return lost

    @cached_property
    def index(self) -> np.ndarray:
        """Sample numbers, lost samples counted."""
        return np.cumsum(1 + self.lost) - 1

    def time_at(self, index: np.ndarray) -> np.ndarray:
        """Turn fractional sample numbers, lost samples counted, into the recording's own time."""
        # Of the number of sample n: n, and what was lost up to it.
        lost = np.concatenate(([0], np.cumsum(self.gap_lost)))
        last = len(self.time_s) - 1
        passed = np.searchsorted(self.gap_at + lost[1:], index, "right")
        edge = np.append(self.gap_at - 1, last)[passed]  # the last sample before the next gap
        at = np.clip(np.floor(index - lost[passed]).astype(np.int64), 0, np.minimum(edge, max(last - 1, 0)))
        number = at + lost[passed]
        after = at + 1 + lost[np.searchsorted(self.gap_at, at + 1, "right")]
        slope = (self.time_s[at + 1] - self.time_s[at]) / (after - number)
        found = slope * (index - number) + self.time_s[at]
        return np.clip(found, self.time_s[0], self.time_s[-1])


def _diffs(time_s: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield the intervals between samples, block by block."""
    for part in blocks(len(time_s) - 1):
        yield part, np.diff(time_s[part.start : part.stop + 1])


def _intervals(time_s: np.ndarray, span: int, but: np.ndarray | None = None) -> np.ndarray:
    """Return the time that so many samples take, from as many first samples as tell it well, but not from some."""
    every = max((len(time_s) - span) // ENOUGH_INTERVALS, 1)
    found = time_s[span::every][: -(-(len(time_s) - span) // every)] - time_s[:-span:every]
    if but is None or not len(but):
        return found
    kept = np.ones(len(found), bool)
    kept[but[but % every == 0] // every] = False
    return found[kept]


def _gaps(time_s: np.ndarray, period: float) -> tuple[np.ndarray, np.ndarray]:
    """Return before which samples others were lost, and how many.

    A long interval is a gap only if no span that begins or ends with it makes up for it: a late stamp is followed by
    a short interval, stamps of samples that arrived in bursts are dense before and after the pause.
    """
    last = len(time_s) - 1
    found = [part.start + np.flatnonzero(interval > GAP_PERIODS * period) for part, interval in _diffs(time_s)]
    start = np.concatenate(found)
    if not start.size:
        return start, start
    missing = np.full(start.size, LONGEST_GAP_S / period)
    for reach in range(1, REACH + 1):
        after, before = np.minimum(start + reach, last), np.maximum(start + 1 - reach, 0)
        ahead = (time_s[after] - time_s[start]) / period - (after - start)
        behind = (time_s[start + 1] - time_s[before]) / period - (start + 1 - before)
        missing = np.minimum(missing, np.minimum(ahead, behind))
    lost = np.maximum(np.rint(missing), 0).astype(np.int64)
    return start[lost > 0] + 1, lost[lost > 0]


def _slope(time_s: np.ndarray, gap_at: np.ndarray) -> float:
    """Least-squares slope of time over sample number, with an offset of its own for each gap-free span."""
    together, square = 0.0, 0.0
    for first, end in pairwise([0, *gap_at.tolist(), len(time_s)]):
        count = end - first
        for part in blocks(count):
            number = np.arange(part.start, part.stop) - (count - 1) / 2
            number *= time_s[first + part.start : first + part.stop] - time_s[first]
            together += float(number.sum())
        square += count * (count * count - 1) / 12
    return together / square
