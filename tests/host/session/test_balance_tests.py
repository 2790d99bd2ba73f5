"""Balance tests and core work out of their records: units, words, which try is the best."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from recoil.session import Session
from recoil.session.balance_tests import difference_of, document_of, pairs, spread_of, trials_of
from recoil.session.core_work import amount, done_minutes, sets_of
from recoil.session.trials import EXERCISE_TYPE, TRIAL_TYPE


def session(**tables: Any) -> Session:
    return cast(Session, SimpleNamespace(**{"header": None, **tables}))


def rows(kind: np.dtype, *given: dict[str, int]) -> np.ndarray:
    found = np.zeros(len(given), kind)
    for number, values in enumerate(given):
        for name, value in values.items():
            found[number][name] = value
    return found


STANCE = {"kind": 1, "attempt": 1, "side": -1, "eyes": 1, "target_ms": 10_000, "ending": 2}
SWAY = {
    "sway_ms": 4_050, "fore_ug": 5_554, "side_ug": 4_446, "roll_mdps": 3_000, "pitch_mdps": 4_000, "path_mg": 1_217,
    "path_mdps": 81_000,
}  # fmt: skip
TRIALS = rows(
    TRIAL_TYPE,
    STANCE | SWAY | {"attempt": 1, "held_ms": 6_254},
    STANCE | SWAY | {"attempt": 2, "held_ms": 6_254, "roll_mdps": 2_000},
    STANCE | {"attempt": 3, "held_ms": 9_000, "ending": 5},
    STANCE | {"side": 1, "attempt": 1, "held_ms": 1_900, "sway_ms": 1_999, "ending": 77},
    {"kind": 4, "attempt": 1, "held_ms": 8_000, "target_ms": 8_000, "ending": 1, "cycle_ms": 700, "cycle_bp": 9_150,
     "half_bp": 8_720},
)  # fmt: skip


def test_the_best_of_the_tries_with_its_sway() -> None:
    left, right, skipping = trials_of(session(trials=TRIALS))
    document = left.document()
    assert (document["trial"], document["side"], document["eyes"], document["target_s"]) == (
        "stance", "left", "closed", 10.0,
    )  # fmt: skip
    # The third was held longest, but never began; of the others, equal in length, the stiller one counts.
    assert left.best is left.tries[1] and document["best_s"] == 6.25
    assert document["best_sway"] == {
        "seconds": 4.0, "fore_mg": 5.55, "side_mg": 4.45, "roll_dps": 2.0, "pitch_dps": 4.0, "jerk_mg_per_s": 300.5,
        "rate_path_dps_per_s": 20.0, "ellipse_m2_s4": 0.0447, "path_m_s2": 11.93, "rms_m_s2": 0.0698,
        "jerk_m2_s5": None,
    }  # fmt: skip
    assert left.tries[0].sway is not None and left.tries[0].sway.rate_dps == 5.0
    assert [one["ended"] for one in document["tries"]] == ["touch-down", "touch-down", "not still"]
    assert right.tries[0].sway is None, "two seconds at least"
    assert right.tries[0].ending == "number 77"
    assert pairs([left, right, skipping]) == [(left, right)]
    assert pairs([right]) == [(None, right)]


def test_practice_counts_for_nothing() -> None:
    practice = STANCE | SWAY | {"attempt": 0, "held_ms": 10_000, "ending": 1}
    (left,) = trials_of(session(trials=rows(TRIAL_TYPE, practice, STANCE | SWAY | {"attempt": 1, "held_ms": 4_000})))
    assert [one.number for one in left.tries] == [1] and left.best is left.tries[0]
    assert [one["held_s"] for one in left.document()["practice"]] == [10.0]
    assert trials_of(session(trials=rows(TRIAL_TYPE, practice))) == []


def test_sway_in_the_units_of_the_field() -> None:
    """By hand: both axes 10 mg, together as one line, apart and against each other; 3.4 mg a value."""
    even = STANCE | SWAY | {"fore_ug": 10_000, "side_ug": 10_000, "change_ug": 3_400, "sway_ms": 20_000}
    areas = []
    for together_ug in (20_000, 14_142, 17_321):
        (trial,) = trials_of(session(trials=rows(TRIAL_TYPE, even | {"sum_ug": together_ug})))
        sway = trial.tries[0].sway
        assert sway is not None and sway.jerk_m2_s5 is not None
        areas.append(round(sway.ellipse_m2_s4, 5))
        assert round(sway.jerk_m2_s5, 2) == 15.03, "20 s / 2 x 2 x (3.4 mg / 38.464 ms)^2"
    assert areas == [0.0, 0.181, 0.15675], "a line, a circle, a correlation of a half"


def test_all_tries_of_a_leg_count() -> None:
    def tried(side: int, attempt: int, mdps: int, ending: int = 1) -> dict[str, int]:
        sway = {"sway_ms": 20_000, "roll_mdps": mdps}
        return STANCE | sway | {"side": side, "attempt": attempt, "held_ms": 10_000, "ending": ending}

    trials = trials_of(
        session(
            trials=rows(
                TRIAL_TYPE, *(tried(-1, n + 1, rate) for n, rate in enumerate((1000, 2000, 4000))), tried(1, 1, 1000),
                tried(1, 2, 9000, 5),
            )
        )
    )  # fmt: skip
    left, right = trials
    assert left.all_tries() == (pytest.approx(2.0), 60.0) and right.all_tries() == (1.0, 20.0), "one never began"
    found = difference_of(left, right, 0.36)
    assert found is not None and (found.side, found.more_pct, found.smallest_pct) == ("left", 100, 20)


def test_equal_sway_is_no_difference_and_tries_that_differ_widen_what_is_not_seen() -> None:
    def screening(seconds: int, *rates_dps: float) -> Session:
        tries = [
            {"kind": 1, "side": (-1, 1)[number % 2], "eyes": 0, "attempt": number // 2 + 1, "ending": 1,
             "target_ms": 30_000, "held_ms": 30_000, "sway_ms": 1000 * seconds, "roll_mdps": round(1000 * rate)}
            for number, rate in enumerate(rates_dps)
        ]  # fmt: skip
        return session(trials=rows(TRIAL_TYPE, *tries), name="s", header=None, missing=())

    for seconds, right_dps, told in (
        (28, 1.13, (None, 13, 21)), (28, 1.22, ("right", 22, 21)),
        (8, 1.41, (None, 41, 42)), (8, 1.43, ("right", 43, 42)),
    ):  # fmt: skip
        (found,) = document_of(screening(seconds, 1.0, right_dps))["left_right"]
        assert (found["sways_more"], found["more_pct"], found["smallest_change_pct"]) == told
    trials = trials_of(screening(28, 1.5, 1.0, 1.0, 1.5))
    assert spread_of(trials) == 0.36, "two second tries are too few"
    trials = trials_of(screening(28, 1.5, 1.0, 1.0, 1.5, 1.2, 1.2))
    assert round(spread_of(trials), 2) == 1.07  # by hand: squares of 0.0825 a leg, times 28 s, over two repeats a leg
    left, right = trials
    found = difference_of(left, right, spread_of(trials))
    assert found is not None and (found.more_pct, found.smallest_pct, found.is_told) == (0, 38, False)
    assert difference_of(left, None, 0.36) is None


def test_skipping_has_a_rhythm_and_no_eyes() -> None:
    (skipping,) = trials_of(session(trials=TRIALS[4:]))
    document = skipping.document()
    assert (document["trial"], document["side"], document["eyes"]) == ("skipping", "both", None)
    assert document["tries"] == [
        {"try": 1, "held_s": 8.0, "ended": "time", "sway": None,
         "rhythm": {"cycle_s": 0.7, "cycle_pct": 91.5, "other_leg_pct": 87.2}},
    ]  # fmt: skip


def test_core_work_in_seconds_and_repetitions() -> None:
    plank = {"kind": 16, "target_ms": 30_000, "held_ms": 29_960, "repetitions": -1, "ending": 1}
    squat = {
        "kind": 18, "side": 1, "target_ms": 90_000, "held_ms": 45_000, "target_repetitions": 10, "repetitions": 8,
        "ending": 4,
    }  # fmt: skip
    done = session(exercises=rows(EXERCISE_TYPE, plank, squat, squat | {"kind": 99, "repetitions": -1}))
    first, second, third = sets_of(done)
    assert first == {
        "exercise": "front plank", "side": "both", "done_s": 30.0, "target_s": 30.0, "repetitions": None,
        "target_repetitions": None, "ended": "time",
    }  # fmt: skip
    assert (second["exercise"], second["side"], second["ended"]) == ("squat", "right", "button")
    assert [amount(one) for one in (first, second, third)] == [
        ("30 s", "30 s"), ("8 in 45 s", "10 times"), ("not counted", "10 times"),
    ]  # fmt: skip
    assert third["exercise"] == "number 99" and done_minutes(done) == 2.0
