"""What the sections about form share: what they say where nothing was measured, and charts of strides."""

import numpy as np

from recoil_clip.spec.log import UNKNOWN

from .chart import Look, Series, chart
from .chart_elements import Role
from .markup import Html, number
from .over_time import axis, idle_spans
from .run import Run
from .words import Quantity

FIRST_FORMAT = 2  # the first that has form in it
BIN_S = 10.0
Line = tuple[Quantity, str, Role]


def not_there(run: Run, needs_gyroscope: bool = False) -> str:
    """Say why there is nothing."""
    header = run.session.header
    if header and header.version < FIRST_FORMAT:
        return "Not measured by this firmware: sessions written by a later one have it."
    if needs_gyroscope and header and not header.gyroscope:
        return "Not measured: it needs a gyroscope, and this clip's sensor has none."
    return "Not measured: too little running without flagged steps, or the session's tables of it are missing."


def values_of(run: Run, quantity: Quantity) -> tuple[np.ndarray, np.ndarray]:
    """Return when strides began, in true seconds, and a quantity of them, NaN where not known."""
    strides = run.session.strides
    name, per = (f"{quantity.name}_mg", 1000) if quantity.unit == "g" else (f"{quantity.name}_cdeg", 100)
    values = np.where(strides[name] == UNKNOWN, np.nan, strides[name] / per)
    return strides["time_ms"] * (1e-3 * run.scale), values


def stride_chart(run: Run, id_: str, title: str, lines: tuple[Line, ...]) -> Html:
    """Return means over ten seconds; where no stride was measured, the line has a gap."""
    time_s, _ = values_of(run, lines[0][0])
    first = float(time_s.min()) if len(time_s) else 0.0
    which = ((time_s - first) // BIN_S).astype(int)
    bins = int(which.max()) + 1 if len(which) else 0
    series, said = [], []
    for quantity, label, role in lines:
        _, values = values_of(run, quantity)
        known = np.isfinite(values)
        counts = np.bincount(which[known], minlength=bins)
        sums = np.bincount(which[known], weights=values[known], minlength=bins)
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        series.append(Series(label, quantity.unit, means, quantity.digits + 1, role))
        mean = float(values[known].mean()) if known.any() else None
        said.append(f"{label} {number(mean, quantity.digits)}")
    return chart(
        id_,
        title,
        axis(run, first + BIN_S * (np.arange(bins) + 0.5)),
        series,
        spans=idle_spans(run),
        look=Look(least_span=lines[0][0].least_span, height_px=150),
        summary=f"Mean {', '.join(said)} {lines[0][0].unit}. Each point is the mean of ten seconds.",
        names_marks=False,
    )
