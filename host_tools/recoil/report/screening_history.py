"""One wearer's screenings beside each other."""

import numpy as np

from recoil.report.chart import Axis, Look, Series, chart
from recoil.report.chart_elements import Role
from recoil.report.markup import Html, number, table, tag
from recoil.session import Session
from recoil.session.balance_tests import Trial, trials_of

NONE = "–"
HEIGHT_PX = 150
BOTH: tuple[Role, Role] = ("left", "right")
SURE = (
    "The best try of each screening. A change is only as sure as two days of one "
    "person are alike; where all were held to the end, sway is shown instead."
)


def history_charts(sessions: list[Session]) -> list[Html]:
    """Return a chart of each trial that was done more than once, and a table of all."""
    days = [{(trial.key, trial.side): trial for trial in trials_of(session)} for session in sessions]
    starts_s = [session.header.start_s if session.header else 0 for session in sessions]
    is_dated = all(starts_s) and starts_s == sorted(starts_s)
    places = np.array(starts_s if is_dated else range(1, len(sessions) + 1), dtype=float)
    axis = Axis.date(places) if is_dated else Axis(places, "number", "screening")
    keys = list(dict.fromkeys(key for day in days for key, side in day if side != "both"))
    parts: list[Html] = [tag("p", SURE)]
    for number_, key in enumerate(keys):
        name, eyes, target_s = key
        found = [[day.get((key, side)) for day in days] for side in BOTH]
        held = [np.array([_held(trial) for trial in trials]) for trials in found]
        known = np.concatenate(held)[np.isfinite(np.concatenate(held))]
        if len(known) < 2:
            continue
        title = f"{name[:1].upper()}{name[1:]}{', eyes ' + eyes if eyes else ''}"
        if (known >= target_s).all():
            # Always held to the end: only sway can tell days apart.
            rates = [np.array([_rate(trial) for trial in trials]) for trials in found]
            parts.append(_chart(f"rate-{number_}", f"{title}: rate of sway", axis, rates, "°/s", 0.0))
        else:
            parts.append(_chart(f"held-{number_}", f"{title}: held, of {target_s:.0f} s", axis, held, "s", target_s))
    return [*parts, _table(sessions, days)]


def _chart(name: str, title: str, axis: Axis, values: list[np.ndarray], unit: str, top: float) -> Html:
    series = [
        Series(side, unit, found, 1 if unit == "s" else 2, side, "both")
        for side, found in zip(BOTH, values, strict=True)
    ]
    return chart(name, title, axis, series, look=Look(include=(0.0, top), height_px=HEIGHT_PX))


def _table(sessions: list[Session], days: list[dict[tuple[tuple[str, str, float], str], Trial]]) -> Html:
    keys = list(dict.fromkeys(key for day in days for key in day if key[1] != "both"))
    titles = ["", *(_day(session) for session in sessions)]
    rows = []
    for key in keys:
        (name, eyes, _), side = key
        cells = []
        for day in days:
            best = day[key].best if key in day else None
            sway = f", {number(best.sway.rate_dps, 2, '°/s')}" if best and best.sway else ""
            cells.append(f"{number(best.held_s, 1, 's')}{sway}" if best else NONE)
        rows.append([f"{name}{', eyes ' + eyes if eyes else ''}, {side}", *cells])
    return table("Held, and rate of sway, by screening", titles, rows)


def _held(trial: Trial | None) -> float:
    return trial.best.held_s if trial and trial.best else float("nan")


def _rate(trial: Trial | None) -> float:
    best = trial.best if trial else None
    return best.sway.rate_dps if best and best.sway else float("nan")


def _day(session: Session) -> str:
    start = session.header.start if session.header else None
    return f"{start.astimezone():%Y-%m-%d}" if start else session.name[:5]
