"""The clip's states by script: button, auto start, pause, resume, end, USB; and what the light and the motor say."""

from pathlib import Path

import pytest

from app_play import build, events, play, push
from recoil_clip.app import led
from recoil_clip.spec.events import START_BY_BUTTON, START_BY_RUNNING, STOP_BUTTON, STOP_IDLE

LONG = 1200
SHORT = 150


def test_it_starts_by_itself_and_misses_no_step(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 10, run 30, stand 10"), 50_500)
    assert played.names == ["boot", "ready", "recording", "paused"]
    assert 14_000 < played.when("recording") < 16_500, "running is certain after 3.6 s and a little"
    played.app.shut()
    session = played.session
    (start,) = events(session, "start")
    assert start[2] == START_BY_RUNNING
    times_s = session.steps["initial_contact_us"] * 1e-6
    assert 9.9 < times_s[0] < 10.5 < start[1] / 1000, "the first steps come before the start"
    assert len(times_s) > 70
    assert not played.pulses, "nothing is felt when it starts by itself"


def test_lying_still_it_asks_the_sensor_only_whether_it_was_moved(tmp_path: Path) -> None:
    """And misses no step when running begins after all: the sensor has kept the second before."""
    played = build(tmp_path, "stand 100, run 30, stand 10")
    looked: list[int] = []
    for at_ms in (10_000, 15_000, 40_000, 90_000):
        played.world.clock.at(at_ms, lambda: looked.append(played.world.i2c.transfers))
    play(played, 140_500)
    awake, asleep = looked[1] - looked[0], looked[3] - looked[2]
    assert awake > 2 * 5 * 25 * 0.9, "status and burst at every poll"
    assert asleep < 50 * 9 + 25 * 6, "a question after each nap of 120 ms, every two seconds a look at some samples"
    naps = [ms for ms in played.world.naps if 40_000 <= ms < 90_000]
    assert 50 * 8 < len(naps) < 50 * 9, "and it does nothing but nap"
    assert played.names == ["boot", "ready", "recording", "paused"]
    played.app.shut()
    session = played.session
    (start,) = events(session, "start")
    times_s = session.steps["initial_contact_us"] * 1e-6
    zero_s = (played.when("recording") - played.when("ready") - start[1]) / 1000
    assert 98.5 < zero_s < 100, "the session's time begins with the second that was kept"
    assert 99.9 < zero_s + times_s[0] < 100.5
    assert len(times_s) > 70


def test_a_press_while_it_lies_still_begins_with_the_press(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 120", {"raw": "all"})
    play(played, 60_000, (40_000, push(LONG)), (50_000, push(LONG)))
    assert played.names == ["boot", "ready", "recording", "paused", "saving", "ready"]
    ((first, count),) = [(run.first, len(run.counts)) for run in played.session.raw.runs]
    assert first == 0 and abs(count / 208.3 - 10) < 0.3, "what the sensor had kept is not part of it"


def test_a_sensor_that_fails_while_it_lies_still_is_noticed(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 120")
    play(played, 70_000, (40_000, lambda world: setattr(world.sensor, "present", False)))
    assert played.names == ["boot", "ready", "fault"]
    assert played.when("fault") < 46_000


def test_a_setting_keeps_it_from_starting(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 30", {"auto_start": False}), 33_000)
    assert played.names == ["boot", "ready"]
    assert not played.sessions


def test_walking_and_standing_start_nothing(tmp_path: Path) -> None:
    played = play(build(tmp_path, "walk 90, stand 40"), 130_000)
    assert played.names == ["boot", "ready"]


def test_a_long_press_starts_and_ends(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40", {"auto_start": False})
    play(played, 40_000, (8_000, push(LONG)), (30_000, push(LONG)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready"]
    assert 9_000 <= played.when("recording") <= 9_200, "while the button is still held"
    assert 31_000 <= played.when("ready", 1) <= 31_300
    session = played.session
    found = events(session)
    assert found[0] == ("start", 0, START_BY_BUTTON)
    assert found[-1][0] == "stop" and found[-1][2] == STOP_BUTTON
    assert session.ended and session.is_whole
    assert session.steps["initial_contact_us"][0] < 2_500_000, "the run was on already"
    assert [pulse[1:] for pulse in played.pulses] == [(1, 400), (2, 400)]


def test_after_a_long_press_it_waits_for_the_next_run(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40, stand 12, run 20")
    play(played, 76_000, (25_000, push(LONG)))
    assert played.names == ["boot", "ready", "recording", "saving", "ready", "recording"]
    assert played.when("recording", 1) > 57_000, "the first run went on after the press"
    played.app.shut()
    first, second = played.sessions
    assert first.name[:6] == "00001-" and second.name[:6] == "00002-"
    assert second.steps["initial_contact_us"][0] < 20_000_000, "its time begins with it"


def test_a_short_press_is_a_marker(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40")
    play(played, 30_000, (20_000, push(SHORT)), (24_000, push(SHORT)))
    played.app.shut()
    markers = events(played.session, "marker")
    boot_ms = 20_000 - markers[0][1]
    assert 0 < boot_ms < 1100, "the time of the press, in the session's time"
    assert abs(markers[1][1] - markers[0][1] - 4_000) <= 40
    assert [pulse[1:] for pulse in played.pulses] == [(1, 60), (1, 60)]


def test_two_short_presses_mute_and_unmute(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40")
    pushes = [(at, push(SHORT)) for at in (20_000, 20_350, 25_000, 25_350)]
    play(played, 32_000, *pushes)
    played.app.shut()
    assert not events(played.session, "marker")
    assert [value for _, _, value in events(played.session, "mute")] == [1, 0]
    assert [pulse[1:] for pulse in played.pulses] == [(4, 60), (2, 60)]


def test_three_short_presses_ask_for_cues(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40")
    play(played, 30_000, *[(at, push(SHORT)) for at in (20_000, 20_350, 20_700)])
    played.app.shut()
    assert not events(played.session, "marker")
    assert [value for _, _, value in events(played.session, "mute")] == [1, 0], "as before"
    assert [pulse[1:] for pulse in played.pulses] == [(4, 60), (3, 80)], "without own values there are none to be had"


def test_a_press_that_bounces_or_is_too_short_to_be_meant_is_nothing(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 40")
    play(played, 30_000, (20_000, push(30)), (22_000, push(10)))
    played.app.shut()
    assert not events(played.session, "marker")


def test_it_pauses_and_resumes_at_traffic_lights(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 30, stand 25, run 30, walk 15, run 20"), 122_000)
    assert played.names == ["boot", "ready", "recording", "paused", "recording", "paused", "recording"]
    played.app.shut()
    pauses, resumes = events(played.session, "pause"), events(played.session, "resume")
    assert len(pauses) == len(resumes) == 2
    assert 34_000 < pauses[0][1] < 36_500, "the time at which running ended, not at which that was sure"
    assert 60_000 < resumes[0][1] < 66_000


def test_standing_before_the_first_step_is_a_pause_from_the_start_on(tmp_path: Path) -> None:
    """A time before the session's first sample would be written as one 50 days on."""
    played = play(build(tmp_path, "stand 30, run 20"), 55_000, (3_000, push(LONG)))
    played.app.shut()
    assert events(played.session, "pause")[0][1] == 0
    assert (played.session.events["time_ms"] < 60_000).all()
    assert len(played.session.minutes) == 1, "the last one, none at its very beginning"


def test_a_short_stop_is_no_pause(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 30, stand 1, run 30"), 60_000)
    assert played.names == ["boot", "ready", "recording"]


def test_it_ends_without_running(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 20", {"idle_end_min": 1}), 100_000)
    assert played.names == ["boot", "ready", "recording", "paused", "saving", "ready"]
    (stop,) = events(played.session, "stop")
    assert stop[2] == STOP_IDLE
    (pause,) = events(played.session, "pause")
    assert abs(stop[1] - pause[1] - 60_000) < 200
    assert not played.world.watchdog.timeout_ms, "the watchdog is off again"


def test_a_setting_keeps_it_from_ending(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 20", {"idle_end_min": 1, "auto_stop": False}), 120_000)
    assert played.names == ["boot", "ready", "recording", "paused"]


def test_at_a_computer_only_the_button_starts(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 60")
    plugs = (1_000, lambda world: setattr(world, "usb", True)), (50_000, lambda world: setattr(world, "usb", False))
    play(played, 48_000, plugs[0], (30_000, push(LONG)), (40_000, push(LONG)))
    assert played.names == ["boot", "ready", "usb", "recording", "saving", "ready", "usb"]
    again = build(tmp_path, "stand 5, run 60")
    play(again, 62_000, *plugs)
    assert again.names == ["boot", "ready", "usb", "ready", "recording"]


def test_a_session_that_begins_after_hours_has_its_own_time(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 200, run 20"), 219_000)
    played.app.shut()
    session = played.session
    assert session.steps["initial_contact_us"][0] < 65_000_000
    assert session.header is not None
    began_ms = played.when("recording")
    start_ms = events(session, "start")[0][1]
    assert abs(session.header.start_s - (1_763_800_000 + (began_ms - start_ms) / 1000)) <= 1.1


@pytest.mark.parametrize(
    ("state", "pattern", "start_ms", "end_ms"),
    [
        ("ready", led.READY, 1_500, 8_000),
        ("recording", led.RECORDING, 16_000, 30_000),
        ("paused", led.PAUSED, 44_000, 60_000),
        ("usb", led.USB, 112_000, 125_000),
    ],
)
def test_the_light(tmp_path: Path, state: str, pattern: tuple, start_ms: int, end_ms: int) -> None:
    played = build(tmp_path, "stand 9, run 25, stand 100", {"idle_end_min": 1, "led_brightness_pct": 100})
    play(played, 126_000, (105_000, lambda world: setattr(world, "usb", True)))
    assert played.when(state) < start_ms
    colour, on_ms, off_ms, count, pause_ms = pattern
    spans = played.lights(start_ms, end_ms)[1:-1]
    colour = led.COLOURS[colour]
    assert {shown for _, shown in spans} == {colour, (0, 0, 0)}
    lit = [ms for ms, shown in spans if shown == colour]
    dark = [ms for ms, shown in spans if shown != colour]
    assert all(abs(ms - on_ms) <= 45 for ms in lit)
    gaps = {off_ms, pause_ms + off_ms} if count > 1 else {off_ms + pause_ms}
    assert all(min(abs(ms - gap) for gap in gaps) <= 90 for ms in dark), dark


def test_patterns_differ_in_rhythm_too() -> None:
    blinking = [led.READY, led.RECORDING, led.PAUSED, led.USB, led.LOW, *led.FAULTS[2:]]
    assert len({pattern[1:] for pattern in blinking}) == len(blinking)


def test_each_minute_is_summed_up(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 150"), 150_000)
    played.app.shut()
    session = played.session
    assert len(session.minutes) == 3
    assert session.minutes["steps"].sum() == len(session.steps)
    assert 155 < session.minutes["cadence_cspm"][1] / 100 < 185
    assert 0 < session.minutes["unsteadiness_bp"][1] < 1000


def test_the_watchdog_is_armed_only_while_a_session_is_on(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 9, run 25, stand 80", {"idle_end_min": 1})
    armed = []
    checks = [
        (ms, lambda world: armed.append(bool(world.watchdog.timeout_ms))) for ms in (8_000, 20_000, 60_000, 99_000)
    ]
    play(played, 100_000, *checks)
    assert armed == [False, True, True, False]
    assert played.world.watchdog.longest_us < 200_000
