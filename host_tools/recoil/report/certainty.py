"""What is missing, how the numbers came about and how sure they are."""

from collections.abc import Iterator

from recoil.session.facts import facts_of

from .markup import Html, more, table, tag
from .run import Run
from .words import BALANCE, MEASURED, SOURCES, UNSTEADINESS

MOST_MISSING = 30
NOT_REPEATED = {
    "steps",
    "cadence",
    "contact",
    "flight",
    "bounce",
    "peak",
    "unsteadiness",
    "left share",
    "missing",
    "cues",
    "spring",
    "regularity",
    "variability",
    "pelvis",
    "drop",
    "braking",
    "core",
}


def certainty(run: Run) -> list[Html]:
    """Return the parts of the section."""
    return [
        *_missing(run),
        tag("h3", "What each number is"),
        meanings(),
        tag(
            "ul",
            tag(
                "li",
                "Measured against an instrumented treadmill: 16 runners at 2.5 to 4.5 m/s, sensor signals computed "
                "from markers on the pelvis (Fukuchi 2017); each runner with weights learnt without them. Marker "
                "signals have no impacts: on a real clip expect contact times to be less sure.",
            ),
            tag("li", "Bounce is the travel of the pelvis at the waistband, not of the centre of mass."),
            tag("li", "Peak is a trend within one runner only; it is no load and no impact force."),
            tag(
                "li",
                "Speed and slope change every number here. Speed is told only where it was calibrated for this runner, "
                "slope is not known.",
            ),
            tag(
                "li",
                "Steps during a cue's pulse, with lost samples or at the sensor's limit are flagged: counted, but in "
                "no mean.",
            ),
            tag(
                "li",
                "There are no norms on this page: a runner is compared with themselves. What published runners had "
                "stands under Spring, with its source.",
            ),
            tag(
                "li",
                "Recoil is not a medical device and does not diagnose. Sudden pain or numbness: stop and see a "
                "clinician.",
            ),
        ),
        more("This session", _facts(run)),
        more("Sources", tag("ul", *(tag("li", source) for source in SOURCES))),
    ]


def meanings() -> Html:
    """Return what each number is and how sure, as a list that a phone can show too."""
    parts = []
    for one in (*MEASURED, UNSTEADINESS, BALANCE):
        parts += [tag("dt", f"{one.label}, {one.unit}"), tag("dd", one.meaning), tag("dd", one.sure, class_="sure")]
    return tag("dl", *parts, class_="meanings")


def _missing(run: Run) -> Iterator[Html]:
    overview = run.overview
    found = [*overview["withheld"], *overview["notes"], *overview["missing"]]
    header = run.session.header
    if header and not header.gyroscope:
        found.append("the sensor has no gyroscope: pelvis motion is not measured")
    flagged = run.means.steps - run.means.clean_steps
    if flagged:
        found.append(f"{flagged} of {run.means.steps} steps are flagged: counted, but in no mean")
    if run.overview["lost_samples"]:
        found.append(f"{run.overview['lost_samples']} samples were lost")
    if not run.session.minutes.size:
        found.append("no whole minute: steadiness and balances are not known")
    if not found:
        yield tag("p", "Nothing is missing: the session is whole.")
        return
    more_than_shown = [f"and {len(found) - MOST_MISSING} more"] if len(found) > MOST_MISSING else []
    lines = [*found[:MOST_MISSING], *more_than_shown]
    yield tag("p", "Missing or left out in this session:")
    yield tag("ul", *(tag("li", line) for line in lines))


def _facts(run: Run) -> Html:
    rows, label = [], ""
    for name, text, _ in facts_of(run.overview):
        label = name or label
        if label not in NOT_REPEATED:
            rows.append([name, text])
    return table("Facts of the session", ["", ""], rows, words=(1,))
