"""The gait core on simulated runners: what is true of every runner, however the clip is worn."""

from array import array
from copy import deepcopy

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoil.bench.matching import match
from recoil.bench.perturbation import turned
from recoil.recording.reading import Recording
from recoil.recording.replay import Replay, replay
from recoil.simulation.runner import Runner, Simulation, Worn, simulate
from recoil_clip.gait.gait import Gait
from recoil_clip.spec.steps import BRIDGED, OPEN

PLAN = "stand 3, walk 10, run 30, stand 5"


def replayed(simulation: Simulation, gyroscope: bool = True) -> Replay:
    gyr_dps = simulation.gyr_dps if gyroscope else None
    return replay(Recording.of("simulated", simulation.time_s, simulation.acc_g, gyr_dps))


def check(simulation: Simulation, done: Replay, allowed: int = 1) -> None:
    """Steps, times, sides, bounce and cadence are those of the simulated runner, from the first step on."""
    truth, steps = simulation.steps, done.steps
    paired = match(truth.initial_contact_s, steps["initial_contact_s"], 0.0, simulation.seconds)
    assert paired.missed <= allowed and paired.extra <= allowed
    assert abs(len(steps) - len(truth.initial_contact_s)) <= allowed + 1
    steady = truth.steady[paired.true]
    mine = steps[paired.reported][steady]
    late_s = mine["initial_contact_s"] - truth.initial_contact_s[paired.true][steady]
    assert np.abs(late_s).max() < 0.05
    assert np.ptp(late_s) < 0.04
    assert (mine["side"] == np.where(truth.side > 0, "R", "L")[paired.true][steady]).all()
    bounce_mm = truth.bounce_sacrum_mm[paired.true][steady]
    assert abs(mine["bounce_mm"].mean() - bounce_mm.mean()) < 4
    assert abs(60_000 / mine["step_ms"].mean() - 60_000 / truth.step_ms[paired.true][steady].mean()) < 0.3


@pytest.mark.parametrize("rate_hz", [104, 208, 416, 500])
def test_every_rate_gives_the_same_run(rate_hz: int) -> None:
    simulation = simulate(Runner(), Worn(rate_hz=rate_hz), PLAN, seed=2)
    check(simulation, replayed(simulation))


@pytest.mark.parametrize("upside_down", [False, True])
@pytest.mark.parametrize("towards_deg", [0, 90, 180, 270])
def test_tilt_any_way_and_upside_down(towards_deg: int, upside_down: bool) -> None:
    worn = Worn(tilt_deg=15, tilt_towards_deg=towards_deg, upside_down=upside_down)
    simulation = simulate(Runner(), worn, PLAN, seed=3)
    check(simulation, replayed(simulation))


def test_without_a_gyroscope() -> None:
    simulation = simulate(Runner(), Worn(tilt_deg=10), PLAN, seed=4)
    done = replayed(simulation, gyroscope=False)
    check(simulation, done)
    assert done.summary["gyroscope"] is False


@settings(max_examples=8)
@given(
    cadence=st.integers(145, 205),
    yaw_deg=st.integers(-10, 10),
    tilt_deg=st.integers(0, 15),
    towards_deg=st.integers(0, 359),
    ringing_g=st.floats(0, 0.8),
    rate_error_pct=st.floats(-3, 3),
    seed=st.integers(0, 1000),
)
def test_worn_runners(
    cadence: int, yaw_deg: int, tilt_deg: int, towards_deg: int, ringing_g: float, rate_error_pct: float, seed: int
) -> None:
    step_ms = 60_000 / cadence
    # Bounce grows with the square of the step time, at a common duty factor.
    runner = Runner(cadence_spm=cadence, contact_ms=0.69 * step_ms, bounce_mm=90 * (step_ms / 357) ** 2)
    worn = Worn(
        tilt_deg=tilt_deg,
        tilt_towards_deg=towards_deg,
        yaw_deg=yaw_deg,
        gain_pct=(2.0, -2.0, 2.0),
        offset_mg=(40.0, -40.0, 40.0),
        ringing_g=ringing_g,
        rate_error_pct=rate_error_pct,
    )
    simulation = simulate(runner, worn, PLAN, seed)
    check(simulation, replayed(simulation))


@pytest.mark.parametrize("yaw_deg", [-90, -45, 45, 90, 180])
def test_the_clip_may_sit_anywhere_around_the_waist(yaw_deg: int) -> None:
    simulation = simulate(Runner(), Worn(yaw_deg=yaw_deg / 2), PLAN, seed=2)
    half = Recording.of("turned", simulation.time_s, simulation.acc_g, simulation.gyr_dps)
    plain = replayed(simulate(Runner(), Worn(), PLAN, seed=2))
    done = replay(turned(half, yaw_deg / 2))
    assert len(done.steps) == len(plain.steps)
    settled = done.steps["initial_contact_s"] > done.steps["initial_contact_s"][0] + 10
    assert (done.steps["side"] == plain.steps["side"])[settled].all()
    assert np.abs(done.steps["contact_ms"] - plain.steps["contact_ms"])[settled].max() < 6


def test_a_shuffler_is_running_too() -> None:
    runner = Runner(cadence_spm=160, contact_ms=350, bounce_mm=75)
    simulation = simulate(runner, Worn(), PLAN, seed=5)
    check(simulation, replayed(simulation))


def test_an_uneven_runner_is_not_taken_for_half_the_cadence() -> None:
    runner = Runner(left_contact_pct=53, left_step_pct=47)
    simulation = simulate(runner, Worn(), PLAN, seed=6)
    check(simulation, replayed(simulation))


@pytest.mark.parametrize("plan", ["stand 30", "walk 60", "walk 20, stand 5, walk 20"])
def test_nothing_is_listed_where_nobody_runs(plan: str) -> None:
    for seed in range(3):
        assert len(replayed(simulate(Runner(), Worn(tilt_deg=10), plan, seed)).steps) == 0


def test_balances_know_the_uneven_leg() -> None:
    simulation = simulate(Runner(left_step_pct=52, left_bounce_pct=52), Worn(), "run 120", seed=7)
    summary = replayed(simulation).summary
    truth = simulation.steps.select(simulation.steps.steady)
    for name, column in (("step_time", "step_ms"), ("bounce", "bounce_sacrum_mm")):
        error = summary[f"{name}_balance_left_pct"] - truth.left_share_pct(column)
        assert abs(error) < 1
        assert summary[f"{name}_balance_left_pct"] - 50 > summary[f"{name}_balance_half_width_pct"]
        assert 0 < summary[f"{name}_balance_half_width_pct"] < 1.3


def test_a_short_gap_is_bridged_and_a_long_one_costs_only_its_own_steps() -> None:
    whole = simulate(Runner(), Worn(), "run 40", seed=8)
    steps = replayed(whole).steps
    for lost_s, flagged in ((0.1, True), (2.0, False)):
        keep = (whole.time_s < 20) | (whole.time_s > 20 + lost_s)
        recording = Recording.of("gap", whole.time_s[keep], whole.acc_g[keep], whole.gyr_dps[keep])
        holed = replay(recording)
        assert holed.summary["gaps"] == 1
        assert bool((holed.steps["flags"] & BRIDGED).any()) is flagged
        away = np.abs(steps["initial_contact_s"] - 20 - lost_s / 2) > lost_s / 2 + 1
        paired = match(steps["initial_contact_s"][away], holed.steps["initial_contact_s"], 0, 40)
        assert paired.missed == 0
        late_s = holed.steps["initial_contact_s"][paired.reported] - steps["initial_contact_s"][away][paired.true]
        assert np.abs(late_s).max() < 0.02


def test_the_last_step_of_a_recording_that_ends_running_is_marked() -> None:
    simulation = simulate(Runner(), Worn(), "run 20", seed=9)
    running = simulation.time_s < 15
    recording = Recording.of("cut", simulation.time_s[running], simulation.acc_g[running], simulation.gyr_dps[running])
    steps = replay(recording).steps
    ends_s = steps["initial_contact_s"] + steps["step_ms"] / 1000
    assert (steps["initial_contact_s"] < 15).all()
    assert ((steps["flags"] & OPEN > 0) == (ends_s > 15 - 0.011)).all()


def test_steps_wait_until_they_are_taken() -> None:
    simulation = simulate(Runner(), Worn(), "run 20", seed=10)
    gait = Gait(4808)
    most = max(gait.push(*sample) for sample in simulation.counts[: 208 * 15].tolist())
    assert most == 31 and gait.is_running()
    taken = [step.initial_contact_us + 1_000_000 * step.initial_contact_s for step in iter(gait.take, None)]
    assert len(taken) == 31 and taken == sorted(taken)
    assert gait.push(0, 2049, 0, 0, 0, 0) == 0
    assert abs(gait.totals.cadence_cspm - 16800) < 300


@pytest.mark.parametrize("period_us", [0, 1899, 10001])
def test_a_rate_it_cannot_take_is_refused(period_us: int) -> None:
    with pytest.raises(ValueError, match="period"):
        Gait(period_us)


def test_feet_are_right_from_the_first_step_of_every_stretch() -> None:
    """What was learnt of the feet in an earlier stretch must not speak in a later one."""
    plan = "stand 3, run 20, stand 5, run 20, walk 8, run 20, stand 4, run 21"
    for seed in range(4):
        simulation = simulate(Runner(), Worn(tilt_deg=5), plan, seed)
        steps, truth = replayed(simulation).steps, simulation.steps
        paired = match(truth.initial_contact_s, steps["initial_contact_s"], 0.0, simulation.seconds)
        right = steps["side"][paired.reported] == np.where(truth.side > 0, "R", "L")[paired.true]
        assert right[truth.steady[paired.true]].all()


def test_no_step_reaches_over_a_gap_without_saying_so() -> None:
    counts = simulate(Runner(), Worn(), "run 30", seed=11).counts[:4800]
    samples = array("i", counts.astype(np.int32).tobytes())
    running, first = Gait(4808), 0
    for at in range(3000, 3080, 13):
        while first < at:
            first = running.feed(samples, first, at)
            while running.take():
                pass
        for lost in (9, 20, 34, 36, 40, 60):
            check_steps_over_a_gap(deepcopy(running), at, lost, samples)


def check_steps_over_a_gap(gait: Gait, at: int, lost: int, samples: array) -> None:
    """Go on with a core that has had the samples before `at`, without the next ones."""
    begin_us, end_us = at * 4808, (at + lost) * 4808
    gait.gap(lost)
    first = at + lost
    while first < len(samples) // 6:
        first = gait.feed(samples, first, len(samples) // 6)
        while step := gait.take():
            start_us = 1_000_000 * step.initial_contact_s + step.initial_contact_us
            over = start_us < begin_us and start_us + step.step_us > end_us
            assert not over or step.flags & BRIDGED
            assert not over or lost < 36  # 170 ms and more is never one step with what came before
            assert step.flags or abs(step.bounce_um - 98_000) < 35_000


def test_bridged_steps_are_counted_but_not_averaged() -> None:
    whole = simulate(Runner(), Worn(), "run 30", seed=12)
    keep = np.ones(len(whole.time_s), bool)
    for start in range(1500, 5000, 250):
        keep[start : start + 28] = False
    done = replay(Recording.of("holes", whole.time_s[keep], whole.acc_g[keep], whole.gyr_dps[keep]))
    clean = done.steps[done.steps["flags"] & (BRIDGED | OPEN) == 0]
    assert len(clean) < len(done.steps) - 10 and done.summary["steps"] == len(done.steps)
    for name in ("bounce_mm", "contact_ms"):
        assert done.summary[name] == round(float(clean[name].mean()), 1)
    assert done.summary["bounce_mm"] != round(float(done.steps["bounce_mm"].mean()), 1)
