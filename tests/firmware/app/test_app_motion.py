"""How samples get from the sensor to the gait core: a board's mount, the end of the range, what was lost."""

import ast
import random
from typing import Any

import numpy as np
import pytest

from recoil.firmware.files import package_folder
from recoil.recording.mount import Mount
from recoil.simulation.clip.hardware.wiring import WIRINGS
from recoil.simulation.clip.models.bus import I2C
from recoil.simulation.clip.models.clock import Clock
from recoil.simulation.clip.models.lsm6dsox import LSM6DSOX as Chip
from recoil.simulation.clip.models.motion import Frames
from recoil_clip.app.motion import BURST, Motion
from recoil_clip.app.motion_kernels import forget
from recoil_clip.drivers.lsm6dsox import LSM6DSOX
from recoil_clip.gait.gait import History

PACKAGE = package_folder("recoil_clip.app")


class Sensor:
    """A sensor that gives what it is told."""

    period_us = 4800
    overrun = 0

    def __init__(self, samples: list[list[int]]) -> None:
        self.samples = samples

    def drain(self, target: Any, limit: int) -> int:
        some, self.samples = self.samples[:limit], self.samples[limit:]
        for i, sample in enumerate(some):
            for j, value in enumerate(sample):
                target[6 * i + j] = value
        return len(some)


def through_the_fifo(counts: np.ndarray, mount: tuple[int, int, int]) -> list[list[int]]:
    """What the clip makes of samples in the chip's axes."""
    clock = Clock()
    model = Chip(clock, Frames(counts.astype("<i2").tobytes()))
    sensor = LSM6DSOX(I2C(clock, [model]), clock=clock, mount=mount)
    sensor.begin()
    motion = Motion(sensor)
    found = []
    while len(found) < len(counts):
        clock.sleep_ms(40)
        n = motion.read()
        found += [list(motion.samples[6 * i : 6 * i + 6]) for i in range(n)]
    return found[: len(counts)]


def mount_of(board: str) -> tuple[int, int, int]:
    """The mount in a board's file, which only MicroPython can import."""
    tree = ast.parse((PACKAGE / "boards" / f"{board}.py").read_text())
    (value,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "mount"
    ]
    return ast.literal_eval(value)


@pytest.mark.parametrize("board", sorted(WIRINGS))
def test_samples_come_in_body_axes(board: str) -> None:
    chance = random.Random(board)
    body = np.array([[chance.randint(-32767, 32767) for _ in range(6)] for _ in range(50)])
    mount = Mount.parse(WIRINGS[board].mount)
    chip = np.hstack([mount.inverse.to_body(body[:, :3]), mount.inverse.to_body(body[:, 3:])])
    assert through_the_fifo(np.rint(chip).astype(int), mount_of(board)) == body.tolist()


def test_the_end_of_the_range_stays_in_16_bits() -> None:
    sample = np.array([[-32768, 32767, -32768, 32767, -32768, -32768]])
    assert through_the_fifo(sample, (-3, 2, -1)) == [[32767, 32767, 32767, 32767, -32768, -32767]]


def test_what_is_lost_before_the_first_sample_is_no_gap() -> None:
    sensor = Sensor([[0, 2049, 0, 0, 0, 0]] * 40)
    motion = Motion(sensor)
    for lost, told in ((7, 0), (5, 5)):
        sensor.overrun += lost
        assert motion.read() == BURST
        assert motion.lost == told
        motion.feed(15)
    assert motion.elapsed.samples == 7


def test_what_is_forgotten_is_as_what_never_was() -> None:
    history = History()
    fresh = history.counts.tolist()
    history.counts[5] = history.counts[-1] = 7
    assert forget(history.counts, len(history.counts)) == len(fresh)
    assert history.counts.tolist() == fresh
