"""The simulated runner: its truth agrees with itself, with its samples and with what was asked for."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoil.simulation.runner import Runner, Segment, Simulation, Steps, Worn, parse_plan, run_plan, simulate

PLAN = "stand 1, run 20, stand 1"
G_MM = 9806.65


def runners(**fixed: object) -> st.SearchStrategy[Runner]:
    """Ordinary runners, from fast to shuffling."""

    def made(cadence: float, duty: float, left_contact: float, left_step: float, impact: float) -> Runner:
        asked = {
            "cadence_spm": cadence,
            "contact_ms": duty * 60e3 / cadence,
            "left_contact_pct": left_contact,
            "left_step_pct": left_step,
            "impact_bw": impact,
        }
        return Runner(**{**asked, **fixed})  # pyright: ignore[reportArgumentType]

    return st.builds(
        made,
        st.floats(145, 200),
        st.floats(0.5, 0.95),
        st.floats(48.5, 51.5),
        st.floats(49, 51),
        st.sampled_from([0, 0.8]),
    )


seeds = st.integers(0, 2**32)
some = settings(max_examples=20)


def steady(found: Simulation) -> Steps:
    return found.steps.select(found.steps.steady)


def over(found: Simulation, start_s: float, end_s: float) -> np.ndarray:
    return (found.time_s >= start_s) & (found.time_s < end_s)


def stance_mean(found: Simulation, axis: int, first: float, last: float, side: int) -> float:
    """Mean acceleration between two shares of the contact of one foot's steps."""
    steps = steady(found)
    steps = steps.select(steps.side == side)
    spans = zip(steps.initial_contact_s, steps.contact_ms / 1e3, strict=True)
    return float(np.mean([found.acc_g[over(found, t + first * c, t + last * c), axis].mean() for t, c in spans]))


def height_mm(found: Simulation) -> np.ndarray:
    """Integrate the vertical acceleration twice (trapezoids)."""
    height = (found.acc_g[:, 1] - 1) * G_MM
    for _ in range(2):
        height = np.concatenate(([0.0], np.cumsum((height[1:] + height[:-1]) / 2))) / found.rate_hz
    return height


@some
@given(runners(), seeds)
def test_truth_agrees_with_itself(runner: Runner, seed: int):
    steps = simulate(runner, plan=PLAN, seed=seed).steps
    assert np.allclose(steps.step_ms, steps.contact_ms + steps.flight_ms)
    assert np.allclose(1e3 * np.diff(steps.initial_contact_s), steps.step_ms[:-1])
    assert np.allclose(1e3 * (steps.toe_off_s - steps.initial_contact_s), steps.contact_ms)
    assert set(steps.side) == {-1, 1}
    assert (np.diff(steps.side) != 0).all()
    assert (steps.peak_force_bw > 1).all()
    assert (steps.bounce_sacrum_mm > 5).all()


@some
@given(runners(), seeds)
def test_truth_is_what_was_asked_for(runner: Runner, seed: int):
    steps = steady(simulate(runner, plan=PLAN, seed=seed))
    assert steps.cadence_spm == pytest.approx(runner.cadence_spm, abs=0.01)
    assert steps.contact_ms.mean() == pytest.approx(runner.contact_ms, abs=0.05)
    assert steps.left_share_pct("contact_ms") == pytest.approx(runner.left_contact_pct, abs=0.01)
    assert steps.left_share_pct("step_ms") == pytest.approx(runner.left_step_pct, abs=0.01)


@pytest.mark.parametrize("bounce_mm", [82, 90, 110])
@pytest.mark.parametrize("left_bounce_pct", [48, 52])
def test_bounce_is_what_was_asked_for(bounce_mm: float, left_bounce_pct: float):
    runner = Runner(168, 245, bounce_mm, left_bounce_pct=left_bounce_pct)
    steps = steady(simulate(runner, plan=PLAN))
    assert steps.bounce_sacrum_mm.mean() == pytest.approx(bounce_mm, abs=0.1)
    assert steps.left_share_pct("bounce_sacrum_mm") == pytest.approx(left_bounce_pct, abs=0.1)


@some
@given(runners(rotation=0), seeds)
def test_bounce_is_the_double_integral_of_the_acceleration(runner: Runner, seed: int):
    found = simulate(runner, Worn.ideal(500), PLAN, seed)
    height, steps = height_mm(found), found.steps
    spans = zip(steps.initial_contact_s, steps.step_ms / 1e3, strict=True)
    bounce = [np.ptp(np.interp(np.linspace(t, t + step, 150), found.time_s, height)) for t, step in spans]
    assert np.abs(bounce - steps.bounce_sacrum_mm).max() < 1.5  # what 500 samples a second drift by
    assert np.mean(bounce - steps.bounce_sacrum_mm) == pytest.approx(0, abs=0.8)


@some
@given(runners(rotation=0), seeds)
def test_mean_over_whole_strides_is_one_g_up(runner: Runner, seed: int):
    found = simulate(runner, Worn.ideal(500), PLAN, seed)
    steps = found.steps.select(found.steps.steady)
    strides = over(found, steps.initial_contact_s[2], steps.initial_contact_s[-2 - len(steps) % 2])
    x, y, z = found.acc_g[strides].mean(axis=0)
    assert y == pytest.approx(1, abs=0.005)
    assert abs(x) < 0.02
    assert abs(z) < 0.06


def test_contact_on_the_signal():
    """Flight is free fall of the mass: what the pelvis feels is small then, and large in mid-stance."""
    found = simulate(Runner(variability=0, speed_mps=3.0), plan=PLAN)
    for side in (-1, 1):
        assert stance_mean(found, 1, 0.3, 0.6, side) > 2
        assert stance_mean(found, 1, 1.1, 1.4, side) < 0.1


def test_braking_comes_before_propulsion():
    found = simulate(Runner(variability=0), plan=PLAN)
    assert stance_mean(found, 0, 0.05, 0.2, 1) < -0.2
    assert stance_mean(found, 0, 0.4, 0.7, 1) > 0.2


@pytest.mark.parametrize("style", [0, 1])
def test_early_stance_pushes_towards_the_stance_foot(style: float):
    found = simulate(Runner(style=style), plan=PLAN, seed=5)
    assert stance_mean(found, 2, 0.0, 0.45, -1) < -0.05
    assert stance_mean(found, 2, 0.0, 0.45, 1) > 0.05


def test_rotation_rates_are_those_of_turns():
    found = simulate(Runner(style=1), Worn.ideal(), PLAN, seed=7)
    turn = np.cumsum(found.gyr_dps, axis=0) / found.rate_hz
    assert np.ptp(turn, axis=0).max() < 40
    assert np.ptp(turn, axis=0).min() > 5
    assert not simulate(Runner(rotation=0), Worn.ideal(), PLAN).gyr_dps.any()


def test_heel_strike_is_felt_early_in_stance():
    soft, hard = (simulate(Runner(variability=0, impact_bw=bw), plan=PLAN) for bw in (0, 0.8))
    assert stance_mean(hard, 1, 0.05, 0.2, 1) > stance_mean(soft, 1, 0.05, 0.2, 1) + 0.3


def test_shufflers_keep_both_feet_down():
    steps = steady(simulate(Runner(cadence_spm=160, contact_ms=400), plan=PLAN))
    assert steps.flight_ms.mean() == pytest.approx(-25, abs=0.1)
    assert (steps.bounce_sacrum_mm > 10).all()


def test_form_fades():
    steps = simulate(Runner(fade_pct=5, variability=0), plan="run 300").steps
    steps = steps.select(steps.steady)
    first, last = np.arange(len(steps)) < 60, np.arange(len(steps)) >= len(steps) - 60
    assert steps.select(last).cadence_spm / steps.select(first).cadence_spm == pytest.approx(0.955, abs=0.003)
    ratio = steps.bounce_sacrum_mm[last].mean() / steps.bounce_sacrum_mm[first].mean()
    assert ratio == pytest.approx(1.045, abs=0.01)


def test_form_fades_at_one_speed():
    """Contact as step time to the power of 0.7; a spring that is loaded longer and flies longer bounces more."""
    steps = simulate(Runner(fade_pct=5, fades_at_one_speed=True, variability=0), plan="run 300").steps
    steps = steps.select(steps.steady)
    first, last = np.arange(len(steps)) < 60, np.arange(len(steps)) >= len(steps) - 60
    step_ratio = steps.step_ms[last].mean() / steps.step_ms[first].mean()
    assert 1 / step_ratio == pytest.approx(0.955, abs=0.003)
    contact_ratio = steps.contact_ms[last].mean() / steps.contact_ms[first].mean()
    assert np.log(contact_ratio) / np.log(step_ratio) == pytest.approx(0.7, abs=0.02)
    bounce_ratio = steps.bounce_sacrum_mm[last].mean() / steps.bounce_sacrum_mm[first].mean()
    assert bounce_ratio == pytest.approx(step_ratio**2.28, abs=0.01)


def test_standing_and_walking_hold_no_steps():
    found = simulate(plan="stand 5, walk 20, stand 5")
    assert len(found.steps) == 0
    standing, walking = over(found, 0, 4.5), over(found, 7, 23)
    assert np.abs(np.linalg.norm(found.acc_g[standing], axis=1) - 1).max() < 0.01
    assert 0.15 < (found.acc_g[walking, 1].max() - 1) < 0.5
    assert found.acc_g[walking, 1].min() > 0.4
    pace = np.abs(np.fft.rfft(found.acc_g[walking, 1] - found.acc_g[walking, 1].mean()))
    assert pace.argmax() / 16 * 60 == pytest.approx(110, abs=5)


def test_every_run_of_a_plan_has_its_steps():
    steps = simulate(plan="stand 2, run 10, walk 5, run 10, stand 2").steps
    first, second = steps.initial_contact_s < 12, steps.initial_contact_s > 17
    assert (first | second).all()
    assert 20 < first.sum() < 30
    assert 20 < second.sum() < 30
    assert steps.initial_contact_s[0] > 2


def test_same_seed_same_numbers():
    a, b, other = (simulate(Runner(style=1), Worn(ringing_g=0.3), PLAN, seed) for seed in (1, 1, 2))
    assert np.array_equal(a.acc_g, b.acc_g)
    assert np.array_equal(a.gyr_dps, b.gyr_dps)
    assert not np.array_equal(a.acc_g, other.acc_g)


def test_a_plan_is_read():
    assert parse_plan("Stand 5, walk 2.5s,run 2min") == [Segment("stand", 5), Segment("walk", 2.5), Segment("run", 120)]
    assert [segment.kind for segment in run_plan(0.5)] == ["stand", "run", "stand"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"bounce_mm": 40}, "80 to 119 mm"),
        ({"contact_ms": 130}, "143 to 393 ms"),
        ({"contact_ms": 440}, "143 to 393 ms"),
        ({"cadence_spm": 40}, "120 to 240"),
        ({"cadence_spm": float("nan")}, "cadence"),
        ({"left_bounce_pct": 56}, "is possible"),
        ({"contact_ms": 390, "fade_pct": 15}, "less fade"),
    ],
)
def test_impossible_runners_are_told_what_is_possible(asked: dict[str, Any], said: str):
    with pytest.raises(ValueError, match=said):
        simulate(Runner(**asked), plan=PLAN)


@pytest.mark.parametrize("plan", ["", "run", "hop 5", "run 2", "run 0", "stand -1", "stand 5 walk 3", "run 9999min"])
def test_plans_that_cannot_be_played(plan: str):
    with pytest.raises(ValueError, match=r"stand|run"):
        simulate(plan=plan)
