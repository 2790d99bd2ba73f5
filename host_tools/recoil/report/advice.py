"""What to try next: from the settings and the rules (`docs/cueing.md`), never from a norm."""

from collections.abc import Iterator

from . import words
from .cueing import STEPS
from .markup import Html, tag
from .run import Run

MOSTLY_PCT = 80.0
FEW_CUES = 3
AFTER = {
    "learnt": "The plan goes on: cues on request.",
    "kept": "Nothing was to be learnt, and form has stayed.",
    "partly": "In a faded plan two sessions with fewer cues come next, twice at most.",
    "not yet": "In a faded plan two sessions with all cues come next, twice at most.",
}
CHANGES = {
    "cadence": ("cadence_change_pct", "over the runner's own cadence"),
    "bounce": ("bounce_change_pct", "against the runner's own bounce at the same pace"),
    "contact_share": ("contact_share_change_pct", "over the runner's own share of contact"),
    "steadiness": ("steadiness_change_pct", "against the runner's own"),
}


def advice_of(run: Run) -> list[Html]:
    """Return a few things to try, each with where it comes from."""
    lines = list(_ideas(run))
    return [
        tag("ul", *(tag("li", line) for line in lines)),
        tag(
            "p",
            "From this run, the settings and the clip's rules; relative to this runner, not to others. What is right "
            "for a person is for the runner and their coach or clinician to say.",
            class_="note",
        ),
    ]


def _ideas(run: Run) -> Iterator[str]:
    own_values, settings = run.own_values, run.own_values.settings
    target = own_values.target
    if not own_values.has_settings:
        yield "The settings of this session are lost, so what was asked for is not known."
    elif target == "none":
        yield "Nothing was to be cued. Cues are about one thing at a time: recoil config set target=cadence."
    elif own_values.phase == "baseline":
        yield (
            f"Run as usual: running of half a minute and more, after the first {settings.baseline_from_min} min of a "
            f"run, adds up over runs, and {settings.baseline_runs} runs that agree, with some "
            f"{settings.baseline_runs * settings.baseline_min // 2} min of it in all, teach the clip the runner's own "
            "values. Cues come after that."
        )
    elif own_values.own is None:
        yield (
            "The runner's own values are not in the session. With the clip's memory beside it (coach.json) this page "
            "shows the band and how many steps were in it."
        )
    yield from _on_cues(run)
    yield from _on_drift(run)
    if own_values.phase == "retention":
        yield _on_retention(run)
    if not run.timeline.markers_s:
        yield "Press the clip where something begins, a hill or other shoes: the report then compares the sections."


def _on_retention(run: Run) -> str:
    pct = run.overview["score_pct"]
    pct = run.judgement.inside_pct if pct is None and run.judgement else pct
    found = run.judgement.retained(run.own_values, pct) if run.judgement and pct is not None else None
    if found is None or pct is None:
        return "A retention run: compare its share of steps in the band with that of runs with cues, over weeks."
    own, said = found
    share = f"{pct:.0f} % of the steps were in the band, of own form {own} % would be"
    return f"A retention run: {share}: {said}. {AFTER[said]}"


def _on_cues(run: Run) -> Iterator[str]:
    settings, target = run.own_values.settings, run.own_values.target
    pct = run.judgement.inside_pct if run.judgement else None
    helped = sum(one.helped for one in run.responses)
    asked = len(run.responses)
    if pct is not None and pct >= MOSTLY_PCT:
        yield (
            f"{pct:.0f} % of the steps were in the band: leave the target ({words.TARGETS[target]}) as it is, and "
            "let the cues fade over the sessions (schedule faded)."
        )
    if asked < FEW_CUES or target not in words.TARGETS:
        return
    if 2 * helped >= asked:
        yield f"{helped} of {asked} cues were followed within {STEPS} steps: the cue is understood. Keep it."
        return
    name, relative = CHANGES.get(target, ("", ""))
    change = getattr(settings, name, 0) if name else 0
    if change:
        yield (
            f"{helped} of {asked} cues were followed within {STEPS} steps. The target is {change:+d} % {relative}: "
            f"try a smaller change ({name}), or a minute of it at a time."
        )
    else:
        yield (
            f"{helped} of {asked} cues were followed within {STEPS} steps. Try out at an easy pace what the cue asks "
            "for, before the next run with cues."
        )
    if target == "cadence" and settings.metronome == "off":
        yield "A short metronome after each cue (metronome after_cue) lets the runner feel the rhythm that is meant."


def _on_drift(run: Run) -> Iterator[str]:
    drifts = run.thirds.drifts if run.thirds else {}
    names = ("cadence_spm", "cadence"), ("bounce_mm", "bounce"), ("contact_ms", "contact time")
    moved = [label for name, label in names if name in drifts and drifts[name].has_changed]
    if moved:
        yield (
            f"The end differs from the start in {' and '.join(moved)}. Speed and slope change them too, and the clip "
            "does not know those: see whether the same route at the same pace shows it again."
        )
