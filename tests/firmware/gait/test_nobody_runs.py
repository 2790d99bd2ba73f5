"""Who bounces and does not run is not listed: skipping, jumping, hopping, stairs and brisk walks on a real sensor."""

from pathlib import Path

import pytest

from bouncing import BOUNCES, RUN, bounce
from recoil.bench.dataset import read_index
from recoil.bench.perturbation import turned
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil_clip.gait.gait import Gait


@pytest.mark.parametrize("name", BOUNCES)
def test_who_bounces_without_running(name: str) -> None:
    assert len(replay(bounce(*BOUNCES[name])).steps) == 0


def test_who_runs_alike() -> None:
    steps = replay(bounce(*RUN)).steps
    assert 86 <= len(steps) <= 90 and set(steps["side"].tolist()) == {"L", "R"}


def test_recordings_that_were_taken_for_running(data_dir: Path) -> None:
    entries = [entry for entry in read_index(data_dir) if entry.kind == "not running, hard"]
    assert len(entries) == 4
    assert {entry.name: len(replay(entry.recording()).steps) for entry in entries} == {
        "sisfall_D02_SE06": 0,
        "sisfall_D06_SE06": 0,  # hurries up stairs
        "harlab_002_stairs": 0,
        "harlab_030_stairs": 0,
    }


def test_who_jumps_is_never_said_to_run_not_for_a_moment() -> None:
    recording = bounce(*BOUNCES["jumping"], seconds=20.0)
    gait = Gait(recording.period_us)
    for sample in recording.counts().tolist():
        gait.push(*sample)
        assert not gait.is_running()


@pytest.mark.parametrize("yaw_deg", [0.0, 10.0])
def test_a_sensor_that_feels_nothing_to_the_side_is_not_asked_what_alternates(yaw_deg: float) -> None:
    running = bounce(RUN[0], forward=0.5, side=0.2)
    blind = Recording.of("blind", running.time_s, running.acc_g * (1.0, 1.0, 0.0))
    assert len(replay(turned(blind, yaw_deg)).steps) >= 86
