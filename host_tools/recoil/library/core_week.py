"""Core work over the week: what was done, what runs have earned, on how many days, and whether it came before a run.

Two to three strength days a week, and hip and core work before runs: 325 novices who did that, led by physiotherapists,
had a third fewer leg injuries than those who stretched (Leppänen 2024, hazard ratio 0.66). A minute a mile is the
article's rule, without data.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .entry import Entry

FEWEST_DAYS, MOST_DAYS = 2, 3
BEFORE_S = 3 * 3600.0


@dataclass(frozen=True)
class CoreWeek:
    """A week from Monday to Sunday. `earned_min` is None where no run says how far it was."""

    monday: date
    done_min: float
    earned_min: float | None
    days: int
    """On which core work was done."""
    before_runs: int
    """How many runs it came before, by three hours at most."""
    runs: int

    def short(self) -> str:
        """Return done of earned, in minutes."""
        earned = f" of {self.earned_min:.0f}" if self.earned_min is not None else ""
        return f"{self.done_min:.0f}{earned} min"

    def brief(self) -> str:
        """Return that with the days; empty where nothing was done or earned."""
        return f"{self.short()}, {self._on_days()}" if self.done_min or self.earned_min else ""

    def words(self) -> str:
        """Say it, and one thing to try."""
        said = f"core {self.short()}, {self._on_days()}; before {self.before_runs} of {self.runs} runs"
        if self.days < FEWEST_DAYS:
            return f"{said}. Try {FEWEST_DAYS} to {MOST_DAYS} days, before a run."
        return said

    def _on_days(self) -> str:
        # Not by `sentences.count`: a list of sessions does not wait for numpy, which the session package imports.
        return "1 day" if self.days == 1 else f"{self.days} days"

    def as_json(self) -> dict[str, Any]:
        """Return it for another program."""
        return {
            "monday": self.monday.isoformat(),
            "done_min": round(self.done_min, 1),
            "earned_min": None if self.earned_min is None else round(self.earned_min, 1),
            "days": self.days,
            "before_runs": self.before_runs,
            "runs": self.runs,
        }


def core_week_of(entries: Sequence[Entry], monday: date) -> CoreWeek:
    """Add up a runner's week.

    Args:
        entries: The runner's sessions, each once; those without a time do not count.
        monday: On which the week begins, in this computer's time zone.

    Returns:
        The week; all zero where nothing was done.
    """
    days = {monday + timedelta(days=day) for day in range(7)}
    own = [entry for entry in entries if entry.start is not None and entry.start.date() in days]
    work = [entry for entry in own if entry.core_min]
    runs = [entry for entry in own if entry.running_s]
    earned = [entry.core_earned_min for entry in own if entry.core_earned_min is not None]
    return CoreWeek(
        monday,
        sum(entry.core_min or 0.0 for entry in work),
        sum(earned) if earned else None,
        len({entry.start.date() for entry in work if entry.start}),
        sum(any(0 < (run.start_s or 0) - (one.start_s or 0) <= BEFORE_S for one in work) for run in runs),
        len(runs),
    )


def core_weeks(entries: Sequence[Entry], weeks: int, today: date | None = None) -> list[CoreWeek]:
    """Return a runner's last weeks.

    Args:
        entries: The runner's sessions.
        weeks: How many, this one included.
        today: In this computer's time zone; None: now.

    Returns:
        The weeks, the current one last.
    """
    today = today or datetime.now().astimezone().date()
    monday = today - timedelta(days=today.weekday())
    once = list({entry.fingerprint or entry.path: entry for entry in entries}.values())
    return [core_week_of(once, monday - timedelta(days=7 * back)) for back in range(weeks - 1, -1, -1)]
