"""Scripted runs for the coach's tests."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coach_driver import OneStep
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.settings.settings import Settings
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_TICK

CUES = (CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_EVEN)
OWN_US, OWN_CONTACT_US, OWN_BOUNCE_UM, OWN_UNSTEADINESS_BP = 360_000, 250_000, 80_000, 150
RUN = {
    "step_us": OWN_US,
    "contact_us": OWN_CONTACT_US,
    "bounce_um": OWN_BOUNCE_UM,
    "unsteadiness_bp": OWN_UNSTEADINESS_BP,
    "steps": 800,
}
SATURATED = 1


def settings_with(**changes: Any) -> Settings:
    settings = Settings()
    for name, value in changes.items():
        settings.set(name, value)
    return settings


def learnt(sessions: int = 0, target: str = "cadence", **more: Any) -> History:
    """A history with own values, of a runner who was cued before."""
    done = {"sessions": {target: sessions}, "plan": {target: sessions}, "cues": {target: 1}}
    return History({"version": 2, "runs": [RUN, RUN], **done, **more})


def contact_at_pace(step_us: float, contact_us: float = OWN_CONTACT_US) -> int:
    """Contact at another step time and the same pace."""
    return round(contact_us * (step_us / OWN_US) ** 0.7)


def ready(history: History | None = None, **changes: Any) -> Coach:
    """A coach whose baseline is known."""
    target = changes.get("target", "cadence")
    return Coach(settings_with(**changes), history or learnt(target=target))


@dataclass
class Played:
    """A coach on a run; `felt` lists (cue, time in ms, index of the step)."""

    coach: Coach
    time_ms: int = 0
    steps: int = 0
    felt: list[tuple[int, int, int]] = field(default_factory=list)

    def step(
        self,
        step_us: int = OWN_US,
        bounce_um: int = OWN_BOUNCE_UM,
        contact_us: int | None = None,
        flags: int = 0,
        side: int = 0,
    ) -> int:
        """Take a step; without a contact time, at the runner's usual pace."""
        self.time_ms += step_us // 1000
        step = OneStep()
        step.step_us, step.bounce_um, step.side = step_us, bounce_um, side
        step.contact_us = contact_at_pace(step_us) if contact_us is None else contact_us
        cue = self.coach.step(step, flags, self.time_ms)
        self.note(cue)
        self.steps += 1
        return cue

    def run(self, steps: int, step_us: int = OWN_US, **rest: int) -> list[int]:
        """Take alike steps; return the indices, from 0, at which something was felt."""
        first = self.steps
        for _ in range(steps):
            self.step(step_us, **rest)
        return [at - first for _, _, at in self.felt if at >= first]

    def minutes(self, minutes: float, step_us: int = OWN_US, **rest: int) -> list[int]:
        return self.run(round(minutes * 60e6 / step_us), step_us, **rest)

    def wait(self, ms: int, poll_ms: int = 20) -> None:
        """Let time go on without steps."""
        end_ms = self.time_ms + ms
        while self.time_ms < end_ms:
            self.time_ms += poll_ms
            self.note(self.coach.tick(self.time_ms))

    def note(self, cue: int) -> None:
        if cue:
            self.felt.append((cue, self.time_ms, self.steps))

    def count(self, *cues: int) -> int:
        return sum(cue in cues for cue, _, _ in self.felt)

    def times_ms(self, *cues: int) -> list[int]:
        return [time_ms for cue, time_ms, _ in self.felt if cue in cues]


def warmed_up(coach: Coach, step_us: int = OWN_US * 100 // 105, **rest: int) -> Played:
    """Run through the quiet start at the target cadence."""
    played = Played(coach)
    played.minutes(3.1, step_us, **rest)
    assert played.felt == []
    return played


def kinds_of(felt: Iterable[tuple[int, int, int]]) -> list[int]:
    return [cue for cue, _, _ in felt]


__all__ = [
    "CUES",
    "CUE_CONFIRM",
    "CUE_TICK",
    "Played",
    "contact_at_pace",
    "kinds_of",
    "learnt",
    "ready",
    "settings_with",
    "warmed_up",
]
