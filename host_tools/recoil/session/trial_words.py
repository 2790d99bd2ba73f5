"""A screening, core work, and what a run earned, as lines for `recoil show`."""

from collections.abc import Iterator
from typing import Any

from recoil.session import Session
from recoil.session.core_minutes import core_minutes_of

from .balance_tests import trials_of
from .core_work import amount, done_minutes, sets_of

RUN, SCREEN, CORE = range(3)


def part_of_overview(session: Session) -> dict[str, Any]:
    """Return what an overview says beside the run."""
    earned = core_minutes_of(session) if len(session.steps) else None
    return {
        "trials": [trial.document() for trial in trials_of(session)],
        "core_work": sets_of(session),
        "core_work_min": done_minutes(session) if len(session.exercises) else None,
        "core_minutes_earned": {**earned.document(), "said": earned.words()} if earned else None,
    }


def trial_lines(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield label, text and style of each line."""
    for number, trial in enumerate(found["trials"]):
        yield "" if number else "screen", _trial(trial), ""
    for number, one in enumerate(found["core_work"]):
        side = "" if one["side"] == "both" else f" {one['side']}"
        done, wanted = amount(one)
        yield "" if number else "core work", f"{one['exercise']}{side}: {done} of {wanted}", ""
    if found["core_work_min"] is not None:
        yield "", f"{found['core_work_min']:.1f} min in all, without rests", ""
    if found["core_minutes_earned"]:
        yield "core", found["core_minutes_earned"]["said"], ""


def _trial(trial: dict[str, Any]) -> str:
    words = [trial["trial"]]
    if trial["side"] != "both":
        words.append(trial["side"])
    if trial["eyes"]:
        words.append(f"eyes {trial['eyes']}")
    tries = trial["tries"]
    rhythm = tries[-1]["rhythm"] if tries else None
    if rhythm:
        cycle = f"a cycle of both legs {rhythm['cycle_s']:.2f} s"
        return f"{' '.join(words)}: {cycle}, repeats itself {rhythm['cycle_pct']:.0f} %"
    if trial["trial"] == "skipping":
        return f"{' '.join(words)}: no rhythm found in {trial['best_s'] or 0:.0f} s"
    if trial["best_s"] is None:
        return f"{' '.join(words)}: never stood still at the start"
    text = f"{' '.join(words)}: {trial['best_s']:.1f} of {trial['target_s']:.0f} s"
    if len(tries) > 1:
        text += f", the best of {len(tries)}"
    sway = trial["best_sway"]
    if sway:
        text += f"; sway {sway['side_mg']:.1f} mg sideways, {sway['roll_dps']:.2f} degrees/s"
    return text
