"""Faded feedback over sessions, requests and retention runs."""

import pytest

from coach_play import CUES, OWN_US, Played, learnt, ready
from recoil.session.vocabulary import PHASES
from recoil_clip.cueing.coach import UNKNOWN
from recoil_clip.cueing.history import History
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_QUICKER
from recoil_clip.spec.phases import FEWER, FULL, OFF, REQUEST, RETENTION

TARGET_US = OWN_US * 100 // 105
ANSWER_US = TARGET_US * 985 // 1000


def session(number: int, minutes: float = 33, **changes: object) -> Played:
    """Play a session of slow steps, the number-th with a baseline."""
    played = Played(ready(learnt(sessions=number - 1), **changes))
    played.minutes(minutes, OWN_US)
    return played


def test_full_fewer_retention_request() -> None:
    phases = [ready(learnt(sessions=done)).schedule.phase for done in range(20)]
    request = [REQUEST] * 4
    assert phases == [FULL] * 4 + [FEWER] * 4 + [RETENTION, *request] * 2 + [RETENTION, REQUEST]


def obedient(number: int) -> Played:
    """Half an hour of a runner who comes back after every cue and forgets it: the number-th session."""
    played = Played(ready(learnt(sessions=number - 1), cue_ceiling=60))
    for _ in range(36):
        played.run(90, OWN_US)
        played.run(70, ANSWER_US)
    return played


def test_cues_fade() -> None:
    """A cue in every minute or so, in 100, 80, 60, 40, 20, 0 % of the time."""
    counts = [obedient(number).count(CUE_QUICKER) for number in (1, 4, 5, 6, 7, 8, 9, 10)]
    assert counts[0] == counts[1] >= 30
    for count, share in zip(counts[2:6], (0.8, 0.6, 0.4, 0.2), strict=True):
        assert abs(count - share * counts[0]) <= 6, counts
    assert counts[6:] == [0, 0]


def test_fewer_cues_come_early_in_each_block() -> None:
    for time_ms in session(8).times_ms(CUE_QUICKER):
        assert (time_ms - 180_000) % 300_000 < 60_000


def test_a_confirming_pulse_may_come_when_cues_rest() -> None:
    played = session(8, minutes=3.9)
    played.minutes(0.2, OWN_US)
    played.minutes(1, TARGET_US)
    assert played.felt[-1][0] == CUE_CONFIRM
    assert played.felt[-1][1] > 240_000


def test_cues_on_request() -> None:
    played = session(10, minutes=8)
    assert played.felt == []
    assert played.coach.request()
    played.minutes(2, OWN_US)
    assert played.count(CUE_QUICKER) == 4


def test_a_request_makes_fewer_full() -> None:
    played = session(8, minutes=5)
    assert played.coach.request()
    before = played.count(CUE_QUICKER)
    played.minutes(2, OWN_US)
    assert played.count(CUE_QUICKER) - before >= 3


def test_a_retention_run_cannot_be_talked_into_cues() -> None:
    played = session(9, minutes=8)
    assert not played.coach.request()
    assert not played.coach.start_metronome(played.time_ms)
    played.minutes(8, OWN_US)
    assert played.count(*CUES) == 0


def test_a_retention_run_has_a_score() -> None:
    played = session(9, minutes=8)  # five minutes outside after the quiet start
    played.minutes(15, TARGET_US)
    assert abs(played.coach.inside_pct() - 75) <= 1
    history = played.coach.finish()
    (score,) = history.retentions
    assert score["inside_pct"] == played.coach.inside_pct()
    assert (score["target"], score["session"], score["verdict"]) == ("cadence", 9, "learnt")
    assert score["own_pct"] <= 2, "own form is seldom 3 % above itself"
    assert history.session("cadence") == 10
    assert history.place("cadence") == 10


@pytest.mark.parametrize(
    ("at_target_min", "verdict", "place", "phase"),
    [(0, "not yet", 3, FULL), (8, "partly", 7, FEWER), (14, "learnt", 10, REQUEST)],
)
def test_what_was_not_learnt_extends_the_plan(at_target_min: float, verdict: str, place: int, phase: int) -> None:
    """Not yet: two full sessions and all with fewer cues again; partly: the last two of these; then a score again."""
    played = Played(ready(learnt(sessions=8)))
    played.minutes(3, OWN_US)
    played.minutes(16 - at_target_min, OWN_US)
    played.minutes(at_target_min, TARGET_US)
    history = played.coach.finish()
    assert history.retentions[-1]["verdict"] == verdict
    assert history.place("cadence") == place
    assert ready(History(history.plain())).schedule.phase == phase
    assert history.session("cadence") == 10, "sessions are counted on"


def test_a_plan_is_extended_twice() -> None:
    history = learnt(sessions=8, extended={"cadence": 2})
    played = Played(ready(history))
    played.minutes(20, OWN_US)
    assert played.coach.finish().place("cadence") == 10


def test_holding_own_form_is_scored_against_what_own_form_scores() -> None:
    played = Played(ready(learnt(sessions=8), cadence_change_pct=0))
    played.minutes(20, OWN_US)
    (score,) = played.coach.finish().retentions
    assert (score["inside_pct"], score["own_pct"], score["verdict"]) == (100, 99, "kept")


def test_recall_is_one_cue_and_then_silence() -> None:
    played = Played(ready(schedule="recall"))
    played.minutes(30, OWN_US)
    assert played.count(CUE_QUICKER) == 1
    assert played.coach.request()
    played.minutes(2, OWN_US)
    assert played.count(CUE_QUICKER) > 1


def test_a_session_that_is_held_back_is_not_cued() -> None:
    """Pain: the host writes for how many sessions."""
    history = learnt(sessions=2, held=1)
    played = Played(ready(history))
    assert PHASES[played.coach.schedule.phase] == "held"
    played.minutes(20, OWN_US)
    assert played.felt == []
    assert not played.coach.request()
    after = played.coach.finish()
    assert after.held == 0
    assert ready(History(after.plain())).schedule.phase == FULL


def test_short_runs_add_up_to_sessions() -> None:
    """Six minutes at a time, sessions of ten."""
    history = learnt()
    for session in (1, 1, 2, 2, 3, 3, 4):
        assert history.session("cadence") == session
        played = Played(ready(History(history.plain())))
        played.minutes(6, TARGET_US)
        history = played.coach.finish()


def test_few_steps_give_no_score_and_no_session() -> None:
    played = session(9, minutes=3.5)
    assert played.coach.inside_pct() == UNKNOWN
    history = played.coach.finish()
    assert (history.retentions, history.session("cadence")) == ([], 9)


@pytest.mark.parametrize(
    ("mode", "phase"), [("always", FULL), ("request", REQUEST), ("retention", RETENTION), ("off", OFF)]
)
@pytest.mark.parametrize("done", [0, 6, 12])
def test_other_schedules(mode: str, phase: int, done: int) -> None:
    assert ready(learnt(sessions=done), schedule=mode).schedule.phase == phase


def test_other_numbers_of_sessions() -> None:
    changes = {"full_sessions": 1, "fewer_sessions": 0, "retention_every": 0}
    phases = [ready(learnt(sessions=done), **changes).schedule.phase for done in range(5)]
    assert phases == [FULL, RETENTION, REQUEST, REQUEST, REQUEST]


def test_a_session_counts_from_ten_minutes_on() -> None:
    for minutes, number in ((9.9, 1), (10.1, 2)):
        history = session(1, minutes).coach.finish()
        assert history.session("cadence") == number


def test_a_session_counts_once() -> None:
    played = session(1, 10.1)
    played.coach.finish()
    assert played.coach.finish().session("cadence") == 2


def test_baseline_runs_are_no_sessions() -> None:
    played = Played(ready(History()))
    played.minutes(12)
    history = played.coach.finish()
    assert (len(history.runs), history.session("cadence")) == (1, 1)


def test_each_target_has_its_own_sessions() -> None:
    assert ready(learnt(sessions=6), target="bounce").schedule.phase == FULL
    assert ready(learnt(sessions=6, target="bounce"), target="bounce").schedule.phase == FEWER


def test_phases_have_names() -> None:
    assert (PHASES[RETENTION], PHASES[REQUEST], len(PHASES)) == ("retention", "request", 8)
