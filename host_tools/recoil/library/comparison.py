"""Two sessions side by side, and whether they differ by more than the runner's own day-to-day spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

from .entry import ASSIGN, Entry
from .metrics import METRICS, Metric
from .spread import FEWEST_SESSIONS, FEWEST_STEPS, SPAN_S, WEEKS, Spread, comparable, spread_of
from .words import count

MUCH_CADENCE_PCT = 3.0
MOVES_WITH_CADENCE = "contact, flight, bounce and peak"


@dataclass(frozen=True)
class Difference:
    """One metric in both sessions."""

    metric: Metric
    first: float | None
    second: float | None
    own_half: float | None
    """Half of the 95 % interval that the two sessions themselves give their difference (balances)."""
    spread: Spread | None

    @property
    def change(self) -> float | None:
        """Return the second less the first."""
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def limit(self) -> float | None:
        """Return how much two sessions of this runner differ at most, 95 times in 100."""
        return max(self.spread.half_width_of_difference, self.own_half or 0.0) if self.spread else None

    @property
    def is_beyond(self) -> bool | None:
        """Tell whether it is more than that; None where nobody can tell."""
        if self.change is None or self.limit is None:
            return None
        return abs(self.change) > self.limit

    def words(self) -> str:
        """Return in words whether the change is more than day to day."""
        if self.change is None:
            return "not measured in both"
        if self.is_beyond is None:
            return "cannot tell"
        return "more than day to day" if self.is_beyond else "within day to day"


@dataclass(frozen=True)
class Comparison:
    """`others` are the sessions that the spread is made of; `notes` say what else differs."""

    first: Entry
    second: Entry
    differences: list[Difference]
    others: int
    notes: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return it for another program, ready for JSON; each difference with its unit."""
        return {
            "first": self.first.as_json(),
            "second": self.second.as_json(),
            "sessions_of_spread": self.others,
            "can_tell": any(one.spread for one in self.differences),
            "differences": [
                {
                    "metric": one.metric.name,
                    "unit": one.metric.unit,
                    "first": one.first,
                    "second": one.second,
                    "change": round(one.change, 3) if one.change is not None else None,
                    "sd": round(one.spread.sd, 4) if one.spread else None,
                    "limit": round(one.limit, 3) if one.limit is not None else None,
                    "beyond": one.is_beyond,
                }
                for one in self.differences
            ],
            "notes": self.notes,
        }


def compare(first: Entry, second: Entry, entries: Sequence[Entry]) -> Comparison:
    """Compare two sessions with each other, and the difference with how the runner differs from day to day.

    The spread is that of the runner's other sessions up to six weeks before or after either one. A difference is more
    than day to day beyond the root of two times that spread times Student's 97.5 % quantile.

    Args:
        first: One session.
        second: The other one.
        entries: All that the library knows.

    Returns:
        Each metric's difference with its limit, and what else differs between the two; no limits without a common
        runner.
    """
    is_known = first.is_assigned and second.is_assigned
    is_one_runner = is_known and first.runner.casefold() == second.runner.casefold()
    others = _others(first, second, entries) if is_one_runner else []
    differences = []
    for metric in METRICS:
        halves = (metric.half_of(first), metric.half_of(second))
        own_half = hypot(*(half for half in halves if half is not None)) if None not in halves else None
        differences.append(Difference(metric, metric.of(first), metric.of(second), own_half, spread_of(metric, others)))
    return Comparison(first, second, differences, len(others), _notes(first, second, is_one_runner, len(others)))


def _others(first: Entry, second: Entry, entries: Sequence[Entry]) -> list[Entry]:
    """Return the runner's other sessions, up to six weeks before or after either."""
    own = [entry for entry in entries if entry.runner.casefold() == first.runner.casefold()]
    times = [entry.start_s for entry in (first, second) if entry.start_s]
    return [
        entry
        for entry in comparable(own)
        if entry.fingerprint not in (first.fingerprint, second.fingerprint)
        and any(abs((entry.start_s or 0) - time_s) <= SPAN_S for time_s in times)
    ]


def _notes(first: Entry, second: Entry, is_one_runner: bool, others: int) -> list[str]:
    notes = []
    if first.fingerprint and first.fingerprint == second.fingerprint:
        notes.append("Both are the same session.")
    unknown = [entry.name for entry in (first, second) if not entry.is_assigned]
    if unknown:
        notes.append(
            f"{' and '.join(dict.fromkeys(unknown))}: who ran is not known: {ASSIGN}. Until then nothing is judged "
            "here, and peak means nothing between two runners."
        )
    elif not is_one_runner:
        notes.append(
            f"Two runners ({first.runner}, {second.runner}): a runner is compared with themselves, so nothing is "
            "judged here, and peak means nothing between them."
        )
    elif others < FEWEST_SESSIONS:
        notes.append(
            f"The library knows {count(others, 'other comparable session')} of {first.runner} within {WEEKS} weeks; "
            f"from {FEWEST_SESSIONS} on it can tell whether a difference is more than day to day."
        )
    for entry in (first, second):
        if (entry.clean_steps or 0) < FEWEST_STEPS:
            notes.append(f"{entry.name} has only {entry.clean_steps or 0} clean steps: its means are rough.")
    notes += _cadence(first, second)
    if first.clip != second.clip and (is_one_runner or unknown):
        notes.append("Two clips: where and how each was worn may differ.")
    revisions = [entry.gait_revision or 0 for entry in (first, second)]
    if revisions[0] != revisions[1]:
        said = " and ".join(str(one) if one else "an earlier one" for one in revisions)
        notes.append(
            f"Two revisions of the gait core measured them ({said}): part of a difference may be the method's. "
            "recoil library remeasure measures sessions with raw samples again."
        )
    added = [entry.contact_added_ms or 0 for entry in (first, second)]
    if added[0] != added[1]:
        notes.append(f"Contact is told with {added[0]:+d} and {added[1]:+d} ms of calibration: that much is no change.")
    phases = {entry.phase for entry in (first, second)}
    if len(phases) > 1:
        said = " and ".join(entry.phase or "not known" for entry in (first, second))
        notes.append(f"The fading plan was in different phases ({said}): cues may be the difference.")
    return notes


def _cadence(first: Entry, second: Entry) -> list[str]:
    if not first.cadence_spm or not second.cadence_spm:
        return []
    ratio = second.cadence_spm / first.cadence_spm
    notes = []
    if abs(100 * (ratio - 1)) > MUCH_CADENCE_PCT:
        notes.append(
            f"Cadence differs by {100 * (ratio - 1):+.1f} %: {MOVES_WITH_CADENCE} change with it, and both with speed, "
            "which the clip does not know. Compare runs of the same pace."
        )
        if first.bounce_mm and second.bounce_mm:
            # At a constant duty factor bounce goes with step time squared (Morin 2005).
            expected_mm = first.bounce_mm / ratio**2
            notes.append(
                f"From the first run's bounce of {first.bounce_mm:.0f} mm, the second's cadence alone would make "
                f"{expected_mm:.0f} mm (step time squared); it was {second.bounce_mm:.0f} mm."
            )
    else:
        notes.append("Speed and slope are not known to the clip: compare runs of the same pace and ground.")
    return notes
