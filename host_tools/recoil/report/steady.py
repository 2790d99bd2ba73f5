"""Steadiness: how alike steps and strides are, and how much step time varies."""

from .markup import Html, more, number, table, tag
from .run import Run
from .stride_charts import not_there
from .stride_words import AXES, REGULARITY, VARIABILITY

ABOUT = (
    "A good spring bounces steadily. Regularity says how alike one step is to the next, and one stride (left and right "
    "together) to the next; 1 is perfect."
)


def steady(run: Run) -> list[Html]:
    """Return the parts of the section."""
    found = run.overview["steadiness"]
    if not found:
        return [tag("p", not_there(run), class_="missing")]
    rows = [
        [words.capitalize(), *(number(found[f"{axis}_{lag}_regularity"], 2) for lag in ("step", "stride"))]
        for axis, words in AXES
    ]
    variability = found["step_variability_pct"]
    if variability is None:
        text = "Variability of step time: not measured, it takes 150 steps in a row."
    else:
        text = (
            f"Variability of step time: {number(variability, 2, '%')}, over 150 steps at a time; smaller is steadier."
        )
    return [
        tag("p", ABOUT),
        table("Regularity of the run", ["", "after one step", "after one stride"], rows),
        tag("p", text),
        more(
            "What it is, how sure",
            *(
                tag("p", tag("strong", f"{one.label}: "), f"{one.meaning} {one.sure}")
                for one in (REGULARITY, VARIABILITY)
            ),
        ),
    ]
