"""The runner's own values: learnt from minutes 5 to 10 of two runs, kept in a plain history."""

import json
from typing import Any

import pytest

from coach_play import OWN_BOUNCE_UM, OWN_CONTACT_US, OWN_US, RUN, Played, learnt, settings_with
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.cueing.schedule import BASELINE, FULL


def kept(history: History) -> History:
    """What is left of a history after it was written and read."""
    return History(json.loads(json.dumps(history.plain())))


def taught(history: History, parts: list[tuple[float, int, dict[str, int]]], **changes: Any) -> History:
    """Run parts of (minutes, step time, rest) once; return what is remembered."""
    played = Played(Coach(settings_with(**changes), history))
    for minutes, step_us, rest in parts:
        played.minutes(minutes, step_us, **rest)
    assert played.felt == []
    return kept(played.coach.finish())


def test_minutes_five_to_ten_teach() -> None:
    odd: dict[str, int] = {"bounce_um": 150_000, "contact_us": 150_000}
    history = taught(History(), [(5, 300_000, odd), (5.1, OWN_US, {}), (10, 420_000, odd)])
    (run,) = history.runs
    assert abs(run["step_us"] - OWN_US) < 1000
    assert abs(run["bounce_um"] - OWN_BOUNCE_UM) < 500
    assert abs(run["contact_us"] - OWN_CONTACT_US) < 1000
    assert abs(run["steps"] - 5 * 60e6 / OWN_US) < 5
    assert run["unsteadiness_bp"] < 40, "only the change of pace"


def test_two_runs_make_a_baseline() -> None:
    history = taught(History(), [(10.1, 350_000, {})])
    assert Coach(settings_with(), history).schedule.phase == BASELINE
    history = taught(history, [(10.1, 370_000, {})])
    assert Coach(settings_with(), history).schedule.phase == FULL
    assert abs(history.baseline(2).step_us - 360_000) <= 8
    assert not history.baseline(3).is_ready
    assert abs(history.baseline(1).step_us - 350_000) <= 8


def test_a_learnt_baseline_stays() -> None:
    history = learnt()
    assert taught(history, [(10.1, OWN_US * 100 // 105, {})]).runs == history.runs


def test_a_short_run_teaches_nothing() -> None:
    assert taught(History(), [(9.9, OWN_US, {})]).runs == []


def test_flagged_steps_teach_nothing() -> None:
    shaken = {"flags": 8, "bounce_um": 200_000}
    history = taught(History(), [(7, OWN_US, {}), (1, OWN_US, shaken), (3, OWN_US, {})])
    assert abs(history.runs[0]["bounce_um"] - OWN_BOUNCE_UM) <= 8
    assert taught(History(), [(5, OWN_US, {}), (3, OWN_US, shaken), (3, OWN_US, {})]).runs == [], "less than half"


def test_other_minutes_and_numbers_of_runs() -> None:
    changes = {"baseline_runs": 1, "baseline_from_min": 1, "baseline_min": 2}
    history = taught(History(), [(1, 300_000, {}), (2.1, OWN_US, {})], **changes)
    assert abs(history.runs[0]["step_us"] - OWN_US) < 1000
    assert Coach(settings_with(**changes), history).has_baseline


def test_standing_is_no_running_time() -> None:
    played = Played(Coach(settings_with(), History()))
    played.minutes(4, 300_000)
    played.wait(600_000, poll_ms=1000)
    played.minutes(1, 300_000)
    played.minutes(5.2, OWN_US)
    (run,) = played.coach.finish().runs
    assert abs(run["step_us"] - OWN_US) < 1500


def test_the_history_is_plain() -> None:
    history = learnt(sessions=3)
    history.add_retention("cadence", 9, 71)
    assert kept(history).plain() == history.plain()
    assert history.problems == []


@pytest.mark.parametrize(
    "plain",
    [
        [],
        "runs",
        7,
        {"runs": 5},
        {"runs": [5, None, []]},
        {"runs": [{**RUN, "step_us": 1}]},
        {"runs": [{**RUN, "step_us": 360000.5}]},
        {"runs": [{**RUN, "bounce_um": None}]},
        {"runs": [{**RUN, "unsteadiness_bp": True}]},
        {"runs": [{"step_us": 360000}]},
        {"sessions": []},
        {"sessions": {"cadence": -1}},
        {"sessions": {"cadence": "4"}},
        {"retentions": {}},
        {"retentions": [{"target": "speed", "session": 9, "inside_pct": 50}]},
        {"retentions": [{"target": [], "session": 9, "inside_pct": 50}]},
        {"retentions": [{"target": "cadence", "session": 9, "inside_pct": 101}]},
        {"retentions": [{"target": "cadence", "inside_pct": 50}]},
    ],
)
def test_a_damaged_history_is_begun_anew_and_reported(plain: Any) -> None:
    history = History(plain)
    assert history.problems
    assert all(len(problem.split()) > 5 for problem in history.problems)
    assert (history.runs, history.retentions) == ([], [])
    assert history.session("cadence") == 1
    Coach(settings_with(), history)


def test_good_runs_survive_a_bad_one() -> None:
    history = History({"runs": [RUN, {**RUN, "step_us": 9}, RUN], "sessions": {"cadence": 4, "bounce": "x"}})
    assert history.runs == [RUN, RUN]
    assert (history.session("cadence"), history.session("bounce")) == (5, 1)
    assert len(history.problems) == 2
