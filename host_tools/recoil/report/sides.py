"""Left against right, step by step: how the values of each foot are spread."""

from dataclasses import dataclass

import numpy as np

from .chart import Axis, Look, Series, chart
from .markup import Html, joined, number, table, tag
from .run import Run
from .words import BALANCE, BOUNCE, CONTACT, FLIGHT, PEAK, UNRESOLVED, Quantity

FEWEST_STEPS = 20  # of each foot
BINS = 24
WITHIN = (0.5, 99.5)  # percentiles: a stumble must not make the picture narrow
SHARES = (("contact", "contact time"), ("step_time", "step time"), ("bounce", "bounce"))
SHOWN = (CONTACT, BOUNCE, FLIGHT, PEAK)


@dataclass(frozen=True, eq=False)
class Feet:
    """Clean steps by foot; `unknown` is how many clean steps have no side."""

    left: np.ndarray
    right: np.ndarray
    unknown: int

    @property
    def are_enough(self) -> bool:
        """Whether there are enough of both to be compared."""
        return min(len(self.left), len(self.right)) >= FEWEST_STEPS


def feet_of(run: Run) -> Feet:
    """Split the clean steps by foot."""
    clean = run.steps[run.steps["flags"] == 0]
    sides = clean["side"]
    return Feet(clean[sides == "L"], clean[sides == "R"], int((sides == "").sum()))


def sides(run: Run) -> list[Html]:
    """Return the parts of the section."""
    feet = feet_of(run)
    left_out = f" {feet.unknown} clean steps are left out: which foot it was is not known." if feet.unknown else ""
    if not feet.are_enough:
        text = f"Too few steps of a known foot to compare: {len(feet.left)} left, {len(feet.right)} right.{left_out}"
        return [tag("p", text, class_="missing")]
    text = f"{len(feet.left)} left and {len(feet.right)} right clean steps.{left_out}"
    return [
        tag("p", text, class_="note"),
        tag("div", *(_distribution(feet, quantity) for quantity in SHOWN), class_="pair"),
        _shares(run),
        _table(feet),
    ]


def _distribution(feet: Feet, quantity: Quantity) -> Html:
    left, right = (_values(steps, quantity) for steps in (feet.left, feet.right))
    edges = _edges(np.concatenate((left, right)), quantity)
    middles = (edges[:-1] + edges[1:]) / 2
    columns = [100 * np.histogram(values, edges)[0] / len(values) for values in (left, right)]
    means = [number(float(values.mean()), quantity.digits) for values in (left, right)]
    digits = max(quantity.digits, 1)
    return chart(
        f"sides-{quantity.name.split('_')[0]}",
        f"{quantity.label}, {quantity.unit}",
        Axis(middles, "number", f"{quantity.label.lower()}, {quantity.unit}", digits),
        [
            Series("left", "% of steps", columns[0], 1, "left"),
            Series("right", "% of steps", columns[1], 1, "right"),
        ],
        look=Look(include=(0,), height_px=150),
        summary=f"Mean left {means[0]}, right {means[1]} {quantity.unit}.",
        table=None,
    )


def _edges(values: np.ndarray, quantity: Quantity) -> np.ndarray:
    low, high = np.percentile(values, WITHIN)
    room = max((high - low) * 0.05, 10.0**-quantity.digits)
    return np.linspace(low - room, high + room, BINS + 1)


def _values(steps: np.ndarray, quantity: Quantity) -> np.ndarray:
    return np.asarray(steps[quantity.name], dtype=float)


def _table(feet: Feet) -> Html:
    rows = []
    for quantity in SHOWN:
        left, right = (_values(steps, quantity) for steps in (feet.left, feet.right))
        digits = quantity.digits + (quantity.unit in ("ms", "mm"))
        means = [number(float(values.mean()), digits) for values in (left, right)]
        spreads = [number(float(values.std()), digits) for values in (left, right)]
        between = number(float(left.mean() - right.mean()), digits)
        rows.append([f"{quantity.label}, {quantity.unit}", *means, between, *spreads])
    titles = ["", "left, mean", "right, mean", "left less right", "left, spread", "right, spread"]
    note = tag(
        "p",
        "How sure a difference is, say the balances above: their ± counts the method's own error too. Spread: "
        "standard deviation from step to step. One step's contact is known to about 10 ms, so much of the spread is "
        "the measurement's.",
        class_="note",
    )
    return table("Left and right", titles, rows, note=note)


def _shares(run: Run) -> Html:
    rows = []
    for name, label in SHARES:
        share = run.overview["balances"][name]
        if share is None:
            rows.append([label, UNRESOLVED, "", ""])
            continue
        left, half = share["left_pct"], share["half_width_pct"]
        rows.append([label, number(left, 2), number(half, 2), str(share["pairs"])])
    titles = ["left share of", "%, 50 is even", "± (half of 95 %)", "pairs"]
    return joined([table("Balances of the whole run", titles, rows), tag("p", BALANCE.sure, class_="note")])
