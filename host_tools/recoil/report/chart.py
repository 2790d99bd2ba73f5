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

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from recoil.session.screen import clock

from .legend import band_key, mark_keys, series_key
from .markup import Html, more, number, script_json, shown, table, tag

Role = Literal["main", "second", "left", "right", "quiet"]
Style = Literal["line", "dots", "both", "steps"]
AUTOMATIC = Html("automatic")
TABLE_ROWS = 12


@dataclass(frozen=True, eq=False)
class Axis:
    """What runs from left to right: `elapsed` seconds, a `date` (UTC seconds) or a plain `number`."""

    values: np.ndarray
    kind: Literal["elapsed", "date", "number"] = "number"
    label: str = ""
    digits: int = 0
    begin: float | None = None
    """Where the axis begins, if not at the first value."""

    @classmethod
    def elapsed(cls, time_s: np.ndarray, label: str = "time") -> "Axis":
        """Seconds since the beginning, written m:ss."""
        return cls(np.asarray(time_s, dtype=float), "elapsed", label, 1)

    @classmethod
    def date(cls, utc_s: np.ndarray, label: str = "date") -> "Axis":
        """Days, each point at its time in UTC."""
        return cls(np.asarray(utc_s, dtype=float), "date", label)

    def words(self, value: float) -> str:
        """Return a place on the axis as people say it."""
        if self.kind == "elapsed":
            return clock(value)
        if self.kind == "date":
            from datetime import UTC, datetime

            return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d}"
        return number(value, self.digits)


@dataclass(frozen=True, eq=False)
class Series:
    """A line or dots; `role` gives colour, dash and shape, always the same for the same role."""

    label: str
    unit: str
    values: np.ndarray
    digits: int = 0
    role: Role = "main"
    style: Style = "line"


@dataclass(frozen=True, eq=False)
class Band:
    """An area between two limits, each a number, a column like the series' or None: as far as the chart goes."""

    label: str
    low: np.ndarray | float | None = None
    high: np.ndarray | float | None = None
    kind: Literal["target", "interval"] = "target"
    unit: str = ""
    digits: int = 1


@dataclass(frozen=True)
class Mark:
    """A moment: `cue`, `confirm`, `marker` or `event`."""

    at: float
    kind: Literal["cue", "confirm", "marker", "event"]
    label: str


@dataclass(frozen=True)
class Span:
    """A stretch: `pause`, `gap` (lost) or `stretch` (a section, only bounded)."""

    begin: float
    end: float
    kind: Literal["pause", "gap", "stretch"]
    label: str


@dataclass(frozen=True, eq=False)
class Look:
    """How a chart is scaled: at least so much of the vertical axis, always including these values."""

    least_span: float = 0.0
    include: Sequence[float] = ()
    height_px: int = 170
    lines_at: Sequence[float] = field(default_factory=tuple)


def chart(
    id_: str,
    title: str,
    x: Axis,
    series: Sequence[Series],
    *,
    bands: Sequence[Band] = (),
    marks: Sequence[Mark] = (),
    spans: Sequence[Span] = (),
    group: str | None = None,
    look: Look | None = None,
    summary: str = "",
    note: object = None,
    legend: bool = True,
    names_marks: bool = True,
    table: Html | None = AUTOMATIC,
) -> Html:
    """Return a chart; without any value it says so in its place.

    `names_marks`: whether its legend explains marks and spans; with several charts of a group `mark_legend` does it once.
    """
    heading = tag("h3", title, id=f"{id_}-title")
    if not any(np.isfinite(one.values).any() for one in series):
        return tag("div", heading, tag("p", summary or "Not measured.", class_="missing"), note, class_="no-chart")
    keys = [series_key(one.label, one.unit, one.role, one.style) for one in series]
    keys += [band_key(band.label, band.kind) for band in bands]
    if names_marks:
        keys += mark_keys([mark.kind for mark in marks], [span.kind for span in spans])
    data = document(title, x, series, bands, marks, spans, group, look or Look())
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


def mark_legend(marks: Sequence[Mark], spans: Sequence[Span]) -> Html | None:
    """Return the legend of marks and spans, for several charts that share them; None where there are none."""
    keys = mark_keys([mark.kind for mark in marks], [span.kind for span in spans])
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


def column(values: np.ndarray, digits: int) -> dict[str, Any]:
    """Return values as differences of whole numbers, one after the other: small, and the same again when read.

    16 bits each; 32 where they do not fit. A missing value keeps the one before and is named in `gaps` as
    (first, how many), so that lines break there.
    """
    scale = 10**digits
    known = np.isfinite(values)
    whole = np.zeros(len(values), dtype=np.int64)
    whole[known] = np.rint(values[known] * scale).astype(np.int64)
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0)) if len(values) else known
    whole = whole[last] if len(values) else whole
    change = np.diff(whole, prepend=0)
    kind = "<i2" if not len(change) or np.abs(change).max() < 2**15 else "<f8"
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ~known, [0])))).reshape(-1, 2)
    return {
        "n": len(values),
        "scale": scale,
        "bits": 16 if kind == "<i2" else 64,
        "data": base64.b64encode(change.astype(kind).tobytes()).decode(),
        "gaps": [[int(first), int(end - first)] for first, end in edges],
    }


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
