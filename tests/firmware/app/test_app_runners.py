"""Runners who share a clip: each has a file of their own; the clip is told who it is, or two presses choose."""

import json
from pathlib import Path
from typing import Any

import pytest

from app_play import RUN, Played, build, play, push
from app_play import TAUGHT as TAUGHT_BEFORE
from app_world import SET_UTC_S, World
from recoil_clip.app.runners import MOST, file_of, known, next_of, signal

TODAY = SET_UTC_S // 86_400
TAUGHT = {**TAUGHT_BEFORE, "day": TODAY}
"""By a clip that knows the day: one that does not gets it at the next start."""


def files(root: Path) -> dict[str, Any]:
    """What the coach remembers, by file."""
    found = [*root.glob("coach.json"), *(root / "runners").glob("*")]
    return {str(path.relative_to(root)): json.loads(path.read_text()) for path in sorted(found)}


def twice(at_ms: int) -> list[tuple[int, Any]]:
    """Two short presses."""
    return [(at_ms, push(150)), (at_ms + 350, push(150))]


def chosen(played: Played) -> str | None:
    """The runner in the settings that lie on the flash."""
    return json.loads((played.root / "settings.json").read_text())["runner_id"]


def test_the_first_runner_takes_over_what_was_learnt(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 20", {"runner_id": "ann"}, TAUGHT), 5_000)
    assert files(tmp_path) == {"runners/1-ann.json": TAUGHT}
    assert played.app.equipment.history.sessions == {"cadence": 1}
    (tmp_path / "settings.json").write_text('{"runner_id": "ben"}')
    played = play(build(tmp_path, "stand 20"), 5_000)
    assert files(tmp_path) == {"runners/1-ann.json": TAUGHT, "runners/2-ben.json": {}}
    assert played.app.equipment.history.sessions == {} and not played.app.faults.standing


def test_who_has_no_id_keeps_the_one_file(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 20", {}, TAUGHT), 5_000)
    assert files(tmp_path) == {"coach.json": TAUGHT}
    assert played.app.equipment.history.sessions == {"cadence": 1}


@pytest.mark.parametrize(("taught", "old"), [({}, 0), ({"day": TODAY - 42}, 0), ({"day": TODAY - 43}, 2)])
def test_the_day_is_kept_before_the_clock_may_be_lost(tmp_path: Path, taught: dict[str, int], old: int) -> None:
    """A clip that waits writes what it knows of the day: off, its clock forgets the date."""
    before = {**TAUGHT_BEFORE, **taught}
    play(build(tmp_path, "stand 20", {}, before, utc_s=0), 5_000)
    assert files(tmp_path) == {"coach.json": before}, "nothing is known of the day"
    played = play(build(tmp_path, "stand 20", {}, before), 5_000)
    found = files(tmp_path)["coach.json"]
    is_new = old > 0 or not taught
    assert (found["day"], found.get("old", 0)) == (TODAY if is_new else TODAY - 42, old)
    assert found["runs"] == before["runs"] and found["sessions"] == {"cadence": 1}
    assert played.app.equipment.history.baseline(2, has_pace=True).is_old is bool(old)


@pytest.mark.parametrize(("is_told", "day", "old"), [(True, TODAY, 2), (False, 0, 0)])
def test_the_day_is_looked_at_when_a_run_begins(tmp_path: Path, is_told: bool, day: int, old: int) -> None:
    """A clip at a charger for weeks does not start anew; where it does not know the day, the last run has none."""
    before = {**TAUGHT_BEFORE, "day": TODAY - 43}
    played = build(tmp_path, "stand 5, run 30", {"auto_start": False}, before, utc_s=0)

    def set_clock(world: World) -> None:
        world._utc_s = SET_UTC_S

    actions = [(5_000, set_clock)] if is_told else []
    play(played, 25_000, *actions, (6_000, push(1_200)), (20_000, push(1_200)))
    assert len(played.sessions) == 1
    found = files(tmp_path)["coach.json"]
    assert (found["day"], found["old"]) == (day, old)


def test_two_runners_in_turn_each_learn_and_are_cued_by_their_own(tmp_path: Path) -> None:
    """Ann has own values and is in her plan; Ben runs the same and is taught, not cued."""
    settings = {"runner_id": "ann", "quiet_start_min": 0, "settle_s": 5, "idle_end_min": 1}
    (tmp_path / "runners").mkdir()
    (tmp_path / "runners/1-ann.json").write_text(json.dumps({**TAUGHT, "day": TODAY - 10}))
    (tmp_path / "runners/2-ben.json").write_text("{}")
    plan = "stand 10, run 60, stand 75, run 130, stand 75"
    played = play(build(tmp_path, plan, settings), 352_000, *twice(137_000))
    ann, ben = played.sessions
    assert (ann.settings or {})["runner_id"] == "ann" and (ben.settings or {})["runner_id"] == "ben"
    phases = [[int(e["value"]) for e in session.events if e["kind"] == 13] for session in (ann, ben)]
    assert phases == [[2], [1]]
    assert [sum(session.events["kind"] == 6) for session in (ann, ben)] == [2, 0]
    found = files(tmp_path)
    assert {found[name]["day"] for name in found} == {TODAY}, "the day of their last run"
    assert found["runners/1-ann.json"]["cues"] == {"cadence": 2} and found["runners/1-ann.json"]["runs"][:2] == [
        RUN,
        RUN,
    ]
    assert len(found["runners/2-ben.json"]["runs"]) == 1 and found["runners/2-ben.json"]["cues"] == {}
    assert chosen(played) == "ben"


def test_two_presses_choose_the_next_runner_felt_as_a_count(tmp_path: Path) -> None:
    (tmp_path / "runners").mkdir()
    for name in ("1-ann", "3-ben", "7-cy", "x-no", "12-no"):
        (tmp_path / f"runners/{name}.json").write_text("{}")
    played = build(tmp_path, "stand 90", {"runner_id": "ann", "clip_name": "Ours"})
    play(played, 40_000, *twice(5_000), *twice(12_000), *twice(20_000))
    assert [felt[1:] for felt in played.pulses if felt[0] > 5_000] == [(3, 200), (1, 600), (2, 200), (1, 200)]
    assert chosen(played) == "ann" and played.names == ["boot", "ready"]
    assert json.loads((tmp_path / "settings.json").read_text())["clip_name"] == "Ours"


def test_without_runners_there_is_nothing_to_choose(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 60", {}, TAUGHT), 10_000, *twice(5_000))
    assert [felt[1:] for felt in played.pulses if felt[0] > 5_000] == [(3, 80)]
    assert files(tmp_path) == {"coach.json": TAUGHT}


def test_nine_have_room_and_a_tenth_is_told(tmp_path: Path) -> None:
    for number in range(1, MOST + 1):
        assert file_of(str(tmp_path), f"r{number}") == f"{tmp_path}/runners/{number}-r{number}.json"
    assert file_of(str(tmp_path), "r10") == "" and len(known(str(tmp_path))) == MOST
    assert next_of(str(tmp_path), "r9") == (1, "r1") and next_of(str(tmp_path), "none") == (1, "r1")
    played = play(build(tmp_path, "stand 20", {"runner_id": "r10"}), 5_000)
    assert played.app.faults.standing == [14]
    assert len(files(tmp_path)) == MOST


@pytest.mark.parametrize(("number", "felt"), [(0, [(3, 80, 80)]), (4, [(4, 200, 400)]), (5, [(1, 600, 0)])])
def test_numbers(number: int, felt: list[tuple[int, int, int]]) -> None:
    assert signal(number) == felt


@pytest.mark.parametrize("left", [[], ["1-ann.json.new"], ["x.json"]])
def test_power_that_failed_while_a_file_was_taken_over_loses_nothing(tmp_path: Path, left: list[str]) -> None:
    """The folder was made and the file not yet renamed; a file that was being written is no runner."""
    (tmp_path / "runners").mkdir()
    for name in left:
        (tmp_path / "runners" / name).write_text("{")
    (tmp_path / "coach.json").write_text(json.dumps(TAUGHT))
    for _ in range(2):  # and again after it
        assert file_of(str(tmp_path), "ann") == f"{tmp_path}/runners/1-ann.json"
        assert json.loads((tmp_path / "runners/1-ann.json").read_text()) == TAUGHT
    assert not (tmp_path / "coach.json").exists()


def test_what_is_known_of_the_wearer_comes_and_goes_with_the_runner(tmp_path: Path) -> None:
    (tmp_path / "runners").mkdir()
    (tmp_path / "runners/1-ann.json").write_text("{}")
    (tmp_path / "runners/2-ben.json").write_text('{"wearer": {"wearer_name": "Ben", "wearer_mass_kg": 9000}}')
    plan = {"run_walk": "ladder", "run_walk_level": 3, "run_walk_run_s": 90, "run_walk_walk_s": 60, "run_walk_times": 9}
    settings = {"runner_id": "ann", "wearer_name": "Ann", "wearer_mass_kg": 62, **plan}
    played = play(build(tmp_path, "stand 60", settings), 12_000, *twice(5_000))
    values = played.app.equipment.settings.values
    assert (values["wearer_name"], values["wearer_mass_kg"]) == ("Ben", None)
    assert (values["run_walk"], values["run_walk_level"]) == ("off", 1), "a ladder is a runner's, not the clip's"
    assert files(tmp_path)["runners/1-ann.json"]["wearer"] == {"wearer_name": "Ann", "wearer_mass_kg": 62, **plan}


def test_five_presses_play_all_that_can_be_felt(tmp_path: Path) -> None:
    presses = [(5_000 + 350 * number, push(150)) for number in range(5)]
    played = play(build(tmp_path, "stand 60", {}), 50_000, *presses)
    felt = [pulse[1:] for pulse in played.pulses if pulse[0] > 5_000]
    assert felt[:5] == [(2, 120), (1, 600), (3, 120), (4, 120), (1, 120)] and len(felt) == 19
    assert played.names == ["boot", "ready"]
