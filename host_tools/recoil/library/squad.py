"""Every runner in one line: the last session, weeks' volume, what changed beyond the own day-to-day spread."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from .attention import Reason, Urgency, attention_of
from .core_week import CoreWeek, core_week_of
from .entry import ASSIGN, Entry
from .metrics import METRICS
from .spread import Verdict, before, comparable, verdict_of
from .words import count

WEEKS = 6


@dataclass(frozen=True)
class Line:
    """One runner. `minutes` are of running in each of the last weeks, the current one last."""

    runner: str
    sessions: int
    last: Entry | None
    minutes: list[float]
    verdicts: list[Verdict]
    """Of the last session that can be compared; empty if there is none."""
    judged: Entry | None
    reasons: tuple[Reason, ...] = ()
    """Why the runner needs a look, what matters most first: pain before all else."""
    core_min: float = 0.0
    """Of core work in the current week, rests left out."""
    core: CoreWeek | None = None
    """This week's core work against what runs have earned."""

    @property
    def core_words(self) -> str:
        """Say this week's core work and its days in short; empty where none was done or earned."""
        return self.core.brief() if self.core else ""

    @property
    def urgency(self) -> Urgency:
        """Return how much the runner needs a look."""
        return self.reasons[0].urgency if self.reasons else Urgency.FINE

    @property
    def changed(self) -> list[Verdict]:
        """Return what is beyond the runner's own spread."""
        return [verdict for verdict in self.verdicts if verdict.is_beyond]

    @property
    def can_tell(self) -> bool:
        """Tell whether there were enough sessions to judge by."""
        return any(verdict.spread for verdict in self.verdicts)

    def words(self) -> str:
        """Say what matters: pain and load in a sentence, then what changed."""
        pressing = [reason.text for reason in self.reasons if reason.urgency > Urgency.CHANGED]
        return " ".join([*pressing, *([] if pressing and not self.changed else [self.changed_words()])])

    def changed_words(self) -> str:
        """Say what changed beyond the runner's own spread."""
        if not self.verdicts:
            return "no session long enough"
        if not self.can_tell:
            return "too few sessions to tell"
        said = [
            f"{one.metric.title} {one.metric.said(one.change, sign=True)} {one.metric.unit}" for one in self.changed
        ]
        return ", ".join(said) or "nothing"

    def as_json(self) -> dict[str, Any]:
        """Return it for another program."""
        last = self.last
        return {
            "runner": self.runner,
            "sessions": self.sessions,
            "last_session": last.name if last else None,
            "last_start": last.start.isoformat() if last and last.start else None,
            "minutes_by_week": [round(value, 1) for value in self.minutes],
            "pain_after": last.pain_after if last else None,
            "core_minutes_this_week": round(self.core_min, 1),
            "core": self.core.as_json() if self.core else None,
            "phase": last.phase if last else None,
            "score_pct": last.score_pct if last else None,
            "reasons": [one.as_json() for one in self.reasons],
            "judged_session": self.judged.name if self.judged else None,
            "can_tell": self.can_tell,
            "changed": [
                {
                    "metric": one.metric.name,
                    "value": one.value,
                    "change": round(one.change, 3) if one.change is not None else None,
                    "sd_before": round(one.spread.sd, 4) if one.spread else None,
                    "sessions_before": one.spread.sessions if one.spread else None,
                }
                for one in self.changed
            ],
        }


def squad_since_s(weeks: int = WEEKS, today: date | None = None) -> float:
    """Return the time, in s since 1970, from which on a squad wants all sessions."""
    return _begin_s(_mondays(weeks, today)[0])


def squad_of(
    entries: Sequence[Entry],
    weeks: int = WEEKS,
    today: date | None = None,
    counts: Mapping[str, int] | None = None,
) -> list[Line]:
    """Return a line for each runner: pain first, then the one who ran last; sessions without a runner are nobody's.

    Args:
        entries: Every session, or those that `Library.of_squad` gives.
        weeks: How many weeks of running are wanted.
        today: In this computer's time zone; None: now.
        counts: How many sessions each runner has, by name in small letters, where `entries` are not all.
    """
    by_runner: dict[str, list[Entry]] = {}
    for entry in entries:
        if not entry.is_assigned:
            continue
        by_runner.setdefault(entry.runner.casefold(), []).append(entry)
    mondays = _mondays(weeks, today)
    begins_s = [_begin_s(monday) for monday in [*mondays, mondays[-1] + timedelta(days=7)]]
    lines = [_line(own[-1].runner, own, mondays, begins_s, (counts or {}).get(who)) for who, own in by_runner.items()]
    pressing = {line.runner: line.urgency if line.urgency > Urgency.CHANGED else Urgency.FINE for line in lines}
    return sorted(
        lines,
        key=lambda line: (-pressing[line.runner], -(line.last.start_s or 0) if line.last else 1, line.runner),
    )


def without_runner_words(sessions: int) -> str:
    """Say how many have none, and how to assign them; empty if all have."""
    return f"{count(sessions, 'session')} without a runner: say who ran: {ASSIGN}" if sessions else ""


def _mondays(weeks: int, today: date | None) -> list[date]:
    today = today or datetime.now().astimezone().date()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(days=7 * back) for back in range(weeks - 1, -1, -1)]


def _begin_s(day: date) -> float:
    """Return when a day begins in this computer's time zone, in s since 1970."""
    return datetime.combine(day, datetime.min.time()).timestamp()


def _line(
    runner: str, entries: list[Entry], mondays: list[date], begins_s: list[float], sessions_in_all: int | None
) -> Line:
    once = list({entry.fingerprint or entry.path: entry for entry in entries}.values())
    timed = [entry for entry in once if entry.start_s]
    last = max(timed, key=lambda entry: (entry.start_s or 0, entry.path), default=None)
    minutes = [0.0] * len(mondays)
    this_week: list[Entry] = []
    for entry in timed:
        week = bisect_right(begins_s, entry.start_s or 0) - 1
        if 0 <= week < len(minutes):
            minutes[week] += (entry.running_s or 0.0) / 60
            if week == len(minutes) - 1:
                this_week.append(entry)
    sessions = comparable(entries)
    judged = sessions[-1] if sessions else None
    verdicts = []
    if judged:
        earlier = before(sessions[:-1], judged.start_s or 0)
        verdicts = [found for metric in METRICS if (found := verdict_of(metric, judged, earlier))]
    reasons = attention_of(once, [verdict for verdict in verdicts if verdict.is_clear])
    core_min = sum(entry.core_min or 0.0 for entry in this_week)
    core = core_week_of(this_week, mondays[-1])
    in_all = len(once) if sessions_in_all is None else sessions_in_all
    return Line(runner, in_all, last, minutes, verdicts, judged, tuple(reasons), core_min, core)
