"""Axes of the sensor that are stuck, and a sensor whose clock is wrong: noticed, logged, and nothing false is told."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app_fault_helpers import ORANGE, blinks, chip, logged
from app_play import TAUGHT, build, events, play, push
from recoil.session import Session
from recoil.session.facts import facts_of
from recoil.session.overview import overview_of
from recoil.session.vocabulary import FAULTS
from recoil_clip.spec import validity
from recoil_clip.spec.events import STOP_BUTTON
from recoil_clip.spec.log import UNKNOWN

QUIET = {"target": "none"}


@pytest.mark.parametrize(
    ("how", "axes", "bits"),
    [("stuck", (3, 4, 5), 56), ("stuck", (3,), 8), ("stuck", (2,), 4), ("noisy", (4,), 16), ("noisy", (0,), 1)],
)
def test_a_dead_axis_is_a_fault_and_what_rests_on_it_is_not_told(
    tmp_path: Path, how: str, axes: tuple[int, ...], bits: int
) -> None:
    played = build(tmp_path, "stand 5, run 130", QUIET)
    play(played, 130_000, (60_000, chip("sensor", **{how: axes})), (120_000, push(1_200)))
    session = played.session
    ((_, at_ms, value),) = events(session, "validity")
    assert value == bits and 59_000 < at_ms < 63_000
    assert logged(played) == ["sensor axis dead"] and played.faults["sensor axis dead"][2] == f"axes {bits:#x}"
    assert blinks(played, 80_000, 119_000, ORANGE) == {2}
    found = overview_of(session)
    assert session.is_whole and found["pelvis"] is None, "not 0.0 degrees"
    (said,) = [text for label, text, _ in facts_of(found) if label == "not told"]
    assert "pelvis tilt" in said and said.endswith("not told: an axis of the sensor is stuck or dead")
    if bits & validity.ACCELEROMETER:
        assert (found["cadence_spm"], found["contact_ms"], found["braking"]) == (None, None, None)
        assert found["balances"]["contact"] is None and found["steps"] > 100
    else:
        assert 160 < found["cadence_spm"] < 180 and found["contact_ms"] and found["braking"]


def test_the_next_session_does_without_the_gyroscope_from_the_start(tmp_path: Path) -> None:
    played = build(tmp_path, "run 300", {**QUIET, "auto_start": False})
    chip("sensor", stuck=(3, 4, 5))(played.world)
    play(played, 140_000, (4_000, push(1_200)), (40_000, push(1_200)), (50_000, push(1_200)), (120_000, push(1_200)))
    first, second = played.sessions
    assert [one.header.dead_axes for one in (first, second) if one.header] == [0, 56]
    assert not events(second, "validity") and logged_in(second) == ["sensor axis dead"]
    assert set(second.strides["tilt_cdeg"].tolist()) == {UNKNOWN} and len(second.steps) > 100
    assert overview_of(second)["contact_ms"] == pytest.approx(overview_of(first)["contact_ms"], abs=8)


def logged_in(session: Session) -> list[str]:
    return [FAULTS[value] for _, _, value in events(session, "fault")]


def test_an_axis_is_not_dead_before_it_was_looked_at_for_a_while(tmp_path: Path) -> None:
    """The first look of a session comes long after all others, and may find an axis near the middle of its way."""
    played = build(tmp_path, "stand 20", QUIET)
    play(played, 10_000)
    assert not played.app.sensing.look_at_axes(True)
    assert not played.app.sensing.sensor.dead


def test_an_axis_that_lives_again_is_believed_again(tmp_path: Path) -> None:
    played = build(tmp_path, "run 300", QUIET)
    acts = [(30_000, chip("sensor", stuck=(0,))), (50_000, chip("sensor", stuck=()))]
    acts += [(60_000, chip("sensor", noisy=(5,))), (75_000, chip("sensor", noisy=()))]
    play(played, 90_000, *acts)
    played.app.shut()
    assert [value for _, _, value in events(played.session, "validity")] == [1, 0, 32, 0]
    assert not played.app.faults.standing


def test_nobody_is_cued_by_a_dead_accelerometer(tmp_path: Path) -> None:
    played = build(tmp_path, "stand 5, run 200", {"quiet_start_min": 0}, TAUGHT)
    play(played, 150_000, (20_000, chip("sensor", stuck=(2,))))
    played.app.shut()
    assert not [ms for ms, count, _ in played.pulses if count == 2 and ms > 26_000]


def test_sound_axes_are_never_suspected(tmp_path: Path) -> None:
    """Neither running nor lying still at a desk."""
    played = build(tmp_path, "run 60, stand 120", {**QUIET, "auto_stop": False})
    play(played, 170_000, (4_000, push(1_200)))
    played.app.shut()
    assert not events(played.session, "validity", "rate", "fault")


@pytest.mark.parametrize(("trim", "told", "is_wrong"), [(33, 0, True), (-33, 0, True), (33, 33, False), (3, 0, False)])
def test_a_clock_off_its_own_trim_register_is_corrected(tmp_path: Path, trim: int, told: int, is_wrong: bool) -> None:
    """5 % fast, 5 % slow; honest; and half a per cent off, as a warm chip may be."""
    played = build(tmp_path, "run 400", {**QUIET, "auto_start": False})
    sensor: Any = played.world.sensor
    sensor.trim, sensor.told_trim = trim, told
    play(played, 330_000, (4_000, push(1_200)), (200_000, push(1_200)), (210_000, push(1_200)), (320_000, push(1_200)))
    first, second = played.sessions
    true_hz = 6667 / 32 * (1 + 0.0015 * trim)
    if not is_wrong:
        assert not any(events(one, "rate") for one in (first, second)) and "clock wrong" not in played.faults
        return
    assert len(events(first, "rate")) == 1 and not events(second, "rate"), "the second knows it from the start"
    for one in (first, second):
        assert one.header is not None and one.header.period_ns * true_hz == pytest.approx(1e9, rel=0.002)
        (stop,) = events(one, "stop")
        assert stop[2] == STOP_BUTTON
    lasted_s = first.events["time_ms"][-1] * 1e-3 * first.header.true_time if first.header else np.nan
    assert lasted_s == pytest.approx(196, abs=1.5), "by the watch of who wears it"
    assert "clock wrong" in played.faults
