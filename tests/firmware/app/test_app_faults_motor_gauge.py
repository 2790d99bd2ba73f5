"""Faults of the motor and of the gauge: the clip records all the same, and says so."""

from pathlib import Path
from typing import Any

import pytest

from app_fault_helpers import ORANGE, PLAN, blinks, chip, cues_come, logged
from app_play import TAUGHT, build, events, play
from recoil_clip.app.cueing import MARKED
from recoil_clip.spec import faults
from recoil_clip.spec.events import STOP_BATTERY


@pytest.mark.parametrize(
    ("fault", "name"),
    [({"present": False}, "motor missing"), ({"device": 4}, "motor wrong"), ({"jammed": True}, "motor fault")],
)
def test_without_a_motor_it_records_all_the_same(tmp_path: Path, fault: dict[str, Any], name: str) -> None:
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    chip("haptic", **fault)(played.world)
    play(played, 50_000)
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    assert logged(played) == [name] and name in played.faults
    assert not events(played.session, "cue"), "what nobody felt was no cue"
    assert blinks(played, 20_000, 50_000, ORANGE) == {3}


def test_a_motor_that_fails_its_test_is_used_all_the_same(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    chip("haptic", motor_open=True)(played.world)
    play(played, 50_000, (15_000, chip("haptic", motor_open=False)))
    played.app.shut()
    assert logged(played) == ["motor fault"]
    assert played.faults["motor fault"][2] == "DRV2605L: its motor is not connected, shorted or stuck"
    assert cues_come(played)


def test_a_motor_that_lost_power_for_a_moment_is_felt_again(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    press = (30_000, lambda world: world.press(world.now_ms(), 100))
    play(played, 40_000, (20_000, lambda world: world.haptic.power_cycle()), press)
    ((_, count, on_ms),) = [pulse for pulse in played.pulses if pulse[0] > 30_000]
    assert (count, on_ms) == MARKED[:2]


def test_a_motor_that_dies_is_given_up_after_three_tries(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 170", {"quiet_start_min": 0}, TAUGHT)
    play(played, 170_000, (20_000, chip("haptic", present=False)))
    played.app.shut()
    assert logged(played) == ["motor fault"] * 3
    assert played.names == ["boot", "ready", "recording"]


@pytest.mark.parametrize(
    ("fault", "name"), [({"present": False}, "gauge missing"), ({"version": 0x1234}, "gauge wrong")]
)
def test_without_a_gauge_it_goes_on(tmp_path: Path, fault: dict[str, Any], name: str) -> None:
    played = build(tmp_path, PLAN)
    chip("gauge", **fault)(played.world)
    play(played, 50_000)
    played.app.shut()
    assert logged(played) == [name] and name in played.faults
    assert not events(played.session, "battery")
    assert blinks(played, 20_000, 50_000, ORANGE) == {4}


def test_a_gauge_that_dies_is_named_once(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 200")
    play(played, 200_000, (20_000, chip("gauge", present=False)))
    assert played.app.faults.standing == [faults.GAUGE_FAULT]
    played.app.shut()
    assert logged(played) == ["gauge fault"]
    assert played.faults["gauge fault"][0] == 1
    assert played.names == ["boot", "ready", "recording"]
    assert len(events(played.session, "battery")) == 1, "what is not known is not logged"


def test_a_gauge_that_comes_back_protects_the_battery_again(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 240")
    play(played, 150_000, (20_000, chip("gauge", nacks=3)), (90_000, lambda world: world.gauge.set(9, 3500)))
    assert logged(played) == ["gauge fault", "battery low"]
    (stop,) = events(played.session, "stop")
    assert stop[2] == STOP_BATTERY
    assert played.app.faults.standing == [faults.BATTERY_LOW]
