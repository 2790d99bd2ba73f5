"""Plays the app in virtual time and keeps what it did: states, lights, pulses, sessions."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from app_world import SET_UTC_S, Bitten, Ended, World
from recoil.session import EVENT_NAMES, Session, open_session
from recoil.simulation.runner import Runner, Worn, simulate
from recoil.simulation.scenarios.runner import taught
from recoil_clip.app.app import App
from recoil_clip.app.state import FAULT, NAMES, PAUSED, READY, RECORDING, SAVING, SCREEN, USB

TAUGHT = {
    **taught(own=(345_000, 239_000, 80_000), heard=(357_000, 249_000, 2_900)),
    "sessions": {"cadence": 1},
    "plan": {"cadence": 1},
    "cues": {"cadence": 1},
}
"""A history with a baseline at the simulated runner's pace, so quick that they are always outside the cadence band."""
RUN = TAUGHT["runs"][0]
Action = Callable[[World], None]
MOVES = (
    (READY, FAULT),
    (RECORDING, USB, FAULT, SCREEN),
    (PAUSED, SAVING),
    (RECORDING, SAVING),
    (READY, FAULT),
    (READY, RECORDING, FAULT, SCREEN),
    (READY,),
    (SAVING,),
)
"""By state, into which the clip may get from there."""


@cache
def motion(plan: str, seed: int = 0) -> bytes:
    """Return the samples of a simulated runner."""
    return simulate(Runner(), Worn(), plan=plan, seed=seed).counts.astype("<i2").tobytes()


class TracedApp(App):
    """Keeps every state with its time; a move that is not in the table is a fault."""

    def __init__(self, board: World, root: str, states: list[tuple[int, str]]) -> None:
        self.states = states
        super().__init__(board, root)

    @property
    def state(self) -> int:
        """The state."""
        return self._state

    @state.setter
    def state(self, state: int) -> None:
        if self.states and state == self._state:
            return
        if self.states:
            assert state in MOVES[self._state], f"from {NAMES[self._state]} to {NAMES[state]}"
        self._state = state
        self.states.append((self.board.now_ms(), NAMES[state]))


@dataclass
class Played:
    """What came of it."""

    world: World
    root: Path
    states: list[tuple[int, str]] = field(default_factory=list)
    """When each state began, in ms."""
    ended_by: BaseException | None = None
    booted: TracedApp | None = None

    @property
    def app(self) -> TracedApp:
        """The app, once it has booted."""
        assert self.booted is not None
        return self.booted

    @property
    def names(self) -> list[str]:
        """The states in order."""
        return [name for _, name in self.states]

    def when(self, name: str, nth: int = 0) -> int:
        """When a state began for the nth time."""
        return [ms for ms, other in self.states if other == name][nth]

    @property
    def sessions(self) -> list[Session]:
        """The sessions on the flash."""
        folder = self.root / "sessions"
        return [open_session(path) for path in sorted(folder.iterdir()) if path.is_dir()] if folder.is_dir() else []

    @property
    def session(self) -> Session:
        """The only session."""
        (session,) = self.sessions
        return session

    @property
    def pulses(self) -> list[tuple[int, int, int]]:
        """What was started: time in ms, number of pulses, length of the first in ms."""
        return [
            (us // 1000, len(pulses), (pulses[0][1] - pulses[0][0]) // 1000 if pulses else 0)
            for us, pulses in self.world.haptic.sequences()
        ]

    @property
    def faults(self) -> dict[str, Any]:
        """What the faults file holds."""
        path = self.root / "faults.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def lights(self, start_ms: int, end_ms: int) -> list[tuple[int, tuple[int, int, int]]]:
        """How long each colour was shown between two times."""
        shown = [(ms, colour) for ms, colour in self.world.lights if ms < end_ms]
        spans = []
        for (ms, colour), (until_ms, _) in zip(shown, [*shown[1:], (end_ms, (0, 0, 0))], strict=True):
            if until_ms > start_ms:
                spans.append((until_ms - max(ms, start_ms), colour))
        return spans


def events(session: Session, *kinds: str) -> list[tuple[str, int, int]]:
    """Return a session's events (of these kinds): name, time in ms, value."""
    named = [(EVENT_NAMES[int(e["kind"])], int(e["time_ms"]), int(e["value"])) for e in session.events]
    return [event for event in named if not kinds or event[0] in kinds]


def build(
    root: Path,
    plan: str = "stand 60",
    settings: dict[str, Any] | None = None,
    history: dict[str, Any] | None = None,
    data: bytes | None = None,
    utc_s: int = SET_UTC_S,
) -> Played:
    """Put a clip together; the motion begins when the sensor is first read."""
    if settings is not None:
        (root / "settings.json").write_text(json.dumps(settings))
    if history is not None:
        (root / "coach.json").write_text(json.dumps(history))
    world = World(motion(plan) if data is None else data, utc_s=utc_s)
    return Played(world, root)


def play(played: Played, until_ms: int, *actions: tuple[int, Action]) -> Played:
    """Boot and poll until a time, with things that happen at theirs; every change of state must be a legal one."""
    world = played.world
    for at_ms, action in actions:
        world.clock.at(at_ms, lambda action=action: action(world))
    world.end(until_ms)
    try:
        played.booted = TracedApp(world, str(played.root), played.states)
        played.booted.run()
    except Ended:
        return played
    except (KeyboardInterrupt, Bitten) as error:
        played.ended_by = error
        return played


def push(for_ms: int) -> Action:
    """Press the button now."""
    return lambda world: world.press(world.now_ms(), for_ms)


def rows(session: Session) -> np.ndarray:
    """The steps' own numbers, without the flag that the app adds."""
    steps = session.steps
    names = [name for name in steps.dtype.names or () if name != "flags"]
    return np.column_stack([steps[name] for name in names] + [steps["flags"] & 7])
