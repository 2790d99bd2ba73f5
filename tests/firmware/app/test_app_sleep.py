"""The clip that lies still: it naps, sleeps after five minutes, and goes off after days; and what wakes it."""

from pathlib import Path

import pytest

from app_play import Action, build, events, play, push
from app_world import World
from recoil_clip.spec.events import START_BY_RUNNING

DAY_MS = 86_400_000
CTRL1_XL, CTRL2_G, CTRL6_C, FIFO_CTRL4 = 0x10, 0x11, 0x15, 0x0A
MODE, STANDBY = 0x01, 0x40


def at_rest(world: World) -> tuple[int, int, int, int, int]:
    """What the sensor and the motor's driver are set to."""
    values = [world.sensor.get(register) for register in (CTRL1_XL, CTRL2_G, CTRL6_C, FIFO_CTRL4)]
    return (values[0], values[1], values[2], values[3], world.haptic.get(MODE))


def days(count: float) -> Action:
    """Let so many days go by in which nothing happens."""

    def pass_by(world: World) -> None:
        world.clock._now_us += int(count * DAY_MS * 1000)

    return pass_by


def test_asleep_only_the_sensor_feels_and_running_is_claimed(tmp_path: Path) -> None:
    """At 52 Hz in low power, no gyroscope, no FIFO; samples come again within 0.3 s of the first movement."""
    played = build(tmp_path, "stand 345, run 30, stand 10")
    found: list[tuple[int, ...]] = []
    for at_ms in (250_000, 335_000):
        played.world.clock.at(at_ms, lambda: found.append(at_rest(played.world)))
    play(played, 385_500)
    assert found == [(0x54, 0x5C, 0, 6, 0), (0x34, 0, 0x10, 0, STANDBY)]
    assert played.names == ["boot", "ready", "recording", "paused"]
    played.app.shut()
    session = played.session
    (start,) = events(session, "start")
    assert start[2] == START_BY_RUNNING
    times_s = session.steps["initial_contact_us"] * 1e-6
    zero_s = (played.when("recording") - played.when("ready") - start[1]) / 1000
    assert 344.9 < zero_s + times_s[0] < 345.3, "at most one step is missing"
    assert len(times_s) >= 79


def test_asleep_a_press_begins_a_session_and_is_felt(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 400", {"raw": "all"})
    play(played, 350_000, (335_000, push(1200)), (345_000, push(1200)))
    assert played.names == ["boot", "ready", "recording", "paused", "saving", "ready"]
    assert 336_000 < played.when("recording") < 336_500
    assert [pulses for _, *pulses in played.pulses] == [[1, 400], [2, 400]], "the driver came out of standby"
    ((first, count),) = [(run.first, len(run.counts)) for run in played.session.raw.runs]
    assert first == 0 and abs(count / 208.3 - 10) < 0.4


@pytest.mark.parametrize("how", ["present", "power"])
def test_a_sensor_that_fails_while_asleep_is_noticed(tmp_path: Path, how: str) -> None:
    """One that is gone is a fault; one that lost its power for a moment would feel nothing, and is set up again."""

    def harm(world: World) -> None:
        if how == "present":
            world.sensor.present = False
        else:
            world.sensor.power_cycle()

    played = build(tmp_path, "stand 400")
    seen: list[int] = []
    played.world.clock.at(344_000, lambda: seen.append(played.world.sensor.get(CTRL1_XL)))
    play(played, 350_000, (340_000, harm))
    if how == "present":
        assert played.names == ["boot", "ready", "fault"] and played.when("fault") < 347_000
    else:
        assert played.names == ["boot", "ready"] and seen == [0x54], "awake again, with samples"


def test_it_goes_off_after_days_until_the_button_is_pressed(tmp_path: Path) -> None:
    """Dark and asleep, then the board starts anew once the button is let go."""
    played = build(tmp_path, "stand 400", {"off_after_days": 2})
    restarted: list[tuple[int, bool]] = []
    played.world.restart = lambda: restarted.append((played.world.now_ms(), played.world.pressed))  # pyright: ignore
    back_ms = 340_000 + int(2.01 * DAY_MS)
    naps: list[int] = []
    play(
        played, back_ms + 60_000, (340_000, days(2.01)),
        (back_ms + 20_000, lambda world: naps.append(len(world.naps))), (back_ms + 30_000, push(800)),
    )  # fmt: skip
    assert played.names == ["boot", "ready"]
    (time_ms, is_pressed), *_ = restarted
    assert back_ms + 30_800 <= time_ms < back_ms + 31_000 and not is_pressed
    before = [ms for ms in played.world.naps if back_ms + 5_000 <= ms < back_ms + 25_000]
    assert len(before) == 20, "a look a second"
    assert played.lights(back_ms + 5_000, back_ms + 30_000) == [(25_000, (0, 0, 0))]


def test_off_after_no_days_is_never(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 400", {"off_after_days": 0})
    play(played, 345_000 + int(5.5 * DAY_MS), (340_000, days(5.5)))
    assert played.world.restarts == 0 and played.names == ["boot", "ready"]


def test_after_a_computer_it_starts_anew_before_it_sleeps_and_with_one_it_never_naps(tmp_path: Path) -> None:
    """MicroPython keeps the USB's clock running for a computer that has set it up, even one that is gone."""
    played = build(tmp_path, "stand 400")
    play(
        played, 390_000,
        (2_000, lambda world: setattr(world, "usb", True)), (50_000, lambda world: setattr(world, "usb", False)),
    )  # fmt: skip
    assert played.names == ["boot", "ready", "usb", "ready"]
    assert played.world.naps[0] > 70_000, "nothing but a nap stops USB"
    assert played.world.restarts == 1


def test_movement_keeps_it_awake_for_a_computer_that_may_have_come(tmp_path: Path) -> None:
    """A plug pushed in is a jolt: for 20 s no nap, so that USB is there to answer; without auto start too."""
    played = build(tmp_path, "stand 60, run 10, stand 60", {"auto_start": False})
    play(played, 120_000)
    assert played.names == ["boot", "ready"]
    naps = played.world.naps
    assert [ms for ms in naps if ms < 60_000] and not [ms for ms in naps if 70_000 <= ms < 85_000]
    assert [ms for ms in naps if ms > 95_000]
