"""The run in plain words: how the spring did, what was cued, what it earned."""

from collections.abc import Iterator

from recoil.common.runner_id import id_of
from recoil.session.facts import clock
from recoil.session.run_walk import followed
from recoil.session.settings import runner_of

from . import words
from .cueing import DEFINITION, STEPS
from .markup import Html, joined, markup, more, number, table, tag
from .run import Run
from .stride_words import DRIFTING, REGULARITIES
from .words import BOUNCE, CADENCE, CONTACT, Quantity

GROUNDED_MS = 30.0  # of mean flight: near zero
MOST_FORM = 3


def nothing(run: Run) -> list[Html]:
    """Return what is to be said of a run without a measured step; empty if there is one."""
    if run.session.steps.size and run.means.cadence_spm is not None:
        return []
    what = "No step was measured" if not run.session.steps.size else "No step was whole enough to be measured"
    return [tag("p", f"{what}: there is nothing to say about the run.", class_="missing"), safety()]


def what_happened(run: Run) -> list[Html]:
    """Return the run in a few sentences."""
    return [tag("p", *_joined_sentences(story(run))), *_grounded(run)]


def cues(run: Run) -> list[Html | None]:
    """Return what was cued, why, and what became of each cue."""
    return [
        tag("h3", "Cues"),
        tag("p", cued(run)),
        tag("p", words.WHY[run.own_values.target], class_="note") if run.own_values.target in words.WHY else None,
        each_cue(run),
    ]


def core_work(run: Run) -> list[Html]:
    """Return what the run earned."""
    return [tag("h3", "Core work"), tag("p", _earned(run))]


def safety() -> Html:
    """Return what stands under everything that could be taken for advice."""
    return tag(
        "p",
        tag("strong", "Recoil is not a medical device and this page is no diagnosis. "),
        "Sudden pain or numbness: stop and see a clinician.",
        class_="note",
    )


def story(run: Run) -> Iterator[str]:
    """Yield the run in a few sentences."""
    drifts = {
        quantity: run.thirds.drifts[quantity.name]
        for quantity in (CADENCE, BOUNCE, CONTACT)
        if run.thirds and quantity.name in run.thirds.drifts
    }
    moved = [_rose(one.change, quantity) for quantity, one in drifts.items() if one.has_changed]
    back = [_rose(one.detour, quantity) for quantity, one in drifts.items() if one.has_returned]
    if moved:
        yield f"From the first third to the last, {_listed(moved)}: more than one stride differs from the next."
    if back:
        yield f"In the middle third, {_listed(back)}, then came back."
    if drifts and not moved and not back:
        yield "Cadence, bounce and contact time stayed within what one stride differs from the next."
    formed = _form_moved(run)
    if formed:
        yield f"Form changed by more than its own spread: {_listed(formed)}."
    if not drifts:
        yield "Too short to compare its end with its start."
    plan = followed(run.session)
    if plan:
        yield f"Running and walking in turn: {plan.said()}."
    pct = run.judgement.inside_pct if run.judgement else None
    if pct is not None:
        about = words.TARGETS[run.own_values.target]
        yield f"{number(pct, 0, '%')} of the steps that count were inside the band ({about})."
    if run.responses:
        helped = sum(one.helped for one in run.responses)
        asked = len(run.responses)
        yield f"Of {asked} cue{'s' * (asked != 1)}, {helped} brought the runner back within {STEPS} steps."


def cued(run: Run) -> str:
    """Return what was cued and what became of it."""
    found, responses = run.overview, run.responses
    taken_for = runner_of(run.session.settings)
    others = ""
    named = run.beside.runner
    if taken_for and named and named != run.own_values.settings.wearer_name and id_of(named) != taken_for:
        others = f" The clip took the runner for {taken_for}: the band, and what the run taught it, are theirs."
    phase = f" Schedule: {found['schedule']}." if found["schedule"] else ""
    if found["score_pct"] is not None and run.judgement is None:
        phase += f" By the clip's own count {found['score_pct']}\N{NO-BREAK SPACE}% of the steps were in the band."
    if not responses:
        why = {
            "baseline": " This run teaches the clip the runner's own values.",
            "retention": " This is a retention run: it asks what has stayed.",
            "off": " Cues are off.",
            "held": " They were held back, for the pain of the run before.",
            "request": " They come on request only (three short presses).",
        }.get(run.own_values.phase or "", "")
        quiet_min = run.own_values.settings.quiet_start_min
        if not why and run.means.running_s < 60 * quiet_min:
            why = f" None comes in the first {quiet_min} minutes of running."
        return f"No cue was given.{why}{phase}{others}"
    helped = sum(one.helped for one in responses)
    kinds = ", ".join(f"“{name}” {_times(count)}" for name, count in found["cues"].items())
    return (
        f"The clip asked for {kinds}. Back within {STEPS} steps: {helped} of {len(responses)}. Confirmed by the clip, "
        f"however late: {_times(found['confirms'])}.{phase}{others}"
    )


def each_cue(run: Run) -> Html | None:
    """Return a table of the cues and what followed, folded."""
    rows = [
        [
            clock(one.at_s),
            one.cue,
            _change(one.cadence_before_spm, one.cadence_after_spm, CADENCE),
            _change(one.bounce_before_mm, one.bounce_after_mm, BOUNCE),
            "yes" if one.helped else "no" if one.steps >= STEPS else f"no, {one.steps} steps followed",
        ]
        for one in run.responses
    ]
    titles = [
        "at",
        "cue",
        "cadence before → after, steps/min",
        "bounce before → after, mm",
        f"back within {STEPS} steps",
    ]
    if not rows:
        return None
    return more(
        f"Each cue ({len(rows)})",
        table("Cues and what followed", titles, rows, words=(1, 4)),
        tag("p", "Before: 8 steps up to two before the cue; after: steps 9 to 20 after it. ", class_="note"),
        tag("p", DEFINITION.format(steps=run.own_values.settings.inside_steps), class_="note"),
    )


def _change(before: float | None, after: float | None, quantity: Quantity) -> str:
    return f"{number(before, quantity.digits, missing='–')} → {number(after, quantity.digits, missing='–')}"


def _grounded(run: Run) -> Iterator[Html]:
    if run.means.flight_ms is not None and run.means.flight_ms < GROUNDED_MS:
        yield tag(
            "p",
            "Flight was near zero: grounded running, a shuffle. That is no fault: in one study of 30 men at 2.1 m/s it "
            "lowered impact by up to 35 % and the load by up to 20 %, for 4.8 % more energy (Bonnaerens 2019). "
            "That a low jog overloads the spine is an opinion, not a finding.",
            class_="note",
        )


def _form_moved(run: Run) -> list[str]:
    """Return up to three quantities of form; regularity is known by the minute only, too few for a verdict here."""
    beyond = [
        (abs(found.change) / found.spread if found.spread else 0.0, _rose(found.change, one))
        for one in DRIFTING
        if one not in REGULARITIES and (found := run.form_drifts.get(one.name)) and found.is_more_than_spread
    ]
    return [text for _, text in sorted(beyond, key=lambda pair: -pair[0])[:MOST_FORM]]


def _earned(run: Run) -> str:
    earned = run.overview["core_minutes_earned"]
    if not earned:
        return "What the run earned is not known: there was no step."
    if earned["minutes"] is None:
        return f"What the run earned is {earned['said']}."
    return f"What the run earned: {earned['said']}."


def _rose(change: float, quantity: Quantity) -> str:
    verb = "rose" if change > 0 else "fell"
    return f"{quantity.label.lower()} {verb} by {number(abs(change), quantity.digits, quantity.unit)}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _joined_sentences(sentences: Iterator[str]) -> list[Html]:
    return [joined([markup(sentence), Html(" ")]) for sentence in sentences]
