"""Without anything that alternates there is no left and right: rope skipping, hopping on one leg."""

from pathlib import Path

import numpy as np
import pytest

from made_sessions import made_session
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.session import SessionHeader, validity
from recoil.session.facts import facts_of
from recoil.session.overview import overview_of
from recoil.session.tables import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, STRIDE_TYPE
from recoil.simulation.runner import Runner, Worn, simulate
from recoil.simulation.runner.writing import write_simulation
from recoil_clip.spec.validity import NO_ALTERNATION, SIDE

CASES = Path(__file__).resolve().parents[2] / "data" / "cases"
NO_FEET = "nothing in the signal tells one foot from the other: no side, no balance"


@pytest.mark.parametrize(
    "path", ["rope-skipping-has-left-and-right/rope.csv.gz", "one-leg-hopping-has-left-and-right/hop1.csv.gz"]
)
def test_hops_are_no_steps_and_have_no_balance(path: str) -> None:
    found = replay(read_recording(CASES / path))
    assert len(found.steps) == 0
    for name in ("contact", "step_time", "bounce"):
        assert found.summary[f"{name}_balance_left_pct"] is None and found.summary[f"{name}_balance_pairs"] == 0


def test_a_run_of_which_nothing_to_the_side_is_known_has_no_side_and_no_balance() -> None:
    run = simulate(Runner(), Worn(), plan="stand 2, run 30, stand 2")
    found = replay(Recording.of("blind", run.time_s, run.acc_g * (1.0, 1.0, 0.0)))
    assert len(found.steps) > 80 and set(found.steps["side"].tolist()) == {""}
    assert NO_FEET in found.summary["warnings"]
    for name in ("contact", "step_time", "bounce"):
        assert found.summary[f"{name}_balance_left_pct"] is None and found.summary[f"{name}_balance_pairs"] == 0


def test_runs_have_both(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"
    write_simulation(simulate(Runner(), Worn(), plan="stand 2, run 30, stand 2"), path)
    found = replay(read_recording(path))
    assert {"L", "R"} <= set(found.steps["side"].tolist()) and NO_FEET not in found.summary["warnings"]


@pytest.mark.parametrize(("sided", "is_told"), [(69, False), (70, True)])
def test_a_session_whose_clip_could_not_tell(sided: int, is_told: bool) -> None:
    header: SessionHeader | None = None
    steps = np.zeros(100, dtype=STEP_TYPE)
    steps["side"][:sided] = 1
    minutes, strides = np.zeros(1, dtype=MINUTE_TYPE), np.zeros(3, dtype=STRIDE_TYPE)
    found = validity.withheld_of(header, steps, np.zeros(0, dtype=EVENT_TYPE), minutes, strides)
    validity.blank(steps, minutes, strides, found)
    assert found == ({} if is_told else {SIDE: NO_ALTERNATION})
    assert bool(steps["side"].any()) == is_told and (minutes["contact_half_width_bp"][0] >= 0) == is_told


def test_a_session_too_slow_to_tell_from_walking_says_so() -> None:
    slow, quick = made_session(120, cadence_spm=lambda time_s: 120.0), made_session(120)
    assert not overview_of(quick)["notes"]
    (said,) = overview_of(slow)["notes"]
    assert said.startswith("at 120 steps/min running is too slow to tell from walking")
    assert ("doubtful", said, "yellow") in list(facts_of(overview_of(slow)))
