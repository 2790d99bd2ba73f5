"""The run over time: charts that share one axis, with all that happened drawn on them."""

from itertools import pairwise

import numpy as np

from recoil.session import Session
from recoil.session.facts import clock
from recoil.session.timeline import event_time_s
from recoil.session.vocabulary import meaning_of
from recoil_clip.cueing.band import BOUNCE as BOUNCE_TARGET
from recoil_clip.cueing.band import CADENCE as CADENCE_TARGET
from recoil_clip.spec.events import CONFIRM, CUE, FAULT, GAP, MARKER

from .chart import chart, mark_legend, zoom_bar
from .chart_elements import Axis, Band, Dots, Look, Mark, MarkKind, Role, Series, Span
from .markup import Html, more, number, table, tag
from .run import Run
from .words import BALANCE, BOUNCE, CADENCE, CONTACT, FLIGHT, PEAK, UNRESOLVED, UNSTEADINESS, Quantity

GROUP = "run"
TABLE_ROWS = 12
MOST_MARKS = 400
LATEST_BEGIN_S = 30.0
POINTS = (
    "Each point is the mean over the clean steps of the last 5 seconds; where nothing was measured, the line has a gap."
)
CLOSER = (
    "Drag over a chart, or use the buttons; double click, Escape or “Whole run” shows all. Closer than four minutes "
    "every step is shown too. With the keyboard: Tab to a chart, + and − zoom, arrows move the cursor, Page Up and "
    "Page Down the view."
)
FEET: tuple[tuple[str, str, Role], ...] = (
    ("L", "left step", "left"),
    ("R", "right step", "right"),
    ("", "step of an unknown foot", "quiet"),
)
HEIGHTS_PX = {"cadence_spm": 190, "bounce_mm": 190}


def over_time(run: Run) -> list[Html | None]:
    """Return the parts of the section."""
    return [
        tag("p", POINTS, class_="note"),
        more("How to look closer", tag("p", CLOSER), class_="needs-script screen-only numbers"),
        zoom_bar(GROUP),
        mark_legend(happenings(run.session), idle_spans(run), single_steps(run, BOUNCE)),
        _cadence(run),
        _bounce(run),
        _chart(run, "contact", CONTACT),
        _chart(run, "flight", FLIGHT),
        _unsteadiness(run),
        _balance(run),
        _chart(run, "peak", PEAK),
        more("The charts as a table", _table(run), class_="numbers"),
    ]


def main_charts(run: Run) -> list[Html | None]:
    """Return the charts that a summary has room for."""
    return [
        mark_legend(happenings(run.session), idle_spans(run)),
        _cadence(run),
        _bounce(run),
        _chart(run, "contact", CONTACT),
        _unsteadiness(run),
    ]


def _chart(
    run: Run,
    id_: str,
    quantity: Quantity,
    bands: tuple[Band, ...] = (),
    own: Series | None = None,
    note: object = None,
) -> Html:
    series = [Series(quantity.label.lower(), quantity.unit, run.dynamics[quantity.name], max(quantity.digits, 1))]
    return chart(
        id_,
        f"{quantity.label}, {quantity.unit}",
        axis(run, run.dynamics["time_s"]),
        [*series, *([own] if own else [])],
        bands=bands,
        marks=happenings(run.session),
        spans=idle_spans(run),
        dots=single_steps(run, quantity),
        group=GROUP,
        look=Look(least_span=quantity.least_span, height_px=HEIGHTS_PX.get(quantity.name, 140)),
        summary=_in_words(run, quantity),
        note=note,
        legend=bool(own or bands),
        names_marks=False,
        table=None,
    )


def _in_words(run: Run, quantity: Quantity) -> str:
    drifts = run.thirds.drifts if run.thirds else {}
    mean = getattr(run.means, quantity.name)
    if mean is None:
        return f"{quantity.label}: not measured."
    text = f"{quantity.label}: mean {number(mean, quantity.digits, quantity.unit)}"
    if quantity.name in drifts:
        drift = drifts[quantity.name]
        text += f"; first third {number(drift.first, quantity.digits)}, last {number(drift.last, quantity.digits)}"
    return f"{text}."


def _cadence(run: Run) -> Html:
    judgement = run.judgement
    if judgement and judgement.band.target == CADENCE_TARGET:
        limit = judgement.limit_at(run.dynamics["time_s"])
        band = Band("target band", low=limit, unit="steps/min")
        note = (
            "The band begins at the runner's own cadence for the pace plus what is asked, less the dead band; where "
            "none is drawn, the runner has hardly run at such a pace and is left alone. Nobody is asked for less."
        )
        return _chart(run, "cadence", CADENCE, (band,), note=tag("p", note, class_="note"))
    return _chart(run, "cadence", CADENCE, own=_own(run, "cadence_spm", CADENCE), note=_no_band(run))


def _bounce(run: Run) -> Html:
    judgement = run.judgement
    step_s = 60 / run.dynamics["cadence_spm"]
    if judgement and judgement.band.target == BOUNCE_TARGET:
        band = Band("target band", high=judgement.limit_at(run.dynamics["time_s"]), unit="mm")
        note = (
            "The band is the runner's own bounce for the pace, less what is asked; at paces hardly run there is none."
        )
        return _chart(run, "bounce", BOUNCE, (band,), note=tag("p", note, class_="note"))
    own = None
    note = None
    if run.own_values.own:
        own_step_s = run.own_values.own.step_us * run.scale / 1e6
        values = run.own["bounce_mm"] * (step_s / own_step_s) ** 2
        own = Series("the runner's own at this cadence", "mm", values, 1, "quiet")
        note = (
            "The dotted line is what the runner's own bounce would be at the cadence of the moment (it goes with the "
            "square of step time, Morin 2005): away from it, form has changed and not just rhythm."
        )
    return _chart(run, "bounce", BOUNCE, own=own, note=tag("p", note, class_="note") if note else None)


def _own(run: Run, name: str, quantity: Quantity) -> Series | None:
    if name not in run.own:
        return None
    values = np.where(run.dynamics["is_running"], run.own[name], np.nan)
    return Series("the runner's own", quantity.unit, values, max(quantity.digits, 1), "quiet")


def _no_band(run: Run) -> Html | None:
    if run.own_values.own is None:
        return tag("p", "No band is drawn: the runner's own values are not known here.", class_="note")
    return None


def _unsteadiness(run: Run) -> Html:
    minutes = run.session.minutes
    values = np.where(minutes["unsteadiness_bp"] >= 0, minutes["unsteadiness_bp"] / 100, np.nan)
    bands = ()
    if run.judgement and run.own_values.target == "steadiness":
        bands = (Band("target band", high=run.judgement.band.limit / 100, unit="%", digits=2),)
    return _by_minute(run, "unsteadiness", "Unsteadiness", UNSTEADINESS, values, bands, "At the end of each minute.")


def _balance(run: Run) -> Html:
    minutes = run.session.minutes
    is_resolved = minutes["contact_half_width_bp"] >= 0
    left = np.where(is_resolved, minutes["contact_left_bp"] / 100, np.nan)
    half = np.where(is_resolved, minutes["contact_half_width_bp"] / 100, np.nan)
    bands = (Band("95 % interval", low=left - half, high=left + half, kind="interval", unit="%", digits=2),)
    share = run.overview["balances"]["contact"]
    last = f"{share['left_pct']:.2f} ± {share['half_width_pct']:.2f} % left at the end" if share else UNRESOLVED
    text = f"{last}; over all pairs since the start, so it settles as the run goes on."
    return _by_minute(run, "balance", "Contact balance", BALANCE, left, bands if is_resolved.any() else (), text)


def _by_minute(
    run: Run, id_: str, title: str, quantity: Quantity, values: np.ndarray, bands: tuple[Band, ...], text: str
) -> Html:
    return chart(
        id_,
        f"{title}, {quantity.unit}",
        axis(run, run.session.minutes["time_ms"] * 1e-3 * run.scale),
        [Series(quantity.label.lower(), quantity.unit, values, 2, "main", "both")],
        bands=bands,
        marks=happenings(run.session),
        spans=idle_spans(run),
        group=GROUP,
        look=Look(least_span=quantity.least_span, include=(50,) if quantity is BALANCE else (), height_px=140),
        summary=text
        if np.isfinite(values).any()
        else f"{title}: {UNRESOLVED if quantity is BALANCE else 'not measured'}.",
        legend=bool(bands),
        names_marks=False,
        table=None,
    )


def axis(run: Run, time_s: np.ndarray) -> Axis:
    """Return the axis that all charts share: it begins at 0 where the session does, about."""
    begin_s = run.timeline.begin_s
    return Axis(time_s, "elapsed", "time", 1, 0.0 if 0 < begin_s < LATEST_BEGIN_S else begin_s)


def single_steps(run: Run, quantity: Quantity) -> list[Dots]:
    """Return every clean step by foot."""
    steps = run.steps[run.steps["flags"] == 0]
    if quantity is CADENCE:
        values = 60_000 / np.where(steps["step_ms"] > 0, steps["step_ms"], np.nan)
    else:
        values = np.asarray(steps[quantity.name], dtype=float)
    found = []
    for side, label, role in FEET:
        which = steps["side"] == side
        if which.any():
            found.append(Dots(label, steps["initial_contact_s"][which], values[which], max(quantity.digits, 1), role))
    return found


def happenings(session: Session) -> list[Mark]:
    """Return cues, confirms, markers and faults."""
    kinds: dict[int, MarkKind] = {CUE: "cue", CONFIRM: "confirm", MARKER: "marker", FAULT: "event"}
    time_s = event_time_s(session)
    found = []
    for at_s, kind, value in zip(
        time_s.tolist(), session.events["kind"].tolist(), session.events["value"].tolist(), strict=True
    ):
        if kind in kinds:
            said = meaning_of(kind, value)
            label = f"cue: {said}" if kind == CUE else "marker" if kind == MARKER else said
            found.append(Mark(at_s, kinds[kind], label))
    return found[:MOST_MARKS]


def idle_spans(run: Run) -> list[Span]:
    """Return pauses and lost samples."""
    spans = [Span(since, until, "pause", "pause") for since, until in run.timeline.pauses]
    header = run.session.header
    period_s = header.period_ns / 1e9 if header else 0.0
    events = run.session.events
    times = event_time_s(run.session)
    for at_s, lost in zip(times[events["kind"] == GAP].tolist(), events["value"][events["kind"] == GAP], strict=True):
        length_s = max(int(lost), 0) * period_s
        spans.append(Span(at_s - length_s, at_s, "gap", f"{lost} samples lost"))
    return spans[:MOST_MARKS]


def _table(run: Run) -> Html:
    from recoil.session.means import means_of

    edges = np.linspace(run.timeline.begin_s, run.timeline.end_s, TABLE_ROWS + 1).tolist()
    quantities = (CADENCE, BOUNCE, CONTACT, FLIGHT, PEAK)
    rows = []
    for since, until in pairwise(edges):
        means = means_of(run.session, since, until)
        cells = [number(getattr(means, one.name), one.digits, missing="–") for one in quantities]
        rows.append([f"{clock(since)} to {clock(until)}", str(means.steps), *cells])
    titles = ["time", "steps", *(f"{one.label.lower()}, {one.unit}" for one in quantities)]
    return table("Means over twelfths of the session", titles, rows)
