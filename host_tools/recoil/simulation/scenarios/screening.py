"""A screening with a virtual clip that is switched on: three presses, and somebody who does the standard plan."""

from dataclasses import dataclass

from recoil.recording.mount import Mount
from recoil.simulation.clip.motion import NOMINAL_HZ, Motion
from recoil.simulation.clip.observed import Cue
from recoil.simulation.runner.stance import Wearer
from recoil.simulation.scenarios.worn_run import WornRun
from recoil_clip.app.cueing import EXERCISES
from recoil_clip.exercise.signals import BROKEN, END, FINISHED, HALF, PATTERNS, START, TAP

SHORT_PRESS_MS, NEXT_PRESS_MS = 150, 350
PRESSES = 3
MEANINGS = {
    (PRESSES, EXERCISES[1][1]): "a screening begins",
    PATTERNS[TAP][:2]: "get ready",
    PATTERNS[START][:2]: "go",
    PATTERNS[HALF][:2]: "half",
    PATTERNS[END][:2]: "held to the end",
    PATTERNS[BROKEN][:2]: "ended early",
    PATTERNS[FINISHED][:2]: "all done",
}
STORY = "stands, falls out of it now and then, skips; the right side sways more"


@dataclass(frozen=True)
class WornScreening(WornRun):
    """As a worn run, but the clip leads through its screening, and ends it by itself."""

    def button_presses(self, out_ms: float, back_ms: float) -> list[tuple[float, int]]:
        """Return three short presses."""
        return [(out_ms + 1000 + NEXT_PRESS_MS * number, SHORT_PRESS_MS) for number in range(PRESSES)]


def meaning_of_signal(cue: Cue) -> str:
    """Say what is felt in a screening."""
    length_ms = min(cue.lengths_ms)
    nearest = min(MEANINGS, key=lambda known: (known[0] != cue.count, abs(known[1] - length_ms)))
    return MEANINGS[nearest] if nearest[0] == cue.count else "not known"


def screened(mount: Mount, seed: int = 1) -> Motion:
    """Return what the clip's own standard screening feels like, with two tries that are lost.

    Before each try are ten seconds of rest and three to get ready.
    """
    wearer = Wearer(seed)

    def held(seconds: float, sway: float, tries: int = 1) -> None:
        for _ in range(tries):
            wearer.stands(13, 0.7).stands(seconds, sway)

    held(30, 0.9, 3)  # left, open eyes
    wearer.stands(14, 0.6).stands(16, 1.2).puts_foot_down().walks(1)  # right, lost, and twice more
    held(30, 1.3, 2)
    wearer.stands(13, 0.7).stands(6, 1.8).puts_foot_down().walks(1)  # left, closed eyes, lost, and twice more
    held(10, 1.4, 2)
    held(10, 1.4, 3)  # right
    held(30, 0.8, 2)  # tandem
    held(10, 0.7, 4)  # lunges
    return Motion.at_rate(wearer.skips(40, uneven=0.3).stands(5).counts(), NOMINAL_HZ, mount)
