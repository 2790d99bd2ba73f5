"""Start against end of the run."""

from itertools import pairwise

from recoil.session.screen import clock

from .markup import Html, number, table, tag
from .run import Run
from .thirds import FEWEST_STEPS
from .words import MEASURED


def drift(run: Run) -> list[Html]:
    """Return the parts of the section."""
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
