"""A battery that is low, and a clock that was never set."""

from pathlib import Path

from app_fault_helpers import ORANGE, PLAN, RED, blinks, logged
from app_play import build, events, play, push
from app_world import SET_UTC_S, World
from recoil_clip.app.cueing import BATTERY
from recoil_clip.spec import faults
from recoil_clip.spec.events import STOP_BATTERY


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


def test_percent_and_voltage_have_to_agree(tmp_path: Path) -> None:
    """A gauge that begins wrongly, at 0 % with a full cell, ends nothing; a cell that is empty does, whatever."""
    played = build(tmp_path, "stand 5, run 200")
    play(played, 110_000, (20_000, lambda world: world.gauge.set(0, 4100)))
    assert played.names == ["boot", "ready", "recording"] and "battery low" not in played.faults
    (tmp_path / "empty").mkdir()
    empty = build(tmp_path / "empty", "stand 5, run 200")
    play(empty, 150_000, (20_000, lambda world: world.gauge.set(60, 3250)))
    assert empty.names[:4] == ["boot", "ready", "recording", "saving"]
    assert empty.faults["battery low"][2] == "60 % left, 3250 mV"
