"""Sections between the runner's markers, and the minutes as the clip wrote them."""

import csv
import io
from itertools import pairwise

from recoil.session.csv_tables import minutes_csv
from recoil.session.facts import clock
from recoil.session.means import means_of
from recoil.session.sentences import count

from .markup import Html, more, number, table, tag
from .run import Run
from .words import MEASURED, UNRESOLVED

MOST_SECTIONS = 100
MINUTE_TITLES = {
    "end_s": "end, min:s",
    "steps": "steps",
    "unclean_steps": "of them flagged",
    "cues": "cues",
    "step_ms": "step, ms",
    "contact_ms": "contact, ms",
    "bounce_mm": "bounce, mm",
    "peak_g": "peak, g",
    "last_cadence_spm": "last cadence, steps/min",
    "unsteadiness_pct": "unsteadiness, %",
    "contact": "contact left, %",
    "step_time": "step time left, %",
    "bounce": "bounce left, %",
    "contact_pairs": "pairs",
}
BALANCES = ("contact", "step_time", "bounce")


def sections(run: Run) -> list[Html]:
    """Return the table of sections; a sentence where no marker was set."""
    markers = run.timeline.markers_s[: MOST_SECTIONS - 1]
    if not markers:
        return [
            tag(
                "p",
                "No marker was set, so the run is one section. A short press in mid-run sets one.",
                class_="missing",
            )
        ]
    edges = [run.timeline.begin_s, *markers, run.timeline.end_s]
    rows = []
    for row, (since, until) in enumerate(pairwise(edges)):
        begin_s = -float("inf") if row == 0 else since
        end_s = float("inf") if row == len(markers) else until
        means = means_of(run.session, begin_s, end_s)
        values = [number(getattr(means, one.name), one.digits, missing="–") for one in MEASURED]
        span = f"{clock(since)} to {clock(until)}"
        rows.append([str(row + 1), span, clock(means.running_s), str(means.steps), *values])
    titles = ["section", "from, to", "running", "steps", *(f"{one.label.lower()}, {one.unit}" for one in MEASURED)]
    note = tag(
        "p",
        "Means over the clean steps of each section; – : too few steps.",
        class_="note",
    )
    return [table("Sections between markers", titles, rows, note=note, words=(1,), class_="dense")]


def minutes(run: Run) -> list[Html]:
    """Return the clip's minutes, folded."""
    if not len(run.session.minutes):
        return [tag("p", "The session has no whole minute.", class_="missing")]
    rows = list(csv.DictReader(io.StringIO(minutes_csv(run.session))))
    for row in rows:
        row["end_s"] = clock(float(row["end_s"]))
        for name in BALANCES:
            half = row[f"{name}_half_width_pct"]
            row[name] = f"{row[f'{name}_left_pct']}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{half}" if half else UNRESOLVED
    cells = [[row[name] or "–" for name in MINUTE_TITLES] for row in rows]
    note = tag(
        "p",
        "As the clip wrote them: means over the clean steps of each minute, balances over all pairs since the start. "
        "– : not known.",
        class_="note",
    )
    return [
        more(count(len(rows), "minute"), table("Minutes", list(MINUTE_TITLES.values()), cells, class_="dense"), note)
    ]
