"""A squad as a page: one line a runner."""

from recoil.common.cautions import SEE_SOMEONE
from recoil.report.markup import Html, number, table, tag
from recoil.report.page import Page
from recoil.report.sparkline import sparkline

from .attention import Urgency
from .choosing import began
from .entry import Entry
from .spread import HOW
from .squad import Line, without_runner_words
from .trend_page import NOT_MEDICAL
from .words import count


def squad_page(lines: list[Line], unassigned: int = 0) -> Page:
    """Return the page; `unassigned` is how many sessions have no runner."""
    weeks = len(lines[0].minutes) if lines else 0
    changed = sum(bool(line.changed) for line in lines)
    hurting = [line.runner for line in lines if line.urgency == Urgency.PAIN]
    first = f"Look at {', '.join(hurting)} first: pain. " if hurting else ""
    lead = f"{first}{count(len(lines), 'runner')}; in {changed} the last session is beyond their own day-to-day spread."
    page = Page("Squad", lead=lead, kicker="Library")
    titles = (
        "runner",
        "what to look at",
        "last run",
        "this week, min",
        "core this week",
        f"{weeks} weeks, min",
        "plan",
        "pain",
        "sessions",
    )
    rows = [_row(line) for line in lines]
    page.section(
        "Runners",
        table("Runners, who needs a look first", titles, rows, words=(1,), stacks=True),
        tag("p", without_runner_words(unassigned)) if unassigned else None,
        tag("p", HOW),
        tag("p", SEE_SOMEONE),
    )
    return page.footer(tag("p", NOT_MEDICAL))


def _row(line: Line) -> list[str | Html]:
    last = line.last
    score = number(last.score_pct, 0, "%") if last and last.score_pct is not None else ""
    return [
        line.runner,
        line.words(),
        began(last, "%Y\N{NON-BREAKING HYPHEN}%m\N{NON-BREAKING HYPHEN}%d") if last else "–",
        number(line.minutes[-1]) if line.minutes else "–",
        line.core_words or "–",
        sparkline(line.minutes, 0, "min", what="weeks") or "–",
        " ".join(part for part in ((last.phase if last else None), score) if part) or "–",
        pain_words(last),
        str(line.sessions),
    ]


def pain_words(entry: Entry | None) -> str:
    """Return pain before and after a session, as 1 → 4."""
    if entry is None or (entry.pain_before is None and entry.pain_after is None):
        return "–"
    return " → ".join("–" if one is None else str(one) for one in (entry.pain_before, entry.pain_after))
