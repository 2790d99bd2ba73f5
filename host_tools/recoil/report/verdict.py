"""What matters most of a run, in one sentence that anybody understands, with one thing to try."""

import numpy as np

from .markup import number
from .run import Run

SLOWED, QUICKENED = "slowed", "quickened"
LEAST_SPM = 1.0
MINUTE_S = 60.0
FEWEST_S = 30  # of running in a minute: less says little


def verdict(run: Run) -> str:
    """Return the sentence and what to try as one text."""
    return " ".join(filter(None, verdict_and_try(run)))


def verdict_and_try(run: Run) -> tuple[str, str]:
    """Return the sentence, and what to try where there is something: by what changed from the first third to the last.

    Only a change that is more than one stride differs from the next is told; see `thirds`.
    """
    drifts = run.thirds.drifts if run.thirds else {}
    asked = len(run.responses)
    helped = sum(one.helped for one in run.responses)
    cadence, bounce = drifts.get("cadence_spm"), drifts.get("bounce_mm")
    if cadence and cadence.has_changed and abs(cadence.change) >= LEAST_SPM:
        way = QUICKENED if cadence.change > 0 else SLOWED
        said = f"Your steps {way} by {number(abs(cadence.change), 0)} a minute from the first third to the last"
        return f"{said}{_since(run, cadence.first, cadence.last)}{_taps(asked, helped)}.", _try_cadence(
            way, asked, helped
        )
    if bounce and bounce.has_changed:
        way = "more" if bounce.change > 0 else "less"
        said = f"You bounced {number(abs(bounce.change), 0, 'mm')} {way} at the end than at the start"
        return f"{said}{_taps(asked, helped)}.", "See whether the same route at the same pace shows it again."
    if cadence and cadence.has_returned and abs(cadence.detour) >= LEAST_SPM:
        way = QUICKENED if cadence.detour > 0 else SLOWED
        said = f"Your steps {way} by {number(abs(cadence.detour), 0)} a minute in the middle third, then came back"
        tries = _try_cues(asked, helped) if asked else _try_cadence(way, asked, helped)
        return f"{said}{_taps(asked, helped)}.", tries
    if asked:
        return f"You ran evenly{_taps(asked, helped)}.", _try_cues(asked, helped)
    if not drifts:
        return "A short run: too short to hold its end against its start.", ""
    return "You ran evenly: the end was like the start.", "Carry on."


def _since(run: Run, first: float, last: float) -> str:
    """Say after which minute it stayed closer to how it ended than to how it began; empty if it went to and fro."""
    time_s, cadence = run.dynamics["time_s"], run.dynamics["cadence_spm"]
    begin_s = run.timeline.begin_s
    minute = ((time_s - begin_s) // MINUTE_S).astype(int)
    known = np.isfinite(cadence) & (minute >= 0)
    if not known.any():
        return ""
    sums = np.bincount(minute[known], cadence[known])
    counts = np.bincount(minute[known])
    told = np.flatnonzero(counts >= FEWEST_S)
    is_late = abs(sums[told] / counts[told] - last) < abs(sums[told] / counts[told] - first)
    early = told[~is_late]
    if not early.size or not is_late.any() or early[-1] > told[is_late][0]:
        return ""
    return f", after minute {early[-1] + 1}"


def _taps(asked: int, helped: int) -> str:
    if not asked:
        return ""
    if asked == 1:
        return "; the one tap brought you back" if helped else "; the one tap did not bring you back"
    if not helped:
        return f"; {asked} taps did not bring you back"
    return f"; {helped} of {asked} taps brought you back"


def _try_cadence(way: str, asked: int, helped: int) -> str:
    if way == SLOWED and asked and 2 * helped < asked:
        return "Try a smaller change, or a minute of it at a time."
    if way == SLOWED:
        return "See whether it is the pace: run the same route at the same pace once more."
    return "If you ran faster at the end, that is all it is."


def _try_cues(asked: int, helped: int) -> str:
    if 2 * helped >= asked:
        return "The taps are understood: leave the target as it is."
    return "Try out at an easy pace what the tap asks for, before the next run with taps."
