"""Two sessions as a page: what differs, and both over their time."""

from typing import Any

import numpy as np

from recoil.report.chart import Axis, Look, Series, chart, zoom_bar
from recoil.report.markup import Html, number, table, tag
from recoil.report.page import Page
from recoil.session.dynamics import dynamics_of
from recoil.session.session import Session

from .choosing import began
from .comparison import Comparison
from .spread import WEEKS
from .trend_page import NOT_MEDICAL

PARTS = 240  # points of a line: more say no more on a screen
OVER_TIME = (
    ("cadence_spm", "Cadence", "steps/min", 1),
    ("bounce_mm", "Bounce", "mm", 0),
    ("contact_ms", "Contact", "ms", 0),
)


def comparison_page(found: Comparison, first: Session, second: Session) -> Page:
    """Return the page that compares two sessions, which may be drawn over each other."""
    beyond = [one for one in found.differences if one.is_beyond]
    said = ", ".join(f"{one.metric.title} {one.metric.said(one.change, sign=True)} {one.metric.unit}" for one in beyond)
    if not any(one.spread for one in found.differences):
        lead = "Whether the differences are more than day to day cannot be told."
    else:
        lead = f"More than day to day: {said}." if beyond else "Nothing differs by more than it does from day to day."
    page = Page("Two runs", lead=lead, kicker="Comparison")
    titles = ("", f"A, {began(found.first)}", f"B, {began(found.second)}", "B − A", "usual", "")
    rows = [
        [
            f"{one.metric.title}, {one.metric.unit}",
            one.metric.said(one.first),
            one.metric.said(one.second),
            one.metric.said(one.change, sign=True),
            f"± {one.metric.said(one.limit)}" if one.limit is not None else "–",
            one.words(),
        ]
        for one in found.differences
    ]
    page.section(
        "What differs",
        tag("p", f"A is {found.first.name} of {found.first.runner}, B {found.second.name} of {found.second.runner}."),
        table("Both runs", titles, rows),
        tag(
            "p",
            f"Usual: how far apart two sessions of this runner are, 95 times in 100, from {found.others} others within "
            f"{WEEKS} weeks of these.",
        )
        if any(one.spread for one in found.differences)
        else None,
        tag("ul", *(tag("li", note) for note in found.notes)) if found.notes else None,
    )
    page.section("Over the run", zoom_bar("compared"), *_charts(first, second))
    return page.footer(tag("p", NOT_MEDICAL))


def _charts(first: Session, second: Session) -> list[Html]:
    tables = [dynamics_of(session) for session in (first, second)]
    longest_s = max((len(table) for table in tables), default=0)
    step_s = max(-(-longest_s // PARTS), 1)
    axis = Axis.elapsed(np.arange(0, longest_s, step_s, dtype=float))
    return [
        chart(
            f"compared-{name}",
            title,
            axis,
            [
                Series("A", unit, thinned(tables[0][name], step_s, len(axis.values)), digits, "main"),
                Series("B", unit, thinned(tables[1][name], step_s, len(axis.values)), digits, "second"),
            ],
            group="compared",
            look=Look(height_px=170),
            summary=f"{title}: {_mean(tables[0][name], digits)} in A, {_mean(tables[1][name], digits)} {unit} in B.",
        )
        for name, title, unit, digits in OVER_TIME
    ]


def thinned(values: np.ndarray, step_s: int, points: int) -> np.ndarray:
    """Return means over so many seconds each, NaN where nothing is known."""
    padded: Any = np.full(points * step_s, np.nan)
    padded[: len(values)] = values[: points * step_s]
    parts = padded.reshape(points, step_s)
    known = np.isfinite(parts)
    count = known.sum(axis=1)
    sums = np.where(known, parts, 0.0).sum(axis=1)
    return np.where(count > 0, sums / np.maximum(count, 1), np.nan)


def _mean(values: np.ndarray, digits: int) -> str:
    known = values[np.isfinite(values)]
    return number(float(known.mean()) if len(known) else None, digits)
