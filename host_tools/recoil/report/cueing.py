"""What became of each cue: whether the runner was back in the band within the next 40 steps."""

from dataclasses import dataclass

import numpy as np

from recoil.session import Session
from recoil.session.timeline import event_time_s, step_end_s
from recoil.session.vocabulary import meaning_of
from recoil_clip.cueing.band import INSIDE
from recoil_clip.spec.cues import CUE_TICK
from recoil_clip.spec.events import CONFIRM, CUE

from .cue_judgement import Judgement

STEPS = 40
BEFORE = 8
SETTLING = 16  # of the 40: while the motor shakes and the runner changes
LONGEST_BREAK_S = 2.0
DEFINITION = (
    f"A cue helped if, within the {STEPS} steps after it, the clip confirmed that the runner was back in the band, "
    f"or as many steps in a row as it asks for ({{steps}}) were inside the band. Cues that less than {STEPS} steps of "
    "running follow can still have helped. It is no proof that the cue was the reason."
)


@dataclass(frozen=True)
class Response:
    """One cue; means are None where they are not known."""

    at_s: float
    cue: str
    helped: bool
    steps: int
    cadence_before_spm: float | None
    cadence_after_spm: float | None
    bounce_before_mm: float | None
    bounce_after_mm: float | None


def responses_of(session: Session, judgement: Judgement | None, inside_steps: int) -> list[Response]:
    """Return what became of each cue; ticks of the metronome are none."""
    time_s = event_time_s(session)
    kind, value = session.events["kind"], session.events["value"]
    confirm_s = time_s[kind == CONFIRM]
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    begin_s, end_s = session.step_time_s()[order], step_end_s(session)[order]
    steps = session.steps[order]
    scale = session.header.true_time if session.header else 1.0
    found = []
    for at_s, number in zip(time_s[kind == CUE].tolist(), value[kind == CUE].tolist(), strict=True):
        if number == CUE_TICK:
            continue
        first = int(np.searchsorted(begin_s, at_s))
        last = _stretch_end(begin_s, end_s, first, at_s)
        until_s = end_s[last - 1] if last > first else at_s
        is_confirmed = bool(((confirm_s > at_s) & (confirm_s <= until_s)).any())
        is_inside = judgement is not None and _row_of(judgement.verdict[first:last] == INSIDE) >= inside_steps
        before = steps[max(first - BEFORE - 2, 0) : max(first - 2, 0)]
        after = steps[first + SETTLING : last]
        found.append(
            Response(
                at_s=at_s,
                cue=meaning_of(CUE, number) or f"number {number}",
                helped=is_confirmed or is_inside,
                steps=last - first,
                cadence_before_spm=_cadence_spm(before, scale),
                cadence_after_spm=_cadence_spm(after, scale),
                bounce_before_mm=_bounce_mm(before),
                bounce_after_mm=_bounce_mm(after),
            )
        )
    return found


def _stretch_end(begin_s: np.ndarray, end_s: np.ndarray, first: int, at_s: float) -> int:
    """Return the end of the 40 steps after a cue, or of the stretch of running that it was given in."""
    last, before_s = first, at_s
    while last < min(first + STEPS, len(begin_s)) and begin_s[last] - before_s <= LONGEST_BREAK_S:
        before_s = end_s[last]
        last += 1
    return last


def _row_of(is_so: np.ndarray) -> int:
    """Return the length of the longest row."""
    longest = length = 0
    for one in is_so.tolist():
        length = length + 1 if one else 0
        longest = max(longest, length)
    return longest


def _cadence_spm(steps: np.ndarray, scale: float) -> float | None:
    clean = steps["step_us"][steps["flags"] == 0]
    return 60e6 / (float(clean.mean()) * scale) if len(clean) >= 4 and clean.all() else None


def _bounce_mm(steps: np.ndarray) -> float | None:
    clean = steps["bounce_um"][steps["flags"] == 0]
    return float(clean.mean()) / 1000 if len(clean) >= 4 else None
