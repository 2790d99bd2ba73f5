"""Start against end of the run."""

from itertools import pairwise

from recoil.session.facts import clock

from .markup import Html, number, table, tag
from .run import Run
from .stride_words import DRIFTING, REGULARITIES
from .thirds import FEWEST_STEPS
from .words import MEASURED

SHORTEST_THIRD_S = 360.0  # by fewer minutes regularity cannot be compared


def drift(run: Run) -> list[Html]:
    """Return the parts of the section."""
    return [*_measured(run), *_form(run)]


def _measured(run: Run) -> list[Html]:
    thirds = run.thirds
    if thirds is None or not thirds.drifts:
        text = f"Too short to compare: each third of the running time needs {FEWEST_STEPS} clean steps."
        return [tag("p", text, class_="missing")]
    rows = []
    for quantity in MEASURED:
        found = thirds.drifts.get(quantity.name)
        if found is None:
            continue
        values = [number(value, quantity.digits) for value in (found.first, found.middle, found.last)]
        sign = "+" if found.change > 0 else ""
        change = f"{sign}{number(found.change, quantity.digits)}"
        verdict = "yes" if found.has_changed else "no, but in the middle" if found.has_returned else "no"
        digits = quantity.digits + (quantity.digits == 0)
        rows.append([f"{quantity.label}, {quantity.unit}", *values, change, number(found.spread, digits), verdict])
    edges = thirds.edges_s
    spans = [f"{clock(since)} to {clock(until)}" for since, until in pairwise(edges)]
    titles = [
        "",
        *(f"{name} third, {span}" for name, span in zip(("first", "middle", "last"), spans, strict=True)),
        "last less first",
        "stride-to-stride spread",
        "more than the spread?",
    ]
    least = ", ".join(f"{one.least_change:g}\N{NO-BREAK SPACE}{one.unit} ({one.label.lower()})" for one in MEASURED)
    note = tag(
        "p",
        "Thirds of the running time. Spread: how much a stride (two steps) differs from the next, as a standard "
        "deviation. A change larger than that is more than this runner's strides differ anyway; it can still come "
        f"from speed, slope or the ground, which the clip does not know. Less than {least} counts as no change.",
        class_="note",
    )
    return [table("Thirds of the run", titles, rows, note=note, words=(6,))]


def _form(run: Run) -> list[Html]:
    rows = []
    for quantity in DRIFTING:
        found = run.form_drifts.get(quantity.name)
        if found is None:
            continue
        values = [number(value, quantity.digits) for value in (found.first, found.middle, found.last)]
        sign = "+" if found.change > 0 else ""
        change = f"{sign}{number(found.change, quantity.digits)}"
        is_back = abs(found.middle - found.first) > found.spread
        verdict = "yes" if found.is_more_than_spread else "no, but in the middle" if is_back else "no"
        if quantity in REGULARITIES and not _has_minutes(run):
            verdict = "too few minutes"
        digits = quantity.digits + (quantity.digits == 0)
        label = f"{quantity.label}, {quantity.unit}" if quantity.unit else quantity.label
        rows.append([label, *values, change, number(found.spread, digits), verdict])
    if not rows:
        text = "Spring, steadiness, pelvis motion and braking: not measured, or too little in each third to compare."
        return [tag("p", text, class_="missing")]
    titles = ["", "first third", "middle third", "last third", "last less first", "spread", "more than the spread?"]
    note = tag(
        "p",
        "Spread: standard deviation of strides, for regularity of minutes, about their third's mean. Stiffness is of "
        "the model for level ground. What is not in the table was not measured, or too little in a third.",
        class_="note",
    )
    return [table("Form in thirds of the run", titles, rows, note=note, words=(6,))]


def _has_minutes(run: Run) -> bool:
    edges = run.thirds.edges_s if run.thirds else (0.0, 0.0)
    return min(until - since for since, until in pairwise(edges)) >= SHORTEST_THIRD_S
