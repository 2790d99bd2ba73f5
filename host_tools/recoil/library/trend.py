"""One runner over weeks: every session against the runner's own six weeks before it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from .attention import Reason, attention_of
from .choosing import began
from .core_week import CoreWeek, core_weeks
from .entry import Entry
from .metrics import METRICS, Metric
from .spread import FEWEST_STEPS, Spread, Verdict, before, comparable, spread_of, verdict_of

CORE_WEEKS = 12
MOST_CHANGES = 4  # of the gait core's revision, named one by one
OF_CONTACT = ("contact_ms", "flight_ms", "contact_left_pct", "stiffness_n_per_m_kg")


@dataclass(frozen=True)
class Week:
    """What a runner did from a Monday to a Sunday, in this computer's time zone."""

    monday: date
    sessions: int
    running_s: float
    means: dict[str, float]
    """Of the week's sessions, weighted by their clean steps."""
    scores_pct: tuple[int, ...]
    pain: tuple[int | None, int | None]
    """The worst before and after."""

    def as_json(self) -> dict[str, Any]:
        """Return it for another program."""
        return {
            "monday": self.monday.isoformat(),
            "sessions": self.sessions,
            "running_s": round(self.running_s, 1),
            **{name: round(value, 3) for name, value in self.means.items()},
            "scores_pct": list(self.scores_pct),
            "worst_pain_before": self.pain[0],
            "worst_pain_after": self.pain[1],
        }


@dataclass(frozen=True)
class Trend:
    """Sessions in order of time, each once. `left_out` were too short, or have no time, or cannot be read."""

    runner: str
    sessions: list[Entry]
    verdicts: list[dict[str, Verdict]]
    """Of each session, by the metric's name."""
    left_out: int
    usual: dict[str, Spread] = field(default_factory=dict)
    """Spread of each metric over the six weeks up to the last session, that one included."""
    core: tuple[CoreWeek, ...] = ()
    """The weeks up to the last session in which core work was done or earned."""

    @property
    def last(self) -> dict[str, Verdict]:
        """Return the verdicts of the last session."""
        return self.verdicts[-1] if self.verdicts else {}

    def changed(self) -> list[Verdict]:
        """Return what the last session has beyond the runner's own spread."""
        return [verdict for verdict in self.last.values() if verdict.is_beyond]

    def reasons(self) -> list[Reason]:
        """Return why the runner needs a look, what matters most first."""
        return attention_of(self.sessions, [one for one in self.changed() if one.is_clear])

    def since(self, moment: datetime) -> "Trend":
        """Return the part from a moment on; what its sessions were judged by stays.

        Args:
            moment: With a time zone.

        Returns:
            A trend of the later sessions.
        """
        kept = [at for at, entry in enumerate(self.sessions) if (entry.start_s or 0) >= moment.timestamp()]
        sessions, verdicts = [self.sessions[at] for at in kept], [self.verdicts[at] for at in kept]
        return replace(self, sessions=sessions, verdicts=verdicts)

    def revisions(self) -> list[tuple[Entry, int]]:
        """Return each session that another gait core measured than the one before, with that core's revision.

        The first session is not among them; 0 stands for a session that does not tell.
        """
        pairs = pairwise([(entry, entry.gait_revision or 0) for entry in self.sessions])
        return [(entry, revision) for (_, old), (entry, revision) in pairs if revision != old]

    def calibrations(self) -> list[tuple[Entry, int]]:
        """Return each session that contact was calibrated otherwise for than for the one before, with the ms added."""
        pairs = pairwise([(entry, entry.contact_added_ms or 0) for entry in self.sessions])
        return [(entry, added) for (_, old), (entry, added) in pairs if added != old]

    def weeks(self) -> list[Week]:
        """Return the weeks from the first session to the last, Monday to Sunday in this computer's time zone."""
        groups: dict[date, list[Entry]] = {}
        for entry in self.sessions:
            groups.setdefault(monday_of(entry), []).append(entry)
        if not groups:
            return []
        monday, last = min(groups), max(groups)
        found = []
        while monday <= last:
            found.append(week_of(monday, groups.get(monday, [])))
            monday += timedelta(days=7)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return it for another program, ready for JSON."""
        return {
            "runner": self.runner,
            "left_out": self.left_out,
            "reasons": [one.as_json() for one in self.reasons()],
            "metrics": {metric.name: _metric_json(metric, self.usual.get(metric.name)) for metric in METRICS},
            "sessions": [
                {
                    "session": entry.name,
                    "path": entry.path,
                    "start": entry.start.isoformat() if entry.start else None,
                    "running_s": entry.running_s,
                    "gait_revision": entry.gait_revision,
                    "phase": entry.phase,
                    "score_pct": entry.score_pct,
                    "pain_before": entry.pain_before,
                    "pain_after": entry.pain_after,
                    "tags": list(entry.tags),
                    "note": entry.note,
                    "values": {name: _verdict_json(verdict) for name, verdict in verdicts.items()},
                }
                for entry, verdicts in zip(self.sessions, self.verdicts, strict=True)
            ],
            "weeks": [week.as_json() for week in self.weeks()],
            "core": [week.as_json() for week in self.core],
        }


def trend_of(runner: str, entries: Sequence[Entry]) -> Trend:
    """Judge every session of a runner by those of the six weeks before it.

    Args:
        runner: What the runner is called.
        entries: The runner's sessions.

    Returns:
        The sessions in order of time, each once, with a verdict on every metric for which there were enough before that
        were measured by the same gait core.
    """
    sessions = comparable(entries)
    verdicts = []
    for number, entry in enumerate(sessions):
        earlier = before(sessions[:number], entry.start_s or 0)
        found = {metric.name: verdict_of(metric, entry, alike(earlier, entry, metric)) for metric in METRICS}
        verdicts.append({name: verdict for name, verdict in found.items() if verdict})
    trend = Trend(runner, sessions, verdicts, len(entries) - len(sessions), core=_core_of(entries))
    if sessions:
        recent = before(sessions, (sessions[-1].start_s or 0) + 1)
        spreads = {metric.name: spread_of(metric, alike(recent, sessions[-1], metric)) for metric in METRICS}
        trend.usual.update({name: spread for name, spread in spreads.items() if spread})
    return trend


def _core_of(entries: Sequence[Entry]) -> tuple[CoreWeek, ...]:
    last = max((entry.start for entry in entries if entry.start), default=None)
    weeks = core_weeks(entries, CORE_WEEKS, last.date()) if last else []
    return tuple(week for week in weeks if week.done_min or week.earned_min)


def monday_of(entry: Entry) -> date:
    """Return the Monday of a session's week, in this computer's time zone."""
    day = entry.start.date() if entry.start else date.min
    return day - timedelta(days=day.weekday())


def week_of(monday: date, entries: Sequence[Entry]) -> Week:
    """Add up a week's sessions."""
    means = {}
    for metric in METRICS:
        parts = [(metric.of(entry), entry.clean_steps or 0) for entry in entries]
        known = [(value, steps) for value, steps in parts if value is not None and steps]
        if known:
            means[metric.name] = sum(value * steps for value, steps in known) / sum(steps for _, steps in known)
    pain = tuple(
        max((value for entry in entries if (value := getattr(entry, name)) is not None), default=None)
        for name in ("pain_before", "pain_after")
    )
    return Week(
        monday,
        len(entries),
        sum(entry.running_s or 0.0 for entry in entries),
        means,
        tuple(entry.score_pct for entry in entries if entry.score_pct is not None),
        (pain[0], pain[1]),
    )


def _metric_json(metric: Metric, spread: Spread | None) -> dict[str, Any]:
    return {
        "unit": metric.unit,
        "about": metric.about,
        "mean": round(spread.mean, 3) if spread else None,
        "sd": round(spread.sd, 4) if spread else None,
        "sessions": spread.sessions if spread else 0,
    }


def _verdict_json(verdict: Verdict) -> dict[str, Any]:
    spread = verdict.spread
    return {
        "value": verdict.value,
        "half_interval": verdict.half,
        "mean_before": round(spread.mean, 3) if spread else None,
        "sd_before": round(spread.sd, 4) if spread else None,
        "half_width_before": round(spread.half_width, 3) if spread else None,
        "sessions_before": spread.sessions if spread else None,
        "beyond": verdict.is_beyond,
    }


def alike(entries: Sequence[Entry], like: Entry, metric: Metric) -> list[Entry]:
    """Return the sessions in which a metric was measured the same way: a change of method is no change of the runner.

    By the same gait core, and what contact is in with the same number of the runner's own.
    """
    by_contact = metric.name in OF_CONTACT
    return [
        entry
        for entry in entries
        if (entry.gait_revision or 0) == (like.gait_revision or 0)
        and (not by_contact or (entry.contact_added_ms or 0) == (like.contact_added_ms or 0))
    ]


def revision_words(trend: Trend) -> str:
    """Say where another gait core measures, or contact is calibrated otherwise; empty if all is alike throughout."""
    changes = trend.revisions()
    if not changes:
        return _calibration_words(trend)
    parts = [
        f"from {began(entry, '%Y-%m-%d')} on by {f'revision {revision}' if revision else 'an earlier one'}"
        for entry, revision in changes[-MOST_CHANGES:]
    ]
    return (
        f"Measured by another revision of the gait core {', '.join(parts)}: values of two revisions differ a little; "
        "each session is judged by those of its own. recoil library remeasure measures those with raw samples again."
    ) + ("\n" + calibrated if (calibrated := _calibration_words(trend)) else "")


def _calibration_words(trend: Trend) -> str:
    changes = trend.calibrations()
    if not changes:
        return ""
    parts = [f"from {began(entry, '%Y-%m-%d')} on with {added:+d} ms" for entry, added in changes[-MOST_CHANGES:]]
    return f"Contact and flight are told {', '.join(parts)}, this runner's own, and judged by sessions told alike."


def left_out_words(trend: Trend) -> str:
    """Say how many sessions do not count, and why; empty if all do."""
    if not trend.left_out:
        return ""
    return (
        f"{trend.left_out} {'more ' if trend.sessions else ''}of this runner's sessions "
        f"{'is' if trend.left_out == 1 else 'are'} left out: copies, under {FEWEST_STEPS} clean steps, "
        "without a clock, or unreadable"
    )
