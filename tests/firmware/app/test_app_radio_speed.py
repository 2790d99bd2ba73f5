"""What speed the radio tells: measured where it is calibrated for the runner, else the usual pace, else 0."""

import sys
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from recoil_clip.app.session import Tally
from recoil_clip.gait.step import Step


class Ble:
    """Takes what is written, and offers nothing."""

    def __init__(self) -> None:
        self.written: dict[int, bytes] = {}

    def __getattr__(self, name: str) -> Any:
        return lambda *_: None

    def gatts_register_services(self, services: tuple) -> tuple:
        return ((1, 2, 3), (4,), (5, 6, 7))

    def gatts_write(self, handle: int, value: bytes | str, tells: bool = False) -> None:
        self.written[handle] = value.encode() if isinstance(value, str) else bytes(value)


def told_speed(monkeypatch: pytest.MonkeyPatch, tally: Tally, **settings: int | None) -> float:
    """Return the speed in m/s that a watch is told while someone runs."""
    ble = Ble()
    monkeypatch.setitem(sys.modules, "bluetooth", SimpleNamespace(BLE=lambda: ble, UUID=int))
    monkeypatch.delitem(sys.modules, "recoil_clip.app.radio", raising=False)
    radio = import_module("recoil_clip.app.radio")
    clock = SimpleNamespace(ticks_ms=lambda: 0, ticks_diff=lambda one, other: one - other)
    board = SimpleNamespace(clock=clock, clip_id=lambda: "clip")
    known = {"wearer_pace_s_per_km": None, "wearer_speed_permille": None, "clip_name": "Recoil", **settings}
    made = radio.Radio(board, SimpleNamespace(**known))
    made.watches = 1
    gait = SimpleNamespace(is_running=lambda: True, totals=SimpleNamespace(cadence_cspm=17_000))
    made.beat(5000, SimpleNamespace(gait=gait, tally=tally), 80, False)
    monkeypatch.delitem(sys.modules, "recoil_clip.app.radio")
    return int.from_bytes(ble.written[1][1:3], "little") / 256


def test_speed_is_measured_where_it_is_calibrated(monkeypatch: pytest.MonkeyPatch) -> None:
    tally, step = Tally(), Step()
    for speed_mm_s in (0, 3000, 3080, 0):
        step.speed_mm_s = speed_mm_s
        tally.step(step)
    assert tally.speed_mm_s == 3010, "smoothed over some eight steps; a step without a speed changes nothing"
    assert told_speed(monkeypatch, tally, wearer_speed_permille=1100) == pytest.approx(3.311, abs=0.005)
    assert told_speed(monkeypatch, tally, wearer_speed_permille=1100, wearer_pace_s_per_km=400) > 3.3
    assert told_speed(monkeypatch, tally, wearer_pace_s_per_km=400) == pytest.approx(2.5), "the usual pace"
    assert told_speed(monkeypatch, Tally(), wearer_speed_permille=1100, wearer_pace_s_per_km=400) == pytest.approx(2.5)
    assert told_speed(monkeypatch, tally) == 0
