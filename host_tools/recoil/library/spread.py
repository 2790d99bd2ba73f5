"""A runner's own day-to-day spread, and what is more than that.

The spread of a metric is the standard deviation of the session means over the runner's sessions of the six weeks
before, at least five of them, each with 300 clean steps or more. A session is *beyond* it where its mean lies outside
the 95 % prediction interval for one more session, mean ± t sd √(1 + 1/n) with Student's t, and, for a balance, outside
the session's own 95 % interval as well. A slow drift within the six weeks widens the spread: less is called a change,
not more. With fifteen metrics, of which not all are independent, up to every second session is beyond in one of
them by chance.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import fmean

from .entry import Entry
from .metrics import Metric

WEEKS = 6
SPAN_S = WEEKS * 7 * 86_400
FEWEST_SESSIONS = 5
FEWEST_STEPS = 300
CLEAR = 1.7  # times the interval: what fifteen values at once ask for, so that one in twenty sessions is off by chance
HOW = (
    f"Day-to-day spread: standard deviation of the session means over the runner's sessions of the {WEEKS} weeks "
    f"before, at least {FEWEST_SESSIONS}, each of {FEWEST_STEPS} clean steps or more. Beyond it: outside the 95 % "
    "prediction interval for one more session (and, for a balance, outside the session's own interval too). "
    "One in twenty values is beyond by chance."
)
_T_975 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.10)


@dataclass(frozen=True)
class Spread:
    """Of one metric, before one session."""

    mean: float
    sd: float
    sessions: int

    @property
    def half_width(self) -> float:
        """Return half of the 95 % prediction interval of one more session."""
        return student_t(self.sessions - 1) * self.sd * math.sqrt(1 + 1 / self.sessions)

    @property
    def half_width_of_difference(self) -> float:
        """Return how far apart two sessions are at most, 95 times in 100."""
        return student_t(self.sessions - 1) * self.sd * math.sqrt(2)


@dataclass(frozen=True)
class Verdict:
    """A session's value against the sessions before it."""

    metric: Metric
    value: float
    half: float | None
    spread: Spread | None
    """None: too few sessions to tell."""

    @property
    def change(self) -> float | None:
        """Return how far it is from the mean of the sessions before."""
        return self.value - self.spread.mean if self.spread else None

    @property
    def is_beyond(self) -> bool | None:
        """Tell whether that is more than the runner's own day-to-day spread; None where nobody can tell."""
        if not self.spread:
            return None
        return abs(self.value - self.spread.mean) > max(self.spread.half_width, self.half or 0.0)

    @property
    def is_clear(self) -> bool:
        """Tell whether it is so far beyond that it is news although many values are looked at at once (Bonferroni)."""
        return self.spread is not None and abs(self.value - self.spread.mean) > max(
            CLEAR * self.spread.half_width, self.half or 0.0
        )


def student_t(freedom: int) -> float:
    """Return the 97.5 % quantile of Student's distribution."""
    # Beyond the table: its expansion in 1 / freedom, right to 0.01.
    return _T_975[freedom - 1] if freedom <= len(_T_975) else 1.96 + 2.37 / freedom + 2.8 / freedom**2


def comparable(entries: Iterable[Entry]) -> list[Entry]:
    """Return the sessions whose means say something about a day: readable, long enough, with a time, each once."""
    seen: set[bytes | None] = set()
    kept = []
    for entry in entries:
        if entry.start_s and (entry.clean_steps or 0) >= FEWEST_STEPS and entry.fingerprint not in seen:
            seen.add(entry.fingerprint)
            kept.append(entry)
    return sorted(kept, key=lambda entry: (entry.start_s or 0, entry.path))


def before(entries: Sequence[Entry], at_s: int) -> list[Entry]:
    """Return the sessions of the six weeks before a time."""
    return [entry for entry in entries if at_s - SPAN_S <= (entry.start_s or 0) < at_s]


def spread_of(metric: Metric, entries: Iterable[Entry]) -> Spread | None:
    """Return the spread over these sessions; None if they are too few."""
    values = [value for value in map(attrgetter(metric.name), entries) if value is not None]
    if len(values) < FEWEST_SESSIONS:
        return None
    mean = fmean(values)
    # As statistics.stdev, which takes ten times as long for digits that no session has.
    sd = math.sqrt(sum([(value - mean) ** 2 for value in values]) / (len(values) - 1))
    return Spread(mean, max(sd, metric.rounding), len(values))


def verdict_of(metric: Metric, entry: Entry, earlier: Iterable[Entry]) -> Verdict | None:
    """Judge one value of a session; None if it was not measured."""
    value = metric.of(entry)
    if value is None:
        return None
    return Verdict(metric, value, metric.half_of(entry), spread_of(metric, earlier))
