"""A bus with the chip models on it, and Adafruit's drivers to check them."""

import importlib
import os
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from fake_busio import FakeBusio
from recoil.simulation.clip.models.bus import I2C
from recoil.simulation.clip.models.clock import Clock
from recoil.simulation.clip.models.drv2605l import DRV2605L
from recoil.simulation.clip.models.lsm6dsox import LSM6DSOX
from recoil.simulation.clip.models.max17048 import MAX17048

STUBS: dict[str, dict[str, object]] = {
    "micropython": {"const": lambda value: value},
    "busio": {"I2C": FakeBusio},
    "circuitpython_typing": {"ReadableBuffer": bytes, "WriteableBuffer": bytearray},
    "circuitpython_typing.device_drivers": {"I2CDeviceDriver": object},
}


class Board(SimpleNamespace):
    """A clock, a bus and the models on it."""

    clock: Clock
    bus: I2C
    busio: FakeBusio
    sensor: Any
    haptic: DRV2605L
    gauge: MAX17048

    def __init__(self) -> None:
        clock = Clock()
        sensor, haptic, gauge = LSM6DSOX(clock), DRV2605L(clock), MAX17048(clock)
        bus = I2C(clock, [sensor, haptic, gauge])
        super().__init__(clock=clock, bus=bus, busio=FakeBusio(bus), sensor=sensor, haptic=haptic, gauge=gauge)


def reference_of(monkeypatch: pytest.MonkeyPatch, board: Board) -> Callable[[str], Any]:
    """Return what imports a driver of Adafruit's, with stubs of what it wants; it sleeps in virtual time."""
    for name, contents in STUBS.items():
        stub = ModuleType(name)
        vars(stub).update(contents)
        monkeypatch.setitem(sys.modules, name, stub)

    def load(name: str) -> Any:
        try:
            module = importlib.import_module(name)
        except ImportError as error:
            reason = f"{error}: pip install --no-deps -r tests/reference_drivers.txt"
            if os.environ.get("RECOIL_REQUIRE_REFERENCES") == "1":
                pytest.fail(reason)
            pytest.skip(reason)
        package = sys.modules[name.partition(".")[0]]
        if hasattr(package, "sleep"):
            monkeypatch.setattr(package, "sleep", lambda seconds: board.clock.advance_us(round(seconds * 1e6)))
        return module

    return load
