"""The runner's own values: learnt from any running over sessions, for the pace, kept in a plain history."""

import json
import math
from typing import Any

import pytest

from coach_play import OWN_BOUNCE_UM, OWN_CONTACT_US, OWN_US, RUN, Played, contact_at_pace, learnt, settings_with
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.spec.phases import BASELINE, FULL

Parts = list[tuple[float, int, dict[str, int]]]


def kept(history: History) -> History:
    """What is left of a history after it was written and read."""
    again = History(json.loads(json.dumps(history.plain())))
    assert again.problems == []
    return again


def taught(history: History, parts: Parts, **changes: Any) -> History:
    """Run parts of (minutes, step time, rest) once, a minute of standing between them; return what is remembered."""
    played = Played(Coach(settings_with(**changes), history))
    for minutes, step_us, rest in parts:
        played.minutes(minutes, step_us, **rest)
        played.wait(60_000, poll_ms=1000)
    assert played.felt == []
    return kept(played.coach.finish())


def own_step_us(history: History) -> int:
    baseline = history.baseline(2)
    return baseline.step_us if baseline.is_ready else 0


def test_what_a_run_teaches() -> None:
    (run,) = taught(History(), [(12, OWN_US, {})]).runs
    assert abs(run["step_us"] - OWN_US) < 10
    assert abs(run["bounce_um"] - OWN_BOUNCE_UM) < 10
    assert abs(run["contact_us"] - OWN_CONTACT_US) < 10
    assert run["unsteadiness_bp"] == 0
    assert run["pace"] == "contact"
    ((_, steps, step, contact, bounce),) = run["bins"]
    assert abs(steps - 11 * 60e6 / OWN_US) < 10, "from the first minute on"
    for log_q12, value in ((step, OWN_US), (contact, OWN_CONTACT_US), (bounce, OWN_BOUNCE_UM)):
        assert abs(2 ** (log_q12 / 4096) / value - 1) < 0.05, "moved to the middle of the bin by what pace explains"


def test_a_run_teaches_how_far_form_is_from_its_mean() -> None:
    """Twelve minutes, by turns 2 % quicker and slower at one pace: 82 / 4096 is 2 %; more until the mean is known."""
    (run,) = taught(History(), [(1, OWN_US * (100 + way) // 100, {}) for way in (-2, 2) * 6]).runs
    step, contact, bounce = run["spread_q12"]
    assert 82 <= step <= 120
    assert abs(contact - 0.7 * step) <= 2, "contact goes with step time to the power of 0.7"
    assert bounce == 0


def test_a_run_of_few_steps_weighs_little_beside_a_long_one() -> None:
    """1600 steps weigh 101, 16 weigh 2: (101 x 360 ms + 2 x 362 ms) / 103, in steps of 8 us."""
    history = History({"runs": [{**RUN, "steps": 1600}, {**RUN, "steps": 16, "step_us": OWN_US + 2000}]})
    assert own_step_us(history) == 360_032


def test_two_runs_that_agree_make_own_values() -> None:
    history = taught(History(), [(12, 356_000, {})])
    assert Coach(settings_with(), history).schedule.phase == BASELINE
    history = taught(history, [(12, 364_000, {})])
    assert Coach(settings_with(), history).schedule.phase == FULL
    assert abs(own_step_us(history) - 360_000) <= 100
    assert not history.baseline(3).is_ready


@pytest.mark.parametrize("parts", [[(1, OWN_US, {})] * 8, [(3, OWN_US, {})] * 3, [(9.5, OWN_US, {})]])
def test_short_stretches_add_up_over_sessions(parts: Parts) -> None:
    """Who returns from injury: 8 x 60 s, 3 x 3 min, 9.5 min at a time."""
    history, sessions = History(), 0
    while not own_step_us(history):
        history, sessions = taught(history, parts), sessions + 1
        assert sessions <= 6
    assert sessions == 2
    assert abs(own_step_us(history) - OWN_US) < 20


def test_less_than_half_a_minute_at_a_time_teaches_nothing() -> None:
    assert taught(History(), [(0.5, OWN_US, {})] * 3).runs == []


def test_runs_that_do_not_agree_teach_nothing_yet() -> None:
    """150 and 190 steps/min make no 168; a third run that agrees with one of them decides."""
    history = taught(taught(History(), [(12, 400_000, {})]), [(12, 316_000, {})])
    assert own_step_us(history) == 0
    assert history.baseline(2).is_odd
    history = taught(history, [(12, 402_000, {})])
    assert abs(own_step_us(history) - 401_000) < 200
    assert not history.baseline(2).is_odd


def test_a_first_day_that_was_odd_is_mended() -> None:
    """Two runs 6 % quick, then as ever: the third is not cued and teaches, after the fourth own values are right."""
    history = History()
    for step_us in (OWN_US / 1.06, OWN_US / 1.06, OWN_US, OWN_US):
        history = taught(history, [(12, round(step_us), {})])
    assert abs(own_step_us(history) - OWN_US) < 200
    slow = History()
    for step_us in (OWN_US * 1.05, OWN_US * 1.05, OWN_US, OWN_US):
        slow = taught(slow, [(12, round(step_us), {})])
    assert abs(own_step_us(slow) - OWN_US) < 200


def test_one_odd_day_later_changes_nothing() -> None:
    history = learnt(sessions=2)
    before = own_step_us(history)
    history = taught(history, [(12, OWN_US * 107 // 100, {})])
    assert history.baseline(2).is_odd
    assert own_step_us(history) == before
    assert history.session("cadence") == 3, "it was no session of the plan"


def runs_of(*step_us: int, **more: Any) -> History:
    """Runs whose form is off by the same in all, in means as in the bin of their pace."""
    runs: list[dict[str, Any]] = []
    for us in step_us:
        logs = [round(4096 * math.log2(value)) for value in (us, contact_at_pace(us), OWN_BOUNCE_UM * us // OWN_US)]
        contact_us, bounce_um = contact_at_pace(us), OWN_BOUNCE_UM * us // OWN_US
        form = {"step_us": us, "contact_us": contact_us, "bounce_um": bounce_um, "bins": [[3, 800, *logs]]}
        runs.append({**RUN, "pace": "contact", "spread_q12": [30, 40, 50], **form, **more})
    return History({"version": 2, "runs": runs})


def test_one_or_two_odd_days_among_runs_that_agree_move_little() -> None:
    """Runs 3.6 % slow agree with the others; own values are the median in everything, for the pace too."""
    slow = OWN_US * 1036 // 1000
    days = (OWN_US, 359_000, 361_000, 360_400)
    for odd in ((slow, *days, 359_600), (slow, slow, *days), (*days, slow, OWN_US), (slow, *days[:2])):
        history = runs_of(*odd)
        own = history.baseline(2)
        assert own.is_ready and own.runs == len(odd)
        assert 0.998 < own.step_us / OWN_US < 1.004
        assert 0.998 < own.contact_us / OWN_CONTACT_US < 1.004
        assert 0.998 < own.bounce_um / OWN_BOUNCE_UM < 1.004
        for what, value in enumerate((OWN_US, OWN_CONTACT_US, OWN_BOUNCE_UM), 1):
            assert 0.998 < 2 ** (own.own_q12(3 * 512 + 256, what) / 4096) / value < 1.004


def test_the_median_lies_between_the_two_in_the_middle() -> None:
    """By weight: of two runs it is the mean, of four alike ones the mean of the two in the middle."""
    assert runs_of(352_000, 364_000).baseline(2).step_us == 358_000
    assert runs_of(364_000, 352_000, 360_000).baseline(2).step_us == 360_000
    assert runs_of(352_000, 368_000 - 4000, 358_000, 360_000).baseline(2).step_us == 359_000
    assert own_step_us(History({"runs": [RUN] * 3})) == OWN_US
    short = runs_of(352_000, 364_000)
    short.runs[0]["bins"][0][1] = 200  # steps at this pace, of the other run 800
    at_pace_us = 2 ** (short.baseline(2).own_q12(3 * 512 + 256, 1) / 4096)
    assert at_pace_us == pytest.approx(361_600, abs=200)
    unsteady = [{**RUN, "unsteadiness_bp": bp} for bp in (150, 900, 160)]
    assert History({"runs": unsteady}).baseline(2).unsteadiness_bp == 160
    wide = [{**GOOD, "spread_q12": [spread, 40, 50]} for spread in (30, 300, 36)]
    assert History({"runs": wide}).baseline(2).spread_q12 == (0, 36, 40, 50)


def test_other_shoes_are_learnt_in_two_runs_without_cues() -> None:
    changes = {"target": "bounce", "bounce_change_pct": 0}
    history = learnt(target="bounce")
    for _ in range(2):
        coach = Coach(settings_with(**changes), history)
        played = Played(coach)
        played.minutes(12, OWN_US, bounce_um=OWN_BOUNCE_UM * 110 // 100)
        assert played.felt == []
        assert coach.is_odd
        assert coach.schedule.phase == BASELINE, "which is how it is said"
        history = kept(coach.finish())
    assert abs(history.baseline(2, "bounce").bounce_um / OWN_BOUNCE_UM - 1.1) < 0.001
    assert Coach(settings_with(**changes), history).schedule.phase == FULL


def test_what_was_practised_does_not_become_own() -> None:
    history = learnt(sessions=3)
    for _ in range(12):
        history = taught(history, [(12, OWN_US * 100 // 106, {})])
    assert own_step_us(history) == own_step_us(learnt())


def test_own_values_follow_over_weeks() -> None:
    """A little slower with every run: the newest runs count."""
    history = learnt(sessions=0)
    step_us = OWN_US
    for _ in range(12):
        step_us = step_us * 1004 // 1000
        history = taught(history, [(12, step_us, {})], cadence_change_pct=0)
    assert 0.96 < own_step_us(history) / step_us < 1.0
    assert len(history.runs) == 10


TODAY = 20_800
"""In days since 1970."""


def back_after(days: int, **more: Any) -> History:
    """Whoever ran last so many days ago."""
    history = learnt(sessions=3, day=TODAY - days, **more)
    assert history.begin(TODAY) is (days > 42), "a break is something to be kept"
    return history


def test_after_a_long_break_own_values_are_learnt_anew_without_cues() -> None:
    """2.5 % slower than before agrees with what was known, and would be cued: after six weeks it teaches first."""
    slower = OWN_US * 1025 // 1000
    played = Played(Coach(settings_with(), back_after(42)))
    played.minutes(6, slower)
    assert played.felt and not played.coach.is_odd
    history = back_after(43)
    for done in (1, 2):
        assert history.baseline(2).is_old and Coach(settings_with(), history).schedule.phase == FULL
        played = Played(Coach(settings_with(), history))
        played.minutes(12, slower)
        assert played.felt == [] and played.coach.schedule.phase == BASELINE, "which is how it is said"
        history = kept(played.coach.finish())
        assert (len(history.runs), history.old, history.session("cadence")) == (2 + done, 2, 4)
    own = history.baseline(2)
    assert not own.is_old and own.runs == 2 and abs(own.step_us - slower) < 20, "those of before are left out"
    assert Coach(settings_with(), history).schedule.phase == FULL


def test_after_a_long_break_practice_that_was_kept_does_not_become_own() -> None:
    """Of who was never cued it cannot have been practice."""
    for cues, is_kept in ((1, True), (0, False)):
        history = back_after(90, cues={"cadence": cues})
        played = Played(Coach(settings_with(), history))
        played.minutes(12, OWN_US * 1000 // 1020)
        assert played.coach.is_odd is not is_kept
        history = kept(played.coach.finish())
        assert len(history.runs) == (2 if is_kept else 3)
        assert history.baseline(2).is_old


def test_the_day_of_the_last_run() -> None:
    history = History()
    assert history.begin(TODAY) is False and history.day == 0, "who never ran has no break"
    history = learnt()
    assert history.begin(0) is False and history.day == 0, "the clock was never set"
    assert history.begin(TODAY) is True and (history.day, history.old) == (TODAY, 0), "it was today at the latest"
    assert history.begin(TODAY) is history.begin(TODAY - 90) is history.begin(0) is False
    assert history.begin(TODAY + 43) is True and (history.day, history.old) == (TODAY + 43, 2)
    for old in (2, 2, 2, 2, 2, 2, 2, 2, 1, 0, 0):
        history = kept(history)
        history.add_run(GOOD)
        assert history.old == old, "ten runs are kept, and the oldest go"
    assert len(history.runs) == 10
    assert history.begin(TODAY + 99) is True and history.old == 10
    history.relearn()
    assert history.old == 0
    for wrong in ({"day": -1, "old": "2"}, {"day": 1 << 40, "old": None}, {"day": True, "old": [2]}):
        taken = History({"version": 2, "runs": [RUN, RUN], **wrong})
        assert (taken.day, taken.old, len(taken.runs), taken.problems) == (0, 0, 2, [])
    assert History({"version": 2, "runs": [RUN, RUN], "old": 60_000}).baseline(2).is_old


def test_flagged_steps_teach_nothing() -> None:
    shaken = {"flags": 8, "bounce_um": 200_000}
    history = taught(History(), [(7, OWN_US, {}), (1, OWN_US, shaken), (3, OWN_US, {})])
    assert abs(history.runs[0]["bounce_um"] - OWN_BOUNCE_UM) <= 8


def test_other_minutes_and_numbers_of_runs() -> None:
    changes = {"baseline_runs": 1, "baseline_from_min": 5, "baseline_min": 2}
    history = taught(History(), [(4.8, 300_000, {}), (2.1, OWN_US, {})], **changes)
    assert abs(history.runs[0]["step_us"] - OWN_US) < 100
    assert Coach(settings_with(**changes), history).has_baseline


def test_two_runners_have_each_their_own() -> None:
    ann, ben = History(), History()
    for _ in range(2):
        ann, ben = taught(ann, [(12, 340_000, {})]), taught(ben, [(12, 380_000, {})])
    assert (abs(own_step_us(ann) - 340_000) < 20, abs(own_step_us(ben) - 380_000) < 20) == (True, True)


def test_a_clip_of_0_1_keeps_what_it_knew() -> None:
    old = {
        "version": 1,
        "runs": [RUN, RUN],
        "sessions": {"cadence": 6},
        "retentions": [{"target": "cadence", "session": 5, "inside_pct": 71}],
    }
    history = History(old)
    assert history.problems == []
    assert abs(own_step_us(history) - OWN_US) < 10
    assert (history.session("cadence"), history.place("cadence")) == (7, 7)
    assert history.retentions == old["retentions"]
    assert Coach(settings_with(), history).schedule.phase == 3
    assert kept(history).plain() == history.plain()


def test_the_history_is_plain() -> None:
    history = learnt(sessions=3)
    history.add_retention("cadence", 9, 71, 4, 2)
    history.held = 1
    history.extend("cadence", 2)
    assert kept(history).plain() == history.plain()


def test_relearn_and_forget() -> None:
    history = learnt(sessions=3)
    history.relearn()
    assert (history.runs, history.session("cadence")) == ([], 4)
    history.forget()
    assert (history.session("cadence"), history.place("cadence")) == (1, 1)


GOOD = {**RUN, "pace": "contact", "bins": [[3, 500, 75_600, 73_400, 66_700]], "spread_q12": [30, 40, 50]}


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
        {"runs": [{**RUN, "steps": 0}]},
        {"runs": [{"step_us": 360000}]},
        {"runs": [{**GOOD, "bins": []}]},
        {"runs": [{**GOOD, "bins": [[3, 500, 75_600, 73_400]]}]},
        {"runs": [{**GOOD, "bins": [[32, 500, 75_600, 73_400, 66_700]]}]},
        {"runs": [{**GOOD, "bins": [[3, 500, 75_600, 73_400, 1 << 40]]}]},
        {"runs": [{**GOOD, "spread_q12": [1, 2]}]},
        {"runs": [{**GOOD, "pace": "watch"}]},
        {"sessions": []},
        {"sessions": {"cadence": -1}},
        {"sessions": {"cadence": "4"}},
        {"unanswered": {"cadence": 9}},
        {"credit_s": {"cadence": 1.5}},
        {"held": -1},
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
    assert (history.runs, history.retentions, history.held) == ([], [], 0)
    assert history.session("cadence") == 1
    Coach(settings_with(), history)


def test_good_runs_survive_a_bad_one() -> None:
    history = History({"runs": [GOOD, {**RUN, "step_us": 9}, RUN], "sessions": {"cadence": 4, "bounce": "x"}})
    assert history.runs == [GOOD, RUN]
    assert (history.session("cadence"), history.session("bounce")) == (5, 1)
    assert len(history.problems) == 2
