"""`recoil virtual --screen`, and the host's plans, tables and sentences, without a clip."""

import json
from array import array
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from clip_at_cable import recoil
from made_sessions import START_S, made_session, wavy_spm
from recoil.common.errors import RecoilError
from recoil.recording.mount import Mount
from recoil.screening.plans import PlanError, encoded, plan_from
from recoil.screening.watch import distance_km
from recoil.session.core_minutes import core_minutes_of
from recoil.simulation.clip.observed import Cue
from recoil.simulation.scenarios.screening import WornScreening, meaning_of_signal, screened
from recoil_clip.exercise.plan import CORE, SCREEN, plan_of, standard
from recoil_clip.exercise.sequence import OVER, Sequence
from recoil_clip.spec.exercises import TIME, TOUCH_DOWN
from watch_files import EPOCH_S, plain_run


def felt(*lengths_ms: int) -> str:
    at, pulses = 0, []
    for length in lengths_ms:
        pulses.append((at, at + 1000 * length))
        at += 1000 * length + 100_000
    return meaning_of_signal(Cue(0, tuple(pulses)))


def test_each_signal_has_its_meaning() -> None:
    assert [felt(80), felt(120), felt(500), felt(400, 400)] == ["get ready", "half", "go", "held to the end"]
    assert [felt(80, 80, 80), felt(200, 200, 200)] == ["ended early", "a screening begins"]
    assert felt(*[250] * 4) == "all done" and felt(*[60] * 7) == "not known"


def test_three_presses_with_the_cable_out() -> None:
    worn = WornScreening(screened(Mount.parse("x=+x,y=+y,z=+z")), 8)
    assert [ms for _, ms in worn.button_presses(4000, 90_000)] == [150] * 3


def test_somebody_does_the_whole_of_the_clips_own_plan() -> None:
    motion = screened(Mount.parse("x=+x,y=+y,z=+z"))
    plan, _ = plan_of(standard(SCREEN), SCREEN)
    assert plan is not None
    sequence, samples = Sequence(plan, 4808), array("i", motion.counts.astype(int).ravel().tolist())
    tries, last = [], len(samples) // 6
    for first in range(0, last, 40):
        sequence.feed(samples, first, min(first + 40, last))
        sequence.poll()
        if sequence.has_result:
            tries.append((sequence.result.attempt, sequence.result.ending))
        if sequence.phase == OVER:
            break
    stance = [(1, TIME), (2, TIME), (3, TIME)]
    lost = [(1, TOUCH_DOWN), *stance[1:]]
    assert tries == [*stance, *lost, *lost, *stance, *[(1, TIME)] * 7] and sequence.phase == OVER


def test_a_run_and_a_screening_are_two_things() -> None:
    result = recoil("virtual", "--screen", "--run")
    assert result.exit_code == 1 and "choose one" in result.output


@pytest.mark.parametrize("kind", [SCREEN, CORE])
def test_the_standard_is_a_plan(kind: str) -> None:
    plan, problem = plan_of(standard(kind), kind)
    assert plan is not None and not problem
    assert json.loads(encoded(plan_from(kind, []))) == standard(kind)


def test_words_become_a_plan() -> None:
    plain = plan_from(SCREEN, ["stance:closed", "tandem:left:20s", "skipping"], tries=2, rest_s=5)
    assert [(item["name"], item["side"], item["seconds"], item.get("tries")) for item in plain["items"]] == [
        ("stance", "left", 10, 2), ("stance", "right", 10, 2), ("tandem", "left", 20, 2), ("skipping", "both", 20, None)
    ]  # fmt: skip
    for name in ("stance", "tandem", "lunge:closed"):
        assert {item["tries"] for item in plan_from(SCREEN, [name])["items"]} == {3}
    practised = plan_from(SCREEN, ["stance", "stance:closed", "tandem"], practice=True)["items"]
    assert [item.get("practice", False) for item in practised] == [True, True, False, False, False, False]
    (bridge,) = plan_from(CORE, ["bridge:x12"])["items"]
    assert bridge["repetitions"] == 12


@pytest.mark.parametrize(
    ("kind", "word", "said"),
    [
        (SCREEN, "hop", "there is no hop"),
        (SCREEN, "squat", "there is no squat"),
        (CORE, "stance", "there is no stance"),
        (SCREEN, "stance:up", "no side"),
        (SCREEN, "stance:1", "3 to 120"),
        (SCREEN, "tandem:46", "for 45 s at most"),
        (SCREEN, "skipping:90", "at most 60"),
        (SCREEN, "skipping:left", "side must be both"),
        (SCREEN, "skipping:closed", "eyes are only"),
        (CORE, "front_plank:x3", "not done in repetitions"),
    ],
)
def test_what_no_clip_would_take_is_refused(kind: str, word: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        plan_from(kind, [word])


@pytest.mark.parametrize("change", [
    {"version": 2}, {"kind": "core"}, {"rest_s": 1}, {"rest_s": True}, {"items": []}, {"items": [{}] * 25},
    {"items": [{"name": "stance", "side": "left", "seconds": 10, "colour": 1}]},
    {"items": [{"name": [], "side": "left", "seconds": 10}]}, {"items": [{"name": "stance", "side": {}, "seconds": 9}]},
    {"items": [{"name": "stance", "side": "left", "seconds": "10"}]}, {"items": ["stance"]},
])  # fmt: skip
def test_nor_does_the_clip_take_it(change: dict[str, Any]) -> None:
    plan, problem = plan_of({**standard(SCREEN), **change}, SCREEN)
    assert plan is None and problem


def test_the_watchs_distance(tmp_path: Path) -> None:
    """2.8 m/s for 10 min in the watch's file; the session is 5 min of them; one of another time is refused."""
    session = made_session(300, stand_s=0)
    path = tmp_path / "watch.fit"
    strides = [round(wavy_spm(time_s) / 2) if time_s >= 0 else 84 for time_s in range(-150, 451)]
    path.write_bytes(plain_run(START_S - EPOCH_S - 150, np.array(strides)))
    assert distance_km(path, session) == pytest.approx(0.84, abs=0.03)
    with pytest.raises(RecoilError, match="1100 days apart"):
        distance_km(path, made_session(300, start_s=1_700_000_000))
    assert core_minutes_of(session, 1.8).document() == {"minutes": 1.1, "distance_km": 1.8, "distance_from": "watch"}


@pytest.mark.parametrize(("content", "said"), [(None, "no such file"), (b"no FIT", "x.fit")])
def test_a_file_that_is_no_watchs(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "x.fit"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RecoilError, match=said):
        distance_km(path, made_session(60))
