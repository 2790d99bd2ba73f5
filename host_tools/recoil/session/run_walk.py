"""How a plan of running and walking was followed, from the events of a session; and which step comes next."""

from dataclasses import asdict, dataclass

from recoil_clip.cueing.run_walk import DONE, IGNORED, LADDER, OBEYED, WALK
from recoil_clip.spec.events import PLAN

from .session import Session

MOST_PAIN, MOST_RISE, SEVERE_PAIN = 2, 1, 5
ENOUGH = 0.8


@dataclass(frozen=True)
class Followed:
    """What was asked and what was done; `is_done`: the plan came to its end."""

    runs: int
    runs_done: int
    walks: int
    walks_done: int
    is_done: bool

    @property
    def is_as_asked(self) -> bool:
        """Whether four of five runs and walks were as asked, to the end."""
        asked, done = self.runs + self.walks, self.runs_done + self.walks_done
        return self.is_done and done >= ENOUGH * asked

    def document(self) -> dict[str, int | bool]:
        """Return it as plain values for JSON."""
        return {**asdict(self), "is_as_asked": self.is_as_asked}

    def said(self) -> str:
        """Return it in words."""
        end = "to its end" if self.is_done else "not to its end"
        return f"{self.runs_done} of {self.runs} runs and {self.walks_done} of {self.walks} walks as asked, {end}"


def followed(session: Session) -> Followed | None:
    """Return how the plan was followed; None for a session without one.

    What was asked and given up before its end counts for nothing.
    """
    values = [int(event["value"]) & 255 for event in session.events if event["kind"] == PLAN]
    if not values:
        return None
    runs = runs_done = walks = walks_done = 0
    for value in values:
        if not value & (OBEYED | IGNORED):
            continue
        was_run = value & 7 in (WALK, DONE)  # what begins tells what was before
        runs += was_run
        walks += not was_run
        if value & OBEYED:
            runs_done += was_run
            walks_done += not was_run
    return Followed(runs, runs_done, walks, walks_done, values[-1] & 7 == DONE)


def ladder_step(session: Session) -> tuple[int, Followed] | None:
    """Return which step of the ladder a session was, and how it was followed; None where it was none."""
    plan, told = followed(session), session.settings or {}
    level = told.get("run_walk_level")
    if plan is None or told.get("run_walk") != "ladder" or not isinstance(level, int):
        return None
    return level, plan


def next_step(level: int, plan: Followed, before: int | None, after: int | None) -> tuple[int, str]:
    """Return the step of the ladder that comes next, and why.

    A step up while pain is 2 of 10 at most and did not rise by more than 1, and the plan was followed; a step down
    after pain of 5 and over, or 2 more than before; else the same again, also where no pain score was given.

    Args:
        level: Of the session, from 1.
        plan: How it was followed.
        before: Pain before, 0 to 10; None: not said.
        after: And after it.
    """
    if after is None:
        return level, "the same step again: say how much it hurt, and the next one may follow"
    rise = after - before if before is not None else 0
    if after >= SEVERE_PAIN or rise > MOST_RISE:
        return max(level - 1, 1), "a step back: it hurt"
    if after > MOST_PAIN:
        return level, f"the same step again, until pain is {MOST_PAIN} of 10 or less"
    if not plan.is_as_asked:
        return level, f"the same step again: {plan.said()}"
    if level >= len(LADDER):
        return level, "the ladder is at its end: own intervals, or running as you like, come next"
    return level + 1, "the next step: the plan was followed and pain allows it"
