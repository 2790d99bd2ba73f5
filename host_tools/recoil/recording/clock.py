"""A recording's sample clock, read from its time stamps: true period, lost samples, jitter."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

GAP_PERIODS = 1.5
FASTEST_HZ = 600.0  # faster than any recording of use here: the spacing within a burst
REACH = 16  # samples looked at around a long interval
LONGEST_GAP_S = 3600.0  # the core starts anew after any long gap; a clock set in mid-run must not count years


@dataclass(frozen=True, eq=False)
class Clock:
    """Sample period and the number of samples lost just before each sample."""

    time_s: np.ndarray
    period_s: float
    lost: np.ndarray

    @classmethod
    def of(cls, time_s: np.ndarray) -> "Clock":
        """Read the clock off increasing time stamps (two or more).

        Stamps may be rounded, may jitter, may come in bursts, and many samples may be lost: start from the median
        interval over one, a few and many samples, and keep the clock that explains the stamps best.
        """
        spans = {min(span, len(time_s) - 1) for span in (1, 4, REACH)}
        starts = (float(np.median(time_s[span:] - time_s[:-span])) / span for span in sorted(spans))
        return min((cls._refined(time_s, start) for start in starts), key=lambda clock: clock._misfit())

    @classmethod
    def _refined(cls, time_s: np.ndarray, period_s: float) -> "Clock":
        """Fit the period: the slope of stamp over sample number in all gap-free spans together."""
        period_s = _slope(time_s - time_s[0], _lost_before(time_s, period_s))
        return cls(time_s, period_s, _lost_before(time_s, period_s))

    def _misfit(self) -> float:
        """Mean error of an interval in periods, plus the share of gaps: gaps should be few and whole periods long."""
        error = np.abs(np.diff(self.time_s) / self.period_s - 1 - self.lost[1:])
        too_fast = 10.0 if self.rate_hz > FASTEST_HZ else 0.0
        return float(np.minimum(error, 1.0).mean()) + self.gaps / len(self.time_s) + too_fast

    @property
    def rate_hz(self) -> float:
        """Samples per second, gaps left out."""
        return 1.0 / self.period_s

    @property
    def gaps(self) -> int:
        """Number of gaps."""
        return int(np.count_nonzero(self.lost))

    @property
    def lost_s(self) -> float:
        """Seconds lost in gaps."""
        return float(self.lost.sum() * self.period_s)

    @property
    def jitter_s(self) -> float:
        """How far an interval strays from the period: exceeded by 1 % of the gap-free intervals."""
        step = np.diff(self.time_s)[self.lost[1:] == 0]
        return float(np.percentile(np.abs(step - self.period_s), 99)) if step.size else 0.0

    @cached_property
    def index(self) -> np.ndarray:
        """Sample numbers, lost samples counted."""
        return np.cumsum(1 + self.lost) - 1

    def time_at(self, index: np.ndarray) -> np.ndarray:
        """Turn fractional sample numbers into the recording's own time."""
        return np.interp(index, self.index, self.time_s)


def _lost_before(time_s: np.ndarray, period: float) -> np.ndarray:
    """Count the samples lost before each sample.

    A long interval is a gap only if no span that begins or ends with it makes up for it: a late stamp is followed by
    a short interval, stamps of samples that arrived in bursts are dense before and after the pause.
    """
    last = len(time_s) - 1
    start = np.flatnonzero(np.diff(time_s) > GAP_PERIODS * period)
    missing = np.full(start.size, LONGEST_GAP_S / period)
    for reach in range(1, REACH + 1):
        after, before = np.minimum(start + reach, last), np.maximum(start + 1 - reach, 0)
        ahead = (time_s[after] - time_s[start]) / period - (after - start)
        behind = (time_s[start + 1] - time_s[before]) / period - (start + 1 - before)
        missing = np.minimum(missing, np.minimum(ahead, behind))
    lost = np.zeros(len(time_s), dtype=np.int64)
    lost[start + 1] = np.maximum(np.rint(missing), 0)
    return lost


def _slope(time_s: np.ndarray, lost: np.ndarray) -> float:
    """Least-squares slope of time over sample number, with an offset of its own for each gap-free span."""
    span = np.cumsum(lost > 0)
    size = np.bincount(span)
    number = np.arange(time_s.size, dtype=float)
    number -= (np.bincount(span, number) / size)[span]
    centred = time_s - (np.bincount(span, time_s) / size)[span]
    return float((number * centred).sum() / np.square(number).sum())
