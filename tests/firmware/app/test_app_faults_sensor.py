"""Faults of the motion sensor: each with its named outcome, and never a hang."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app_fault_helpers import PLAN, RED, blinks, chip, logged
from app_play import build, events, play, push
from recoil_clip.app.cueing import NOT_KEPT, REFUSED, STARTED, STOPPED
from recoil_clip.spec.events import START_AFTER_FAULT, START_BY_BUTTON, STOP_BUTTON, STOP_FAULT


@pytest.mark.parametrize(
    ("fault", "name"),
    [({"present": False}, "sensor missing"), ({"identity": 0x6B}, "sensor wrong"), ({"jammed": True}, "sensor fault")],
)
def test_no_sensor_is_a_fault_until_it_is_there(tmp_path: Path, fault: dict[str, Any], name: str) -> None:
    played = build(tmp_path, PLAN)
    was = {key: getattr(played.world.sensor, key) for key in fault}
    chip("sensor", **fault)(played.world)
    play(played, 60_000, (22_000, chip("sensor", **was)), (4_000, push(1_500)))
    assert played.names[:3] == ["boot", "fault", "ready"]
    assert played.when("ready") < 32_000
    assert played.names[-1] == "recording"
    assert list(played.faults) == [name]
    assert played.faults[name][0] == 1
    assert blinks(played, 3_000, 20_000, RED) == {2}
    assert not played.app.faults.standing


def test_a_bus_that_answers_with_a_timeout_is_the_same(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    played.world.i2c.absent_error = 110
    chip("sensor", present=False)(played.world)
    play(played, 12_000)
    assert played.names == ["boot", "fault"]
    assert "sensor missing" in played.faults


@pytest.mark.parametrize("nacks", [1, 2, 5, 40])
def test_refused_transfers_are_tried_again(tmp_path: Path, nacks: int) -> None:
    played = build(tmp_path, PLAN)
    play(played, 45_000, (20_000, chip("sensor", nacks=nacks)), (30_123, chip("sensor", nacks=nacks)))
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    session = played.session
    lost = sum(value for _, _, value in events(session, "gap"))
    if nacks < 3:
        assert not lost and not logged(played), "tried again within one reading"
    else:
        assert logged(played) == ["sensor fault"] * 2
        assert lost < 2 * 208 * 3, "it was set up anew"
    assert session.steps["initial_contact_us"][-1] > 42_000_000


def test_a_loose_cable_is_a_gap(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    out, back = chip("sensor", present=False), chip("sensor", present=True)
    play(played, 60_000, (30_000, out), (32_500, back))
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    session = played.session
    ((_, _, lost),) = events(session, "gap")
    assert 2_500 < lost / 0.208 < 3_300
    assert logged(played) == ["sensor fault"]
    times_s = session.steps["initial_contact_us"] * 1e-6
    silence = np.diff(times_s).max()
    assert 2.5 < silence < 5, "time goes on over the gap"
    assert abs(times_s[-1] - 57.6) < 1.5
    assert played.app.faults.standing == []


def test_a_sensor_that_stays_away_ends_the_session_in_good_order(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    play(played, 80_000, (30_000, chip("sensor", present=False)), (60_000, chip("sensor", present=True)))
    assert played.names[:6] == ["boot", "ready", "recording", "saving", "fault", "ready"]
    assert 33_000 < played.when("fault") < 36_000
    session = played.sessions[0]
    assert session.is_whole
    assert events(session)[-1][2] == STOP_FAULT
    assert played.world.watchdog.longest_us < 8_000_000


def test_a_session_goes_on_when_its_sensor_is_back_and_both_are_felt(tmp_path: Path) -> None:
    """Gone for ten seconds, with a clip that does not start by itself."""
    played = build(tmp_path, "run 100", {"auto_start": False, "target": "none"})
    away = ((30_000, chip("sensor", present=False)), (40_000, chip("sensor", present=True)))
    play(played, 80_000, (4_000, push(1_500)), *away, (70_000, push(1_500)))
    assert played.names == [
        "boot", "ready", "recording", "saving", "fault", "ready", "recording", "saving", "ready",
    ]  # fmt: skip
    assert played.when("recording", 1) < 50_000
    first, second = played.sessions
    assert [events(one, "start", "stop") for one in (first, second)] == [
        [("start", 0, START_BY_BUTTON), ("stop", events(first)[-1][1], STOP_FAULT)],
        [("start", 0, START_AFTER_FAULT), ("stop", events(second)[-1][1], STOP_BUTTON)],
    ]
    assert len(second.steps) > 40
    felt = [(count, length_ms) for _, count, length_ms in played.pulses]
    assert felt == [STARTED[:2], NOT_KEPT[:2], STARTED[:2], NOT_KEPT[:2]], "the end says that not all was kept"


def test_a_sensor_that_comes_and_goes_never_ends_it_for_good(tmp_path: Path) -> None:
    played = build(tmp_path, "run 200", {"auto_start": False, "target": "none"})
    flaps = [
        (20_000 + 2_000 * at, chip("sensor", present=bool(at & 1))) for at in range(20)
    ]  # gone for 2 s, there for 2 s  # fmt: skip
    play(played, 120_000, (4_000, push(1_500)), *flaps)
    assert played.names[-1] == "recording" and "fault" in played.names
    assert NOT_KEPT[:2] in [(count, length_ms) for _, count, length_ms in played.pulses]
    played.app.shut()
    assert len(played.sessions[-1].steps) > 100


def test_a_session_that_waits_for_its_sensor_can_be_given_up(tmp_path: Path) -> None:
    played = build(tmp_path, "run 100", {"auto_start": False, "target": "none"})
    away = ((30_000, chip("sensor", present=False)), (50_000, chip("sensor", present=True)))
    play(played, 90_000, (4_000, push(1_500)), *away, (40_000, push(1_500)), (44_000, push(1_500)))
    assert played.names[-1] == "ready" and len(played.sessions) == 1
    felt = [(count, length_ms) for _, count, length_ms in played.pulses]
    assert felt == [STARTED[:2], NOT_KEPT[:2], STOPPED[:2], REFUSED[:2]]


def test_a_sensor_that_repeats_itself_is_given_up_after_a_while(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    play(played, 75_000, (20_000, chip("sensor", frozen=True)))
    assert played.names == ["boot", "ready", "recording", "paused", "saving", "fault"]
    assert events(played.session)[-1][2] == STOP_FAULT
    assert set(logged(played)) == {"sensor fault"}
    assert played.faults["sensor fault"][2] == "LSM6DSOX: repeats the same sample"


def test_a_sensor_that_falls_silent(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    play(played, 50_000, (20_000, chip("sensor", silent=True)), (21_500, chip("sensor", silent=False)))
    assert played.names == ["boot", "ready", "recording"]
    again = build(tmp_path, PLAN)
    play(again, 50_000, (20_000, chip("sensor", silent=True)))
    assert again.names[-2:] == ["saving", "fault"]


def test_an_overrun_is_a_gap_of_the_right_length(tmp_path: Path) -> None:
    """The processor is busy for three seconds; the FIFO holds 1.2 of them."""
    played = build(tmp_path, PLAN)
    play(played, 60_000, (30_000, lambda world: world.clock.advance_us(3_000_000)))
    played.app.shut()
    ((_, _, lost),) = events(played.session, "gap")
    assert abs(lost / 0.2083 - 1_770) < 60
    assert not logged(played)
    assert played.names == ["boot", "ready", "recording"]


def test_a_hang_is_ended_by_the_watchdog_and_told_of(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN)
    play(played, 60_000, (30_000, lambda world: world.clock.advance_us(9_000_000)))
    assert type(played.ended_by).__name__ == "Bitten"
    again = build(tmp_path, "run 30")
    again.world.watchdog.has_fired = True
    play(again, 20_000)
    assert again.names == ["boot", "ready", "recording"], "it goes on with a session of its own"
    assert again.faults["restarted by the watchdog"][0] == 1
    assert len(again.sessions) == 2
    assert not again.sessions[0].ended and len(again.sessions[0].steps) > 30
