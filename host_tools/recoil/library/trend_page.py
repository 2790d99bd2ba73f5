"""A runner's weeks as a page: every metric, the fading plan, pain and tags over one axis of time."""

from dataclasses import replace

import numpy as np

from recoil.common.cautions import SEE_SOMEONE
from recoil.report.beside import MOST_RUNS
from recoil.report.chart import Axis, Band, Look, Mark, Series, Span, chart, zoom_bar
from recoil.report.explained import EXPLAINED, explanations
from recoil.report.markup import Html, joined, more, number, table, tag
from recoil.report.page import Page
from recoil.report.sparkline import sparkline

from .attention import Urgency
from .choosing import began
from .entry import Entry
from .metrics import METRICS, Metric
from .spread import HOW, WEEKS, Verdict
from .trend import Trend, left_out_words, revision_words
from .words import count

GROUP = "weeks"
FIRST = ("cadence_spm", "bounce_mm", "unsteadiness_pct")
DAY_S = 86_400
REVISION = "gait core, revision {}"
NOT_MEDICAL = "Recoil is not a medical device; it does not diagnose. Sudden pain or numbness: stop and see a clinician."
PAIN = (
    "What the runner said, 0 to 10. It is here to be seen beside the metrics: that two lines move together does not "
    "say that one causes the other."
)
SCORE = (
    "Share of judged steps inside the band in retention runs, which have no cues: what has stayed. The stretches are "
    "the phases of the fading plan."
)


def trend_page(trend: Trend) -> Page:
    """Return a runner's trend as a page: what changed, a chart for each metric, and the list of sessions."""
    sessions = trend.sessions
    lead = "No session that can be compared yet."
    if sessions:
        minutes = sum(entry.running_s or 0.0 for entry in sessions) / 60
        first_day, last_day = (began(one, "%Y-%m-%d") for one in (sessions[0], sessions[-1]))
        days = f"of {first_day}" if first_day == last_day else f"from {first_day} to {last_day}"
        lead = f"{count(len(sessions), 'session')} {days}, {count(round(minutes), 'minute')} of running."
    pressing = [one for one in trend.reasons() if one.urgency > Urgency.CHANGED]
    first = pressing or trend.reasons()
    facts = lead
    if first:
        lead = " ".join(one.text for one in first[:2])
    elif sessions and can_tell(trend):
        lead = "Nothing stands out: the last run is like the weeks before it."
    elif sessions:
        lead = "Too few runs to tell a change from day to day: five of 300 steps and more are wanted."
    page = Page(trend.runner, lead=lead, kicker="Trends")
    if not sessions:
        return page.section("Nothing to show yet", tag("p", left_out_words(trend) or "There is no session."))
    marks = [Mark(local_s(entry), "event", " ".join(entry.tags)) for entry in named(sessions)]
    marks += [Mark(local_s(entry), "event", REVISION.format(revision or "?")) for entry, revision in trend.revisions()]
    marks += [Mark(local_s(entry), "event", f"contact {added:+d} ms") for entry, added in trend.calibrations()]
    spans = phases(sessions)
    hurts = any(one.urgency == Urgency.PAIN for one in pressing)
    shown = [metric for metric in METRICS if is_measured(metric, trend)]
    advice = first[0].advice if first else "Carry on as planned."
    page.section("One thing to try", tag("p", advice, class_="warning" if pressing else "try"), id_="try")
    page.section("Three figures", cards(trend), tag("p", facts, class_="note"), id_="figures")
    if hurts:
        page.section("Pain", tag("p", PAIN), pain_chart(sessions, marks), id_="pain")
    page.section("The last session", tag("p", HOW), last_table(trend), id_="last", folded=True)
    charts = [metric_chart(metric, trend, marks) for metric in shown]
    tagged = event_table(sessions)
    revised = revision_words(trend)
    revised = tag("p", revised, class_="note") if revised else None
    page.section("Form", zoom_bar(GROUP, "All"), tagged, revised, *charts, unmeasured(trend), id_="form", folded=True)
    page.section("The fading plan", tag("p", SCORE), score_chart(sessions, spans), phase_list(sessions), id_="plan",
                 folded=True)  # fmt: skip
    if not hurts:
        shown_pain = pain_chart(sessions, marks)
        page.section("Pain", tag("p", PAIN), shown_pain, tag("p", SEE_SOMEONE), id_="pain", folded=True)
    if trend.core:
        page.section("Core work", tag("p", f"{trend.core[-1].words()}."), core_table(trend), id_="core", folded=True)
    page.section("Sessions", session_table(sessions), id_="sessions", folded=True)
    left_out = left_out_words(trend)
    return page.footer(tag("p", left_out) if left_out else None, tag("p", NOT_MEDICAL))


def core_table(trend: Trend) -> Html:
    """Return core work week by week, done against earned; the newest first."""
    rows = [
        [
            f"{week.monday:%Y-%m-%d}",
            number(week.done_min, 0, "min"),
            number(week.earned_min, 0, "min", missing="–"),
            str(week.days),
            f"{week.before_runs} of {week.runs}",
        ]
        for week in reversed(trend.core)
    ]
    return table("Core work by the week", ["week from", "done", "earned", "days", "before runs"], rows)


def can_tell(trend: Trend) -> bool:
    """Tell whether there were enough sessions before the last to judge it by."""
    return any(verdict.spread for verdict in trend.last.values())


def named(sessions: list[Entry]) -> list[Entry]:
    """Return the sessions with tags of their own: one that all sessions have marks none of them."""
    common = set.intersection(*(set(entry.tags) for entry in sessions)) if len(sessions) > 1 else set()
    return [
        replace(entry, tags=kept) for entry in sessions if (kept := tuple(t for t in entry.tags if t not in common))
    ]


def event_table(sessions: list[Entry]) -> Html | None:
    """Return what the marks in the charts stand for; None where there is no mark."""
    rows = [[began(entry, "%Y-%m-%d"), ", ".join(entry.tags)] for entry in reversed(named(sessions))]
    if not rows:
        return None
    return more(f"What the marks are ({len(rows)})", table("Tags", ["day", "tags"], rows, words=(1,)))


def cards(trend: Trend) -> Html:
    """Return the three figures that are read first, with their own history."""
    return tag("ul", *(_card(metric, trend) for metric in METRICS if metric.name in FIRST), class_="cards")


def _card(metric: Metric, trend: Trend) -> Html:
    found = trend.last.get(metric.name)
    spread = found.spread if found else None
    usual = (spread.mean - spread.half_width, spread.mean + spread.half_width) if spread else None
    words = ""
    if usual and found:
        low, high = (number(one, metric.digits) for one in usual)
        how = "As usual" if not found.is_beyond else "More than usual" if (found.change or 0) > 0 else "Less than usual"
        words = f"{how} for this runner: {low} to {high}."
    values = [metric.of(entry) for entry in trend.sessions[-MOST_RUNS:]]
    return tag(
        "li",
        tag("h3", capital(metric.title)),
        tag("p", number(found.value if found else None, metric.digits), " ", tag("small", metric.unit), class_="value"),
        sparkline(values, metric.digits, metric.unit, usual),
        tag("p", words) if words else None,
        more("What it is, what to do", EXPLAINED[metric.name].html()),
        class_="card",
    )


def is_measured(metric: Metric, trend: Trend) -> bool:
    """Tell whether any session has it."""
    return any(metric.name in found for found in trend.verdicts)


def unmeasured(trend: Trend) -> Html | None:
    """Say what no session has: older firmware, no gyroscope."""
    names = [metric.title for metric in METRICS if not is_measured(metric, trend)]
    return tag("p", f"Measured in none of these sessions: {', '.join(names)}.", class_="missing") if names else None


def last_table(trend: Trend) -> Html:
    """Return the last session against the weeks before it."""
    about = more("What these are, what changes them, what to do", explanations(*EXPLAINED))
    if not can_tell(trend):
        few = "Too few sessions yet to tell a change from day-to-day spread: the figures stand alone."
        plain = [_row(verdict)[:2] for verdict in trend.last.values()]
        return joined([tag("p", few, class_="missing"), table("The last session", ("", "last session"), plain), about])
    rows = [_row(verdict) for verdict in trend.last.values()]
    titles = ("", "last session", f"mean of {WEEKS} weeks before", "day-to-day spread", "sessions", "beyond it")
    return joined([table("The last session", titles, rows), about])


def _row(verdict: Verdict) -> list[str]:
    metric, spread = verdict.metric, verdict.spread
    own = f" ± {number(verdict.half, metric.digits)}" if verdict.half is not None else ""
    value = f"{number(verdict.value, metric.digits)}{own} {metric.unit}"
    if not spread:
        return [metric.title, value, "–", "–", "–", "too few sessions to tell"]
    beyond = f"yes: {metric.said(verdict.change, sign=True)} {metric.unit}" if verdict.is_beyond else "no"
    digits = metric.digits + (metric.digits < 2)
    usual = f"{number(spread.mean, metric.digits)} {metric.unit}"
    return [
        metric.title,
        value,
        usual,
        f"{number(spread.sd, digits)} {metric.unit}",
        str(spread.sessions),
        beyond,
    ]


def metric_chart(metric: Metric, trend: Trend, marks: list[Mark]) -> Html:
    """Return one metric: a dot a session, and where a session was to be expected by those before it."""
    verdicts = [found.get(metric.name) for found in trend.verdicts]
    values = column([one.value if one else None for one in verdicts])
    bands = []
    if any(one and one.spread for one in verdicts):
        low, high = (
            column([one.spread.mean + side * one.spread.half_width if one and one.spread else None for one in verdicts])
            for side in (-1, 1)
        )
        bands.append(Band("expected from the weeks before", low, high, "target", metric.unit, metric.digits + 1))
    if metric.half:
        low, high = (
            column([one.value + side * one.half if one and one.half is not None else None for one in verdicts])
            for side in (-1, 1)
        )
        bands.append(Band("the session's own 95 % interval", low, high, "interval", metric.unit, metric.digits))
    known = values[np.isfinite(values)]
    beyond = sum(bool(one and one.is_beyond) for one in verdicts)
    newest = number(float(known[-1]), metric.digits, metric.unit) if len(known) else ""
    summary = (
        f"{len(known)} sessions, from {number(float(known[0]), metric.digits)} to {newest}; {beyond} beyond the "
        "day-to-day spread."
        if len(known) > 1
        else f"1 session: {newest}."
        if newest
        else "Not measured."
    )
    return chart(
        f"trend-{metric.name}",
        capital(metric.title),
        days(trend.sessions),
        [Series(metric.title, metric.unit, values, max(metric.digits, 1), "main", "both")],
        bands=bands,
        marks=marks,
        group=GROUP,
        look=Look(lines_at=(50.0,) if metric.half else (), height_px=150),
        summary=f"{capital(metric.about)}. {summary}",
    )


def score_chart(sessions: list[Entry], spans: list[Span]) -> Html:
    """Return the chart of scores in retention runs, with the phases of the plan behind it."""
    scores = column([entry.score_pct for entry in sessions])
    return chart(
        "trend-score",
        "Retention score",
        days(sessions),
        [Series("score", "%", scores, 0, "main", "dots")],
        spans=spans,
        group=GROUP,
        look=Look(include=(0.0, 100.0), height_px=120),
        summary="No retention run yet." if not np.isfinite(scores).any() else "",
    )


def phases(sessions: list[Entry]) -> list[Span]:
    """Return the stretches of time in which the plan was in one phase."""
    spans: list[Span] = []
    for entry in sessions:
        at = local_s(entry)
        if spans and spans[-1].label == (entry.phase or ""):
            spans[-1] = Span(spans[-1].begin, at, "stretch", spans[-1].label)
        elif entry.phase:
            spans.append(Span(at, at, "stretch", entry.phase))
    return spans


def phase_list(sessions: list[Entry]) -> Html:
    """Return the phases in words."""
    counts: dict[str, int] = {}
    for entry in sessions:
        name = entry.phase or "not known"
        counts[name] = counts.get(name, 0) + 1
    return tag("p", "Sessions by phase: ", ", ".join(f"{name} {count}" for name, count in counts.items()), ".")


def pain_chart(sessions: list[Entry], marks: list[Mark]) -> Html:
    """Return pain before and after, over the same time as the metrics."""
    return chart(
        "trend-pain",
        "Pain",
        days(sessions),
        [
            Series("before", "of 10", column([entry.pain_before for entry in sessions]), 0, "left", "both"),
            Series("after", "of 10", column([entry.pain_after for entry in sessions]), 0, "right", "both"),
        ],
        marks=marks,
        group=GROUP,
        look=Look(include=(0.0, 10.0), height_px=150),
        summary="No pain score was given."
        if all(entry.pain_before is None and entry.pain_after is None for entry in sessions)
        else "",
    )


def session_table(sessions: list[Entry]) -> Html:
    """Return every session with what was said about it, the newest first."""
    rows = [
        [
            began(entry),
            number((entry.running_s or 0) / 60, 0, "min"),
            entry.phase or "–",
            number(entry.score_pct, 0, "%", missing="–"),
            number(entry.pain_before, missing="–"),
            number(entry.pain_after, missing="–"),
            ", ".join(entry.tags) or "–",
            entry.note or "–",
        ]
        for entry in reversed(sessions)
    ]
    titles = ("began", "running", "phase", "score", "pain before", "pain after", "tags", "note")
    return more(f"All {len(rows)}", table("Sessions", titles, rows))


def capital(text: str) -> str:
    """Return a sentence with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def days(sessions: list[Entry]) -> Axis:
    """Return the axis that all charts share, in this computer's time: an early run is on its own day."""
    return Axis.date(np.array([local_s(entry) for entry in sessions], dtype=float))


def local_s(entry: Entry) -> float:
    """Return when a session began, in seconds as if this computer's time were UTC."""
    offset = entry.start.utcoffset() if entry.start else None
    return (entry.start_s or 0) + (offset.total_seconds() if offset else 0.0)


def column(values: list[float | None] | list[int | None]) -> np.ndarray:
    """Return values as a chart takes them."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)
