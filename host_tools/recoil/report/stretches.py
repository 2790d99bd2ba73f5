"""Sections between the runner's markers, and the minutes as the clip wrote them."""

import csv
import io

from recoil.session.csv_tables import minutes_csv
from recoil.session.means import means_of
from recoil.session.pairs import contact_pairs, left_share_pct
from recoil.session.screen import clock

from .markup import Html, more, number, table, tag
from .run import Run
from .words import MEASURED

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
    "contact_left_pct": "contact left, %",
    "contact_half_width_pct": "±",
    "contact_pairs": "pairs",
    "step_time_left_pct": "step time left, %",
    "step_time_half_width_pct": "±",
    "bounce_left_pct": "bounce left, %",
    "bounce_half_width_pct": "±",
}


def sections(run: Run) -> list[Html]:
    """Return the table of sections; a sentence where no marker was set."""
    markers = run.timeline.markers_s[: MOST_SECTIONS - 1]
    if not markers:
        return [tag("p", "No marker was set, so the run is one section. A short press in mid-run sets one.", class_="missing")]
    edges = [run.timeline.begin_s, *markers, run.timeline.end_s]
    pairs = contact_pairs(run.session)
    rows = []
    for row, (since, until) in enumerate(zip(edges, edges[1:], strict=False)):
        begin_s = -float("inf") if row == 0 else since
        end_s = float("inf") if row == len(markers) else until
        means = means_of(run.session, begin_s, end_s)
        values = [number(getattr(means, one.name), one.digits, missing="–") for one in MEASURED]
        share = left_share_pct(pairs, begin_s, end_s) if len(pairs) else None
        span = f"{clock(since)} to {clock(until)}"
        rows.append([str(row + 1), span, clock(means.running_s), str(means.steps), *values, number(share, 1, missing="–")])
    titles = ["section", "from, to", "running", "steps", *(f"{one.label.lower()}, {one.unit}" for one in MEASURED)]
    note = tag(
        "p",
        "Means over the clean steps of each section. Contact left, without an interval here, is a hint at most; – : too few "
        "steps.",
        class_="note",
    )
    return [table("Sections between markers", [*titles, "contact left, %"], rows, note=note)]


def minutes(run: Run) -> list[Html]:
    """Return the clip's minutes, folded."""
    if not len(run.session.minutes):
        return [tag("p", "The session has no whole minute.", class_="missing")]
    rows = list(csv.DictReader(io.StringIO(minutes_csv(run.session))))
    cells = [
        [clock(float(row["end_s"])), *(row[name] or "–" for name in list(MINUTE_TITLES)[1:])] for row in rows
    ]
    note = tag(
        "p",
        "As the clip wrote them: means over the clean steps of each minute, balances over all pairs since the start. – : not "
        "known.",
        class_="note",
    )
    return [more(f"{len(rows)} minutes", table("Minutes", list(MINUTE_TITLES.values()), cells), note)]
