"""A motion sensor on an adapter, in virtual time, with Adafruit's own driver: for tests of `recoil record --desk`."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chip_board import Board, reference_of
from fake_busio import FakeBusio
from recoil.cli.app import app
from recoil.device.usb_i2c import adapter, sampling
from recoil.simulation.clip.models.bus import I2C
from recoil.simulation.clip.models.clock import Clock
from recoil.simulation.clip.models.lsm6dsox import LSM6DSOX
from recoil.simulation.clip.models.motion import Frames
from recoil.simulation.runner import Simulation

SLOW_BUS_US = 90  # a byte at 100 kHz: a reading takes 2 ms
STATUS, GYROSCOPE_END, ACCELEROMETER_END = 0x1E, 0x27, 0x2D


class Chip(LSM6DSOX):
    """The model, with data-ready bits that reading clears (DS12814, STATUS_REG); it can be unplugged at a sample."""

    def __init__(self, clock: Clock, motion: Any = None) -> None:
        self.fetched = {GYROSCOPE_END: -1, ACCELEROMETER_END: -1}
        self.unplugged_at = -1
        super().__init__(clock, motion)

    def refresh(self) -> None:
        super().refresh()
        if 0 <= self.unplugged_at <= self.number:
            raise OSError(5)

    def get(self, register: int) -> int:
        if register == STATUS:
            last = self.number if self.running() else -1
            return (last > self.fetched[ACCELEROMETER_END]) | (last > self.fetched[GYROSCOPE_END]) << 1
        if register in self.fetched:
            self.fetched[register] = self.number
        return LSM6DSOX.get(self, register)


class Desk:
    """A sensor on an adapter, in virtual time."""

    def __init__(self) -> None:
        self.board = Board()
        self.clock = self.board.clock
        self.sensor = Chip(self.clock)
        self.bus = I2C(self.clock, [self.sensor], SLOW_BUS_US)
        self.busio = FakeBusio(self.bus)

    def feel(self, simulation: Simulation) -> None:
        """Play a run, from the first sample that is read on."""
        self.sensor.motion = Frames(simulation.counts.astype("<i2").tobytes())


def desk_of(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk, put in the place of this computer's adapter and clock."""
    desk = Desk()
    load = reference_of(monkeypatch, desk.board)
    load("adafruit_lsm6ds.lsm6dsox")
    load("adafruit_lsm6ds")
    monkeypatch.setattr(adapter, "open_bus", lambda number=None: desk.busio)
    monkeypatch.setattr(sampling, "now_s", lambda: desk.clock.now_us() / 1e6)
    return desk


def recorded(folder: Path, *arguments: object) -> Result:
    """Run the command; its file is run.csv.gz in the folder unless the arguments begin with another name."""
    named = bool(arguments) and str(arguments[0]).endswith((".csv", ".gz"))
    name = arguments[0] if named else "run.csv.gz"
    return CliRunner().invoke(app, ["record", "--desk", str(folder / str(name)), *map(str, arguments[named:])])
