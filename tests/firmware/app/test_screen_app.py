"""Screens and core work on the app by script: presses, plans, what is felt, what is logged."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from app_play import Played, build, events, play, push
from recoil.session.core_minutes import core_minutes_of
from recoil.simulation.runner.stance import Wearer
from recoil_clip.app import app
from recoil_clip.spec import exercises
from recoil_clip.spec.events import STOP_BUTTON, STOP_DONE, STOP_HOST

SHORT, LONG = 150, 1200
LATE_MS = 120  # a poll, a burst, and a little


def presses(count: int, at_ms: int) -> list[tuple[int, Any]]:
    return [(at_ms + 350 * number, push(SHORT)) for number in range(count)]


def plan(*items: dict[str, Any], kind: str = "screen", rest_s: int = 3) -> dict[str, Any]:
    return {"version": 1, "kind": kind, "rest_s": rest_s, "items": list(items)}


def stance(seconds: int = 10, tries: int = 1, side: str = "left") -> dict[str, Any]:
    return {"name": "stance", "side": side, "eyes": "open", "seconds": seconds, "tries": tries}


def with_plan(root: Path, value: Any, wearer: Wearer, name: str = "screen.json") -> Played:
    (root / name).write_text(value if isinstance(value, str) else json.dumps(value))
    return build(root, data=wearer.counts().astype("<i2").tobytes())


def test_three_presses_lead_through_the_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[bool] = []
    monkeypatch.setattr(app, "use_flash", lambda: moved.append("recoil_clip.app.exercise" in sys.modules))
    played = play(with_plan(tmp_path, plan(stance()), Wearer(1).stands(40)), 40_000, *presses(3, 8_000))
    assert played.names == ["boot", "ready", "screen", "saving", "ready"]
    assert moved == [True], "what is loaded for it runs in the flash, once it is there"
    began = played.when("screen")
    felt = [(ms - began, count, length) for ms, count, length in played.pulses]
    expected = [(0, 3, 200), (3000, 1, 80), (4000, 1, 80), (5000, 1, 80), (6000, 1, 500), (11_000, 1, 120),
                (16_000, 2, 400), (18_000, 4, 250)]  # fmt: skip
    assert [pulse[1:] for pulse in felt] == [pulse[1:] for pulse in expected]
    assert all(-40 <= ms - due <= LATE_MS for (ms, *_), (due, *_) in zip(felt, expected, strict=True)), felt
    session = played.session
    assert session.header is not None and session.header.kind == 1
    assert events(session)[0][:1] == ("start",) and events(session)[-1][::2] == ("stop", STOP_DONE)
    assert session.is_whole and not len(session.steps)
    (trial,) = session.trials
    assert (trial["kind"], trial["side"], trial["attempt"], trial["ending"]) == (
        exercises.STANCE,
        -1,
        1,
        exercises.TIME,
    )
    assert trial["held_ms"] == 10_000 and 8_500 < trial["sway_ms"] <= 9_500
    assert 5_000 < trial["side_ug"] < 40_000 and 400 < trial["roll_mdps"] < 3_000


def test_a_touch_down_ends_a_try_and_the_next_one_follows(tmp_path: Path) -> None:
    """Best of two: the foot comes down 4 s into the first."""
    wearer = Wearer(2).stands(14.5).puts_foot_down().walks(1).stands(30)
    played = play(with_plan(tmp_path, plan(stance(tries=2)), wearer), 50_000, *presses(3, 2_600))
    began_s = 3.3 + 0.45  # the third press, and that no fourth one follows
    first, second = played.session.trials
    assert first["ending"] == exercises.TOUCH_DOWN and second["ending"] == exercises.TIME
    # The motion begins when the sensor is found; the jolt is at 14.9 s of it.
    assert first["held_ms"] == pytest.approx(1000 * (14.9 + 0.9 - began_s - 6), abs=600)
    felt = [pulse[1:] for pulse in played.pulses]
    once = [(1, 80), (1, 80), (1, 80), (1, 500)]
    assert felt == [(3, 200), *once, (1, 120), (3, 80), *once, (1, 120), (2, 400), (4, 250)]
    assert (first["attempt"], second["attempt"]) == (1, 2)


def test_four_presses_are_core_work(tmp_path: Path) -> None:
    value = plan(
        {"name": "front_plank", "seconds": 5},
        {"name": "squat", "side": "right", "seconds": 60, "repetitions": 4},
        kind="core",
    )
    wearer = Wearer(3).stands(26).repeats(4).stands(20)
    played = play(with_plan(tmp_path, value, wearer, "core.json"), 55_000, *presses(4, 5_000))
    session = played.session
    assert session.header is not None and session.header.kind == 2
    plank, squats = session.exercises
    assert (plank["kind"], plank["held_ms"], plank["repetitions"]) == (exercises.FRONT_PLANK, 5_000, -1)
    assert (squats["kind"], squats["side"], squats["repetitions"]) == (exercises.SQUAT, 1, 4)
    assert squats["ending"] == exercises.TIME and squats["held_ms"] < 25_000
    assert played.names[-1] == "ready" and not len(session.trials)


def test_presses_step_and_skip_and_end(tmp_path: Path) -> None:
    """A press: no more rest; a press: enough; two: not the next one; a long one: the end."""
    value = plan(stance(30), stance(30, side="right"), stance(30), rest_s=60)
    actions = [*presses(3, 2_000), (6_000, push(SHORT)), (16_000, push(SHORT)), *presses(2, 20_000),
               (24_000, push(SHORT)), (35_000, push(LONG))]  # fmt: skip
    played = play(with_plan(tmp_path, value, Wearer(4).stands(50)), 45_000, *actions)
    first, second = played.session.trials
    assert (first["side"], first["ending"]) == (-1, exercises.BUTTON) and 6_000 < first["held_ms"] < 8_500
    assert (second["side"], second["ending"]) == (-1, exercises.STOPPED), "the right side was left out"
    assert events(played.session)[-1][2] == STOP_BUTTON
    assert (2, 60) in [pulse[1:] for pulse in played.pulses]


@pytest.mark.parametrize("broken", ["{", "[]", '{"version": 1}', json.dumps(plan(stance(7000))), "\0" * 20_000])
def test_a_broken_plan_is_said_and_the_clips_own_is_used(tmp_path: Path, broken: str) -> None:
    played = play(with_plan(tmp_path, broken, Wearer(1).stands(40)), 30_000, *presses(3, 3_000), (12_000, push(SHORT)))
    played.app.shut()
    assert played.names[2] == "screen" and "plan broken" in played.faults
    (trial,) = played.session.trials
    assert trial["target_ms"] == 30_000 and trial["ending"] == exercises.STOPPED
    assert events(played.session)[-1][2] == STOP_HOST


def test_its_code_is_only_in_memory_while_it_is_wanted(tmp_path: Path) -> None:
    played = with_plan(tmp_path, plan(stance(5)), Wearer(1).stands(40))
    loaded: list[bool] = []
    look = lambda world: loaded.append("recoil_clip.app.exercise" in sys.modules)  # noqa: E731
    sys.modules.pop("recoil_clip.app.exercise", None)
    play(played, 30_000, (2_000, look), *presses(3, 3_000), (8_000, look), (29_000, look))
    assert loaded == [False, True, False]


def test_a_run_earns_core_work(tmp_path: Path) -> None:
    """40 s at 4 min per km are a sixth of a kilometre, a tenth of a mile, 6 s of core work."""
    played = play(build(tmp_path, "stand 5, run 40, stand 20", {"wearer_pace_s_per_km": 240}), 60_000)
    played.app.shut()
    (earned,) = events(played.session, "core")
    assert 9 <= earned[2] <= 11
    told = core_minutes_of(played.session)
    assert told.source == "pace" and told.minutes == pytest.approx(earned[2] / 100, abs=0.05)
    assert core_minutes_of(played.session, 16.1).minutes == 10.0
    assert "by the watch" in core_minutes_of(played.session, 16.1).words()


def test_without_a_pace_nothing_is_made_up(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 20"), 23_000)
    played.app.shut()
    assert not events(played.session, "core")
    assert core_minutes_of(played.session).minutes is None


def test_a_run_after_it_is_a_run(tmp_path: Path) -> None:
    (tmp_path / "screen.json").write_text(json.dumps(plan(stance(5))))
    played = play(build(tmp_path, "stand 40, run 20"), 58_000, *presses(3, 8_000))
    assert played.names == ["boot", "ready", "screen", "saving", "ready", "recording"]
    played.app.shut()
    _, run = played.sessions
    assert len(run.steps) > 30 and run.header is not None and run.header.kind == 0
