"""How the pelvis moves within a stride, and how much each foot brakes."""

from .markup import Html, more, number, table, tag
from .run import Run
from .stride_charts import not_there, stride_chart
from .stride_words import (
    BRAKING_LEFT,
    BRAKING_RIGHT,
    BRAKING_SURE,
    DROP_LEFT,
    DROP_RIGHT,
    OBLIQUITY,
    PELVIS,
    PELVIS_SURE,
    ROTATION,
    TILT,
)

ABOUT = (
    "Ranges within a stride, by the gyroscope. It is motion of the pelvis, or of what the clip is worn on: not of the "
    "lumbar spine, nor of the hip."
)
BRAKING_ABOUT = "Mean backward acceleration of the pelvis in the first half of contact, each foot's."


def pelvis(run: Run) -> list[Html]:
    """Return the parts of the section."""
    found = run.overview["pelvis"]
    if not found:
        return [tag("p", not_there(run, needs_gyroscope=True), class_="missing")]
    rows = [
        [
            f"{one.label}, {one.unit}",
            number(found[f"{one.name}_deg"], 1),
            number(found[f"{one.name}_spread_deg"], 1),
        ]
        for one in PELVIS
    ]
    share = found["drop_left_pct"]
    balance = (
        f"Left share of drop: {number(share['left_pct'], 1)} ± {number(share['half_width_pct'], 1)} % (half of the "
        "95 % interval by which strides differ)."
        if share
        else "Left share of drop: not resolvable yet."
    )
    meanings = [
        part
        for one in PELVIS
        for part in (tag("dt", one.label), tag("dd", one.meaning), tag("dd", one.sure, class_="sure"))
    ]
    titles = ["", "mean", "spread of strides"]
    return [
        tag("p", ABOUT),
        table(f"Pelvis motion of {found['strides']} strides", titles, rows),
        tag("p", balance),
        stride_chart(
            run,
            "pelvis-ranges",
            "Pelvis motion, °",
            ((ROTATION, "rotation", "main"), (TILT, "tilt", "second"), (OBLIQUITY, "obliquity", "quiet")),
        ),
        stride_chart(
            run,
            "pelvis-drop",
            "Pelvis drop, °",
            ((DROP_LEFT, "left stance", "left"), (DROP_RIGHT, "right stance", "right")),
        ),
        more("What each is, how sure", tag("dl", *meanings, class_="meanings"), tag("p", PELVIS_SURE)),
    ]


def braking(run: Run) -> list[Html | None]:
    """Return the parts of the section."""
    found = run.overview["braking"]
    if not found:
        return [tag("p", not_there(run), class_="missing")]
    tilted = "The gyroscope was not there: the number holds what tilt of the pelvis adds, as much as braking itself."
    return [
        tag("p", BRAKING_ABOUT),
        tag(
            "p",
            f"Left {number(found['left_g'], 2, 'g')}, right {number(found['right_g'], 2, 'g')}; from stride to stride "
            f"it spreads by {number(found['spread_g'], 2, 'g')}.",
        ),
        None if found["is_tilt_removed"] else tag("p", tilted, class_="missing"),
        stride_chart(
            run, "braking-feet", "Braking, g", ((BRAKING_LEFT, "left", "left"), (BRAKING_RIGHT, "right", "right"))
        ),
        more("How sure", tag("p", BRAKING_SURE)),
    ]
