"""A small picture of a number's own history: a line, a grey band for what is usual, a dot for the last."""

import math
from collections.abc import Sequence

from .markup import Html, number, tag

WIDTH, HEIGHT, EDGE = 160, 36, 5
FEWEST = 2


def sparkline(
    values: Sequence[float | None],
    digits: int,
    unit: str = "",
    usual: tuple[float, float] | None = None,
    what: str = "runs",
) -> Html | None:
    """Return it; None where there are too few values to draw.

    Args:
        values: Oldest first; None where a run has none.
        digits: Of the numbers in its description.
        unit: Of the same.
        usual: Lowest and highest of what is usual for this runner.
        what: What the values are of, in the plural.
    """
    known = [(at, value) for at, value in enumerate(values) if value is not None and math.isfinite(value)]
    if len(known) < FEWEST:
        return None
    inside = [value for _, value in known] + list(usual or ())
    low, high = min(inside), max(inside)
    room = max((high - low) * 0.1, 0.5 * 10**-digits)
    low, high = low - room, high + room
    first, last = known[0][0], known[-1][0]

    def x(at: int) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (at - first) / (last - first)

    def y(value: float) -> float:
        return EDGE + (HEIGHT - 2 * EDGE) * (high - value) / (high - low)

    band = None
    if usual:
        top, bottom = y(max(usual)), y(min(usual))
        band = tag("rect", x=0, y=f"{top:.1f}", width=WIDTH, height=f"{bottom - top:.1f}", class_="spark-usual")
    points = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in known)
    at, value = known[-1]
    words = (
        f"The last {len(known)} {what}: from {number(known[0][1], digits)} to {number(known[-1][1], digits, unit)}"
        + (f"; usual is {number(min(usual), digits)} to {number(max(usual), digits)}" if usual else "")
    )
    return tag(
        "svg",
        band,
        tag("polyline", points=points, class_="spark-line"),
        tag("circle", cx=f"{x(at):.1f}", cy=f"{y(value):.1f}", r=3.5, class_="spark-dot"),
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        role="img",
        aria_label=words,
        class_="spark",
    )
