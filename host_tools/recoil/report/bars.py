"""Left against right as two bars: for few numbers, drawn without scripts."""

from .markup import Html, number, tag

WIDTH, ROW, GAP, LABEL, VALUE = 420, 18, 4, 50, 90


def side_bars(
    title: str, left: float | None, right: float | None, unit: str, digits: int, top: float | None = None
) -> Html:
    """Return a figure of two bars.

    Args:
        title: What they are.
        left: The left side's value; None: not done.
        right: The right side's.
        unit: Of both.
        digits: Of both.
        top: The full length of a bar, as what was asked for; else the larger value.
    """
    known = [value for value in (left, right) if value is not None]
    full = max([*known, top or 0.0]) or 1.0
    rows: list[Html] = []
    for at, (side, value) in enumerate((("left", left), ("right", right))):
        y = at * (ROW + GAP)
        words = "not done" if value is None else number(value, digits, unit)
        rows.append(tag("text", side, x=0, y=y + ROW - 5, class_="bar-text"))
        length = WIDTH - LABEL - VALUE
        rows.append(tag("rect", x=LABEL, y=y, width=length, height=ROW, class_="bar-full"))
        if value is not None:
            rows.append(
                tag("rect", x=LABEL, y=y, width=f"{length * value / full:.1f}", height=ROW, class_=f"bar-{side}")
            )
        rows.append(tag("text", words, x=WIDTH - VALUE + 8, y=y + ROW - 5, class_="bar-text"))
    height = 2 * ROW + GAP
    spoken = ", ".join(
        f"{side} {'not done' if value is None else number(value, digits, unit)}"
        for side, value in (("left", left), ("right", right))
    )
    picture = tag(
        "svg",
        *rows,
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        role="img",
        aria_label=f"{title}: {spoken}",
        class_="bars",
    )
    return tag("figure", tag("figcaption", title), picture, class_="side-bars")
