"""A squad as a page: one line a runner."""

from recoil.common.cautions import SEE_SOMEONE
from recoil.report.markup import number, table, tag
from recoil.report.page import Page

from .attention import Urgency
from .choosing import began
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
        "sessions",
        "last run",
        *(_week(back) for back in range(weeks - 1, -1, -1)),
        "phase",
        "score",
        "pain before",
        "pain after",
    )
    rows = [_row(line) for line in lines]
    page.section(
        "Runners",
        table("Runners: minutes of running in each week", titles, rows),
        tag("p", without_runner_words(unassigned)) if unassigned else None,
        tag("p", HOW),
        tag("p", SEE_SOMEONE),
    )
    return page.footer(tag("p", NOT_MEDICAL))


def _week(back: int) -> str:
    return "this week, min" if not back else f"{back} w ago"


def _row(line: Line) -> list[str]:
    last = line.last
    return [
        line.runner,
        line.words(),
        str(line.sessions),
        began(last, "%Y\N{NON-BREAKING HYPHEN}%m\N{NON-BREAKING HYPHEN}%d") if last else "–",
        *(number(minutes) for minutes in line.minutes),
        (last.phase if last else None) or "–",
        number(last.score_pct if last else None, 0, "%", missing="–"),
        number(last.pain_before if last else None, missing="–"),
        number(last.pain_after if last else None, missing="–"),
    ]
