"""What the tests of the app's faults share: breaking a chip, and reading what the clip told of it."""

from typing import Any

from app_play import Action, Played, events
from app_world import World
from recoil_clip.app.faults import NAMES

PLAN = "stand 5, run 60"
RED = (76, 0, 0)
ORANGE = (76, 27, 0)


def chip(name: str, **values: Any) -> Action:
    """Set attributes of a chip's model."""

    def act(world: World) -> None:
        for key, value in values.items():
            setattr(getattr(world, name), key, value)

    return act


def logged(played: Played) -> list[str]:
    """The names of the faults in the session."""
    return [NAMES[value] for _, _, value in events(played.session, "fault")]


def blinks(played: Played, start_ms: int, end_ms: int, colour: tuple[int, int, int]) -> set[int]:
    """How often in a row a colour was shown, with pauses of less than a second; the first row may be cut off."""
    counts, row = [], 0
    for ms, shown in played.lights(start_ms, end_ms)[1:-1]:
        if shown == colour:
            row += 1
        elif shown != (0, 0, 0) or ms > 1_000:
            counts += [row] if row else []
            row = 0
    return set(counts[1:])


def cues_come(played: Played) -> bool:
    """Whether two-pulse cues were felt."""
    return any(count == 2 for _, count, _ in played.pulses)
