"""A virtual clip on a pseudo-terminal that a simulated runner wears, for tests of what listens to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app_play import TAUGHT
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.clip.events import hurried
from recoil.simulation.runner import Runner, Simulation, Worn, simulate

SETTINGS = {"quiet_start_min": 0, "settle_s": 5, "clip_name": "Anna"}
BOOTED_S = 4.0
PLAN = "stand 60, run 40, stand 4"  # whoever listens has started long before the run, also on a slow computer
ALL_S = 104.0


@cache
def wearer() -> Simulation:
    """Return what the sensor measures of who wears it."""
    return simulate(Runner(), Worn(), plan=PLAN)


@contextmanager
def worn(folder: Path) -> Iterator[Cable]:
    """Switch on a clip that has booted; its wearer stands, and runs a minute later."""
    clip = VirtualClip(folder / "clip")
    clip.flash(compiled=True)
    clip.put({"/settings.json": json.dumps(SETTINGS), "/coach.json": json.dumps(TAUGHT)})
    motion = Motion.of_simulation(wearer(), clip.mount)
    with clip.plugged_in(trim=motion.trim) as cable:
        cable.wait("in step")
        cable.send_together(clip.motion_event(motion, in_ms=0), hurried(BOOTED_S))
        cable.wait("in step")
        yield cable


def run(cable: Cable, wanted: str = "\x14\x12") -> None:
    """Press the button and let the whole run pass as fast as it goes; who listens is renewed in virtual time."""
    asked = {"do": "type", "text": wanted, "every_ms": 1_000, "times": int(ALL_S) + 60}
    cable.send_together({"do": "press", "ms": 1_300}, *([asked] if wanted else []), hurried(ALL_S))
