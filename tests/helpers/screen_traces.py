"""Plans with samples to play them to."""

import itertools
import random
from array import array
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from recoil.simulation.runner.stance import Wearer
from recoil_clip.exercise.plan import CORE, SCREEN, VERSION

RATE_HZ = 208


def entry(name: str, seconds: int = 5, **more: Any) -> dict[str, Any]:
    return {"name": name, "seconds": seconds, **more}


def plan(kind: str, *items: dict[str, Any], rest_s: int = 3) -> dict[str, Any]:
    return {"version": VERSION, "kind": kind, "rest_s": rest_s, "items": list(items)}


LEFT: dict[str, Any] = {"side": "left"}
RIGHT: dict[str, Any] = {"side": "right"}
ALL_SCREENS = plan(
    SCREEN,
    entry("stance", 8, **LEFT, eyes="open", tries=3),
    entry("stance", 5, **RIGHT, eyes="closed", tries=2),
    entry("tandem", **LEFT),
    entry("lunge", **RIGHT),
    entry("skipping", 20),
)
ALL_CORE = plan(
    CORE,
    entry("front_plank"),
    entry("side_plank", **LEFT),
    entry("squat", 40, **RIGHT, repetitions=5),
    entry("bridge", 30, repetitions=3),
)


@dataclass(frozen=True, eq=False)
class Trace:
    """What is to be done and what was."""

    name: str
    plan: dict[str, Any]
    counts: np.ndarray

    @property
    def samples(self) -> array:
        return array("h", self.counts.astype("<i2").tobytes())


def lifelike() -> list[Trace]:
    """Every kind of trial and exercise, held, broken, and not begun."""
    screens = Wearer(1).stands(10).puts_foot_down().walks(2).stands(24).walks(14).stands(40).skips(60)
    wobbly = Wearer(2).stands(60, sway=3).puts_foot_down(0.6).stands(20, sway=5).skips(40, uneven=0.6)
    core = Wearer(3).stands(32).repeats(5).stands(10).repeats(8, lean_deg=14).stands(40)
    return [
        Trace("screens", ALL_SCREENS, screens.counts()),
        Trace("wobbly", ALL_SCREENS, wobbly.counts()),
        Trace("restless", ALL_SCREENS, Wearer(4).walks(60).stands(20).counts()),
        Trace("core", ALL_CORE, core.counts()),
    ]


def wild(seed: int) -> Trace:
    """What no wearer does, but a chip could deliver."""
    chance = random.Random(seed)
    ends = (-32768, 32767, 0, 2049)
    pieces = []
    for _ in range(40):
        count = chance.randint(1, 500)
        kind = chance.randrange(4)
        if kind == 0:
            piece = np.full((count, 6), [chance.choice(ends) for _ in range(6)])
        elif kind == 1:
            piece = np.tile([[32767] * 6, [-32768] * 6], (count, 1))[:count]
        elif kind == 2:
            piece = np.random.default_rng(seed).integers(-32768, 32768, (count, 6))
        else:
            wave = np.sign(np.sin(np.arange(count)[:, None] * chance.uniform(0.005, 1.5))) * 32767
            piece = np.repeat(wave, 6, axis=1)
        pieces.append(piece)
    quiet = Wearer(seed).stands(12).counts()
    counts = np.concatenate([quiet, *itertools.chain.from_iterable((piece, quiet[:200]) for piece in pieces)])
    return Trace(f"wild {seed}", (ALL_SCREENS, ALL_CORE)[seed % 2], counts.astype(np.int16))


@cache
def traces() -> tuple[Trace, ...]:
    return (*lifelike(), *(wild(seed) for seed in range(4)))
