"""A chart over time (or over anything that has an order), drawn in the browser by `assets/charts.js`.

    chart(
        "cadence", "Cadence", Axis.elapsed(time_s),
        [Series("cadence", "steps/min", values, digits=1)],
        bands=[Band("target", low=limit)],
        marks=[Mark(204.0, "cue", "quicker steps")],
        spans=[Span(300, 340, "pause", "pause")],
        group="run",
        summary="Cadence over the run: 168 steps/min at first, 155 at the end.",
    )

Charts of one `group` share zoom and cursor; `zoom_bar(group)` gives them buttons. Values that are NaN stay gaps. A
chart is a figure: title, legend, values at the cursor, the picture, `summary` for who cannot see it, and a table of its
numbers unless the caller gives one (`table=`) or none (`table=None`).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .chart_elements import Axis, Band, Dots, Look, Mark, Series, Span
from .legend import band_key, mark_keys, series_key, step_keys
from .markup import Html, more, number, script_json, shown, table, tag
from .packing import column

__all__ = ["Axis", "Band", "Dots", "Look", "Mark", "Series", "Span", "chart", "mark_legend", "zoom_bar"]
AUTOMATIC = Html("automatic")
TABLE_ROWS = 12


def chart(
    id_: str,
    title: str,
    x: Axis,
    series: Sequence[Series],
    *,
    bands: Sequence[Band] = (),
    marks: Sequence[Mark] = (),
    spans: Sequence[Span] = (),
    dots: Sequence[Dots] = (),
    group: str | None = None,
    look: Look | None = None,
    summary: str = "",
    note: object = None,
    legend: bool = True,
    names_marks: bool = True,
    table: Html | None = AUTOMATIC,
) -> Html:
    """Return a chart; without any value it says so in its place.

    `names_marks`: whether its legend explains marks, spans and dots; `mark_legend` does it once for a group of charts.
    """
    heading = tag("h3", title, id=f"{id_}-title")
    if not any(np.isfinite(one.values).any() for one in series):
        return tag("div", heading, tag("p", summary or "Not measured.", class_="missing"), note, class_="no-chart")
    keys = [series_key(one.label, one.unit, one.role, one.style) for one in series]
    keys += [band_key(band.label, band.kind) for band in bands]
    if names_marks:
        keys += step_keys([(one.label, one.role) for one in dots])
        keys += mark_keys([mark.kind for mark in marks], [span.kind for span in spans])
    data = document(title, x, series, bands, marks, spans, group, look or Look()) | {"dots": packed(dots)}
    return tag(
        "figure",
        tag("figcaption", heading, tag("p", summary, id=f"{id_}-summary", class_="summary") if summary else None),
        tag("ul", *keys, class_="legend", aria_label="Legend") if legend else None,
        tag("p", class_="readout needs-script", id=f"{id_}-readout"),
        tag(
            "div",
            class_="plot",
            tabindex="0",
            role="application",
            aria_roledescription="chart",
            aria_label=f"{title}. Arrow keys move the cursor, plus and minus zoom, Escape shows all.",
            aria_describedby=f"{id_}-summary" if summary else None,
        ),
        tag("script", script_json(data), type="application/json"),
        tag("noscript", tag("p", "The picture needs JavaScript; its numbers are in the table.", class_="missing")),
        note,
        automatic_table(title, x, series) if table is AUTOMATIC else table,
        class_="chart",
        id=id_,
    )


def zoom_bar(group: str, whole: str = "Whole run") -> Html:
    """Return the buttons of a group of charts."""
    buttons = (("all", whole, ""), ("in", "+", "Zoom in"), ("out", "−", "Zoom out"), ("left", "◀", "Earlier"))
    return tag(
        "div",
        *(
            tag("button", text, type="button", data_zoom=action, aria_label=label or None)
            for action, text, label in (*buttons, ("right", "▶", "Later"))
        ),
        tag("span", class_="range", aria_live="polite"),
        class_="zoom-bar needs-script",
        data_group=group,
        role="group",
        aria_label="Zoom of the charts below",
    )


def mark_legend(marks: Sequence[Mark], spans: Sequence[Span], dots: Sequence[Dots] = ()) -> Html | None:
    """Return the legend of marks, spans and dots, for several charts that share them; None where there are none."""
    keys = mark_keys([mark.kind for mark in marks], [span.kind for span in spans])
    keys += step_keys([(one.label, one.role) for one in dots])
    return tag("ul", *keys, class_="legend", aria_label="What is marked in the charts") if keys else None


def document(
    title: str,
    x: Axis,
    series: Sequence[Series],
    bands: Sequence[Band],
    marks: Sequence[Mark],
    spans: Sequence[Span],
    group: str | None,
    look: Look,
) -> dict[str, Any]:
    """Return what `charts.js` draws."""

    def limit(value: np.ndarray | float | None, digits: int) -> dict[str, Any] | float | None:
        if isinstance(value, np.ndarray):
            return column(value, digits)
        return None if value is None else float(value)

    return {
        "title": shown(title, 200),
        "group": group,
        "x": {"kind": x.kind, "label": x.label, "digits": x.digits, "begin": x.begin, **column(x.values, x.digits)},
        "series": [
            {
                "label": one.label,
                "unit": one.unit,
                "digits": one.digits,
                "role": one.role,
                "style": one.style,
                **column(one.values, one.digits),
            }
            for one in series
        ],
        "bands": [
            {
                "label": band.label,
                "kind": band.kind,
                "unit": band.unit,
                "digits": band.digits,
                "low": limit(band.low, band.digits),
                "high": limit(band.high, band.digits),
            }
            for band in bands
        ],
        "marks": [[round(mark.at, 2), mark.kind, shown(mark.label, 60)] for mark in marks],
        "spans": [[round(span.begin, 2), round(span.end, 2), span.kind, shown(span.label, 60)] for span in spans],
        "leastSpan": look.least_span,
        "include": list(look.include),
        "lines": list(look.lines_at),
        "height": look.height_px,
    }


def packed(dots: Sequence[Dots]) -> list[dict[str, Any]]:
    """Return single steps as `charts.js` wants them; times to a hundredth."""
    return [
        {"label": one.label, "role": one.role, "x": column(one.x, 2), "y": column(one.values, one.digits)}
        for one in dots
        if len(one.x)
    ]


def automatic_table(title: str, x: Axis, series: Sequence[Series]) -> Html:
    """Return means of the chart's values over equal parts of its axis."""
    if len(x.values) <= TABLE_ROWS:
        parts = [(at, np.array([row])) for row, at in enumerate(map(x.words, x.values.tolist()))]
    else:
        edges = np.linspace(x.values[0], x.values[-1], TABLE_ROWS + 1)
        which = np.clip(np.searchsorted(edges, x.values, side="right") - 1, 0, TABLE_ROWS - 1)
        parts = [
            (f"{x.words(edges[part])} to {x.words(edges[part + 1])}", np.flatnonzero(which == part))
            for part in range(TABLE_ROWS)
        ]

    def mean(one: Series, rows: np.ndarray) -> str:
        values = one.values[rows]
        known = values[np.isfinite(values)]
        return number(float(known.mean()) if len(known) else None, one.digits, missing="–")

    titles = [x.label or "at", *(f"{one.label}, {one.unit}" if one.unit else one.label for one in series)]
    rows = [[words, *(mean(one, rows) for one in series)] for words, rows in parts]
    name = f"{title}: numbers"
    return more("As a table", table(name, titles, rows), class_="numbers")
