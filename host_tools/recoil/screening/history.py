"""One wearer's screenings beside each other."""

import numpy as np

from recoil.report.chart import Axis, Look, Role, Series, chart
from recoil.report.markup import Html, number, table, tag
from recoil.session import Session

from .tries import Trial, trials_of

NONE = "–"
HEIGHT_PX = 150
BOTH: tuple[Role, Role] = ("left", "right")
SURE = "The best try of each screening. A change is only as sure as two days of one person are alike."


def history(sessions: list[Session]) -> list[Html]:
    """Return a chart of each trial that was done more than once, and a table of all."""
    days = [{(trial.key, trial.side): trial for trial in trials_of(session)} for session in sessions]
    starts_s = [session.header.start_s if session.header else 0 for session in sessions]
    is_dated = all(starts_s) and starts_s == sorted(starts_s)
    places = np.array(starts_s if is_dated else range(1, len(sessions) + 1), dtype=float)
    axis = Axis.date(places) if is_dated else Axis(places, "number", "screening")
    keys = list(dict.fromkeys(key for day in days for key, side in day if side != "both"))
    parts: list[Html] = [tag("p", SURE)]
    for number_, key in enumerate(keys):
        values: dict[Role, np.ndarray] = {
            side: np.array([_held(day.get((key, side))) for day in days], dtype=float) for side in BOTH
        }
        if np.isfinite(np.concatenate(list(values.values()))).sum() < 2:
            continue
        name, eyes, target_s = key
        title = f"{name[:1].upper()}{name[1:]}{', eyes ' + eyes if eyes else ''}: held"
        series = [Series(side, "s", found, 1, side, "both") for side, found in values.items()]
        parts.append(
            chart(
                f"held-{number_}",
                title,
                axis,
                series,
                look=Look(include=(0.0, target_s), height_px=HEIGHT_PX),
                summary=f"Asked for: {target_s:.0f} s.",
            )
        )
    return [*parts, _table(sessions, days)]


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


def _day(session: Session) -> str:
    start = session.header.start if session.header else None
    return f"{start.astimezone():%Y-%m-%d}" if start else session.name[:5]
