"""Faults of chips, battery, clock, flash and files: each with its named outcome, and never a hang."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recoil_log.store
from app_play import TAUGHT, Action, Played, build, events, play, push
from app_world import SET_UTC_S, World
from recoil_app import faults
from recoil_app.cueing import BATTERY, MARKED
from recoil_log.events import FULL_LOG, STOP_BATTERY, STOP_BUTTON, STOP_FAULT

PLAN = "stand 5, run 60"
RED = (76, 0, 0)
ORANGE = (76, 27, 0)


def chip(name: str, **values: Any) -> Action:
    """Set attributes of a chip's model."""

    def act(world: World) -> None:
        for key, value in values.items():
            setattr(getattr(world, name), key, value)

    return act


def logged(played: Played) -> list[str]:
    """The names of the faults in the session."""
    return [faults.NAMES[value] for _, _, value in events(played.session, "fault")]


def blinks(played: Played, start_ms: int, end_ms: int, colour: tuple[int, int, int]) -> set[int]:
    """How often in a row a colour was shown, with pauses of less than a second; the first row may be cut off."""
    counts, row = [], 0
    for ms, shown in played.lights(start_ms, end_ms)[1:-1]:
        if shown == colour:
            row += 1
        elif shown != (0, 0, 0) or ms > 1_000:
            counts += [row] if row else []
            row = 0
    return set(counts[1:])


def cues_come(played: Played) -> bool:
    """Whether two-pulse cues were felt."""
    return any(count == 2 for _, count, _ in played.pulses)


# The motion sensor


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
    assert played.names == ["boot", "ready", "recording", "saving", "fault", "ready"]
    assert 33_000 < played.when("fault") < 36_000
    session = played.session
    assert session.is_whole
    assert events(session)[-1][2] == STOP_FAULT
    assert played.world.watchdog.longest_us < 8_000_000


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


# Motor and gauge


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


# Battery, clock


def test_a_low_battery_is_told_and_ends_the_session_in_good_order(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 120")
    play(played, 110_000, (30_000, lambda world: world.gauge.set(9, 3500)), (100_000, push(1_200)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    session = played.session
    (stop,) = events(session, "stop")
    assert stop[2] == STOP_BATTERY and session.is_whole
    assert logged(played) == ["battery low"]
    cue, refusal = played.pulses
    assert cue[1:] == refusal[1:] == BATTERY[:2]
    assert 2_000 < played.when("saving") - cue[0] < 3_000, "the end comes after the cue"
    assert any(ms > 1_400 for ms, shown in played.lights(80_000, 99_000) if shown == RED), "one long blink"


def test_one_low_reading_is_not_believed(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 120")
    low, full = (lambda world: world.gauge.set(9, 3500)), (lambda world: world.gauge.set(80, 3900))
    play(played, 110_000, (59_000, low), (63_000, full))
    assert played.names == ["boot", "ready", "recording"]


def test_a_clock_that_was_never_set(tmp_path: Path) -> None:
    played = play(build(tmp_path, PLAN, utc_s=0), 40_000)
    played.app.shut()
    session = played.session
    assert session.name == "00001"
    assert session.header is not None and session.header.start is None
    assert logged(played) == ["clock unset"]
    assert not blinks(played, 20_000, 40_000, ORANGE), "nothing that the wearer must do something about"


def test_a_clock_that_is_set_is_no_fault_any_more(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN, utc_s=0)

    def set_clock(world: World) -> None:
        world._utc_s = SET_UTC_S

    play(played, 50_000, (25_000, push(1_200)), (30_000, set_clock), (35_000, push(1_200)))
    assert not played.app.faults.standing
    played.app.shut()
    told = [[value for _, _, value in events(session, "fault")] for session in played.sessions]
    assert told == [[faults.CLOCK_UNSET], []]


def test_names_by_counter_are_a_setting(tmp_path: Path) -> None:
    played = play(build(tmp_path, PLAN, {"session_names": "counter"}), 40_000)
    played.app.shut()
    assert played.session.name == "00001"
    assert played.session.header is not None and played.session.header.start_s > 0


# Flash and files


def test_a_full_flash_is_told_and_cues_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = [1 << 29]
    monkeypatch.setattr(recoil_log.store.Store, "free", lambda self: room[0])
    played = build(tmp_path, "stand 5, run 200", {"quiet_start_min": 0, "raw": "all"}, TAUGHT)

    def fill(world: World) -> None:
        room[0] = 0

    play(played, 200_000, (60_000, fill))
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    assert "flash full" in played.faults
    assert ("full", FULL_LOG) in [(name, value) for name, _, value in events(played.session, "full")]
    assert [ms for ms, count, _ in played.pulses if count == 2 and ms > 130_000], "cues go on"
    assert blinks(played, 140_000, 200_000, ORANGE) == {5}


def test_a_flash_without_room_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recoil_log.store.Store, "free", lambda self: 0)
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    play(played, 60_000, (55_000, push(1_200)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    assert not played.sessions
    assert "flash full" in played.faults
    assert cues_come(played)


def test_a_broken_folder_of_sessions(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("not a folder")
    played = build(tmp_path, PLAN, {"quiet_start_min": 0}, TAUGHT)
    play(played, 60_000, (55_000, push(1_200)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    assert "flash fault" in played.faults
    assert cues_come(played)


@pytest.mark.parametrize("text", ["", "{", '{"auto_start": 3, "raw": "all"}', "\x00\xff", "[1, 2]", '{"raw": "all",}'])
def test_broken_settings_are_told_and_defaults_are_used(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.json").write_bytes(text.encode("latin-1"))
    played = play(build(tmp_path, PLAN), 40_000)
    assert played.names == ["boot", "ready", "recording"]
    played.app.shut()
    assert logged(played) == ["settings broken"]
    assert played.faults["settings broken"][2]
    assert blinks(played, 20_000, 40_000, ORANGE) == {6}
    assert played.session.settings is not None


def test_a_broken_history_and_a_broken_file_of_faults(tmp_path: Path) -> None:
    (tmp_path / "coach.json").write_text('{"runs": 3}')
    (tmp_path / "faults.json").write_text('{"motor fault": 3, "gauge fault": [1, 2, "x"]}')
    played = play(build(tmp_path, PLAN), 40_000)
    played.app.shut()
    assert logged(played) == ["history broken"]
    assert set(played.faults) == {"history broken", "gauge fault"}
    assert json.loads((tmp_path / "coach.json").read_text())["runs"] == []


def test_several_faults_at_once(tmp_path: Path) -> None:
    played = build(tmp_path, PLAN, utc_s=0)
    (tmp_path / "settings.json").write_text("{")
    for name in ("haptic", "gauge"):
        chip(name, present=False)(played.world)
    play(played, 60_000, (50_000, push(1_200)))
    assert set(logged(played)) == {"motor missing", "gauge missing", "settings broken", "clock unset"}
    assert events(played.session)[-1][2] == STOP_BUTTON
    assert blinks(played, 20_000, 40_000, ORANGE) == {3}, "the one that matters most"
