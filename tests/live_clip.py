"""A virtual clip on a pseudo-terminal that a simulated runner wears, for tests of what listens to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app_play import TAUGHT
from recoil.simulation import Runner, Worn, simulate
from recoil.virtual.cable import Cable
from recoil.virtual.clip import Motion, VirtualClip

SETTINGS = {"quiet_start_min": 0, "settle_s": 5, "clip_name": "Anna"}
BOOTED_MS = 4_000
LISTEN = "\x14\x12"


@contextmanager
def worn(folder: Path, plan: str) -> Iterator[tuple[VirtualClip, Cable]]:
    """Switch on a clip whose session begins when time is hurried, the runner soon after."""
    clip = VirtualClip(folder / "clip")
    clip.flash()
    clip.put({"/settings.json": json.dumps(SETTINGS), "/coach.json": json.dumps(TAUGHT)})
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan=plan), clip.mount)
    with clip.plugged_in(trim=motion.trim) as cable:
        cable.wait("in step")
        cable.hurry(BOOTED_MS / 1000)
        cable.wait("in step")
        yield clip, cable


def run(clip: VirtualClip, cable: Cable, seconds: float, plan: str, wanted: str = LISTEN) -> None:
    """Press the button, then run so much virtual time as fast as it goes; the lease is renewed in virtual time."""
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan=plan), clip.mount)
    cable.send("press", ms=1_300)
    event = clip.motion_event(motion, in_ms=2_000)
    cable.send(event.pop("do"), **event)
    if wanted:
        cable.send("type", text=wanted, every_ms=1_000, times=int(seconds) + 1)
    cable.hurry(seconds)
