"""From samples to cues: simulated runners, the gait core, and the coach behind it."""

import json
from array import array
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from coach_driver import OneStep
from coach_play import CUES, settings_with
from recoil.simulation.runner import Runner, Simulation, simulate
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.gait.gait import Gait
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER

LEARN = {"baseline_runs": 1, "baseline_from_min": 1, "baseline_min": 2, "quiet_start_min": 1, "session_min": 2}
OWN_SPM = 168.0


@dataclass
class Clip:
    """The chain of the clip: `felt` lists (cue, time in s, cadence of the step in steps/min)."""

    settings: dict[str, Any]
    history: History = field(default_factory=History)
    felt: list[tuple[int, float, float]] = field(default_factory=list)
    masked: int = 0

    def wear(self, simulation: Simulation, *more: Simulation) -> "Clip":
        """Run with it, one simulation straight after the other, in FIFO bursts of 16 samples."""
        settings = settings_with(**self.settings)
        coach, mask = Coach(settings, self.history), Mask(settings.mask_after_ms)
        gait, was_running = Gait(simulation.period_us), False
        counts = np.concatenate([part.counts for part in (simulation, *more)])
        samples, first = array("i", counts.astype(np.int32).tobytes()), 0
        for number in range(0, len(counts), 16):
            while first <= number:
                first = gait.feed(samples, first, number + 1)
            time_ms = number * simulation.period_us // 1000
            if was_running and not gait.is_running():
                coach.rest()
            was_running = gait.is_running()
            while (step := gait.take()) is not None:
                begin_ms = step.initial_contact_s * 1000 + step.initial_contact_us // 1000
                flag = mask.flag(begin_ms, begin_ms + step.step_us // 1000)
                self.masked += flag != 0
                cue = coach.step(step, step.flags | flag, time_ms)
                if cue:
                    assert gait.is_running()
                    self.felt.append((cue, time_ms / 1000, 60e6 / step.step_us))
                    mask.pulse(time_ms, duration_ms(coach.patterns[cue]))
            assert coach.tick(time_ms) == 0
        self.history = coach.finish()
        return self

    def times_s(self, cue: int) -> list[float]:
        return [time_s for felt, time_s, _ in self.felt if felt == cue]


@cache
def after_own_run() -> str:
    return json.dumps(Clip(LEARN).wear(own_run()).history.plain())


def learnt() -> History:
    """A history after one run at the runner's own form."""
    history = History(json.loads(after_own_run()))
    history.cues = dict.fromkeys(("cadence", "bounce", "steadiness"), 1)
    return history


@cache
def own_run() -> Simulation:
    return simulate(Runner(cadence_spm=OWN_SPM), plan="stand 3, run 200, stand 3", seed=1)


def test_the_baseline_is_the_runners_own() -> None:
    (run,) = learnt().runs
    truth = own_run().steps
    assert abs(60e6 / run["step_us"] - OWN_SPM) < 0.3
    assert abs(run["bounce_um"] / 1000 - truth.bounce_sacrum_mm[truth.steady].mean()) < 4
    assert 120 < run["unsteadiness_bp"] < 230


def at_own_pace(cadence_spm: float, plan: str, seed: int, **more: Any) -> Simulation:
    """The same pace at another cadence: contact follows step time to the power of 0.5.

    The gait core hears that as 0.7 or so: it draws contact towards a constant share of the step.
    """
    contact_ms = Runner(cadence_spm=OWN_SPM).mean_contact_ms * (OWN_SPM / cadence_spm) ** 0.5
    return simulate(Runner(cadence_spm=cadence_spm, contact_ms=contact_ms, **more), plan=plan, seed=seed)


def test_form_that_fades_is_cued_and_then_left_alone() -> None:
    """Own cadence, then 6 % less at the same pace; the band ends 3 % below the runner's own."""
    fresh = at_own_pace(OWN_SPM, "stand 3, run 80", seed=2)
    tired = at_own_pace(OWN_SPM * 0.94, "run 240, stand 3", seed=3)
    clip = Clip({**LEARN, "cadence_change_pct": 0}, learnt()).wear(fresh, tired)
    times_s = clip.times_s(CUE_QUICKER)
    assert {cue for cue, *_ in clip.felt} == {CUE_QUICKER}
    assert 83 < times_s[0] < 125, "settled again, and known for a while"
    assert all(b - a >= 30 for a, b in pairwise(times_s))
    assert clip.masked >= len(times_s), "each pulse shakes steps"


def test_form_that_stays_at_the_target_is_left_alone() -> None:
    quick = at_own_pace(OWN_SPM * 1.055, "stand 3, run 180, stand 3", seed=3)
    clip = Clip(LEARN, learnt()).wear(quick)
    assert clip.felt == []
    assert clip.history.session("cadence") == 2


def by_truth(history: History, *parts: Simulation) -> tuple[list[int], History]:
    """Play what truly happened, past the gait core; return what was felt and what is remembered."""
    coach = Coach(settings_with(**{**LEARN, "settle_s": 0}), history)
    felt, time_ms, step = [], 0, OneStep()
    for part in parts:
        truth = part.steps.select(part.steps.steady)
        for step_ms, contact_ms, bounce_mm in zip(truth.step_ms, truth.contact_ms, truth.bounce_sacrum_mm, strict=True):
            time_ms += round(step_ms)
            step.step_us, step.contact_us, step.bounce_um = (round(1000 * v) for v in (step_ms, contact_ms, bounce_mm))
            felt.append(coach.step(step, 0, time_ms))
    return [cue for cue in felt if cue], coach.finish()


def test_a_runner_who_listens_is_confirmed() -> None:
    """Own cadence until after the first cue, then the target: one simulation per part of the run."""
    felt, history = by_truth(History(), at_own_pace(OWN_SPM, "run 200", seed=1))
    assert felt == []
    history.cues["cadence"] = 1
    slow = at_own_pace(OWN_SPM, "run 75", seed=4)
    quick = at_own_pace(OWN_SPM * 1.07, "run 60", seed=5)
    assert by_truth(history, slow, quick)[0] == [CUE_QUICKER, CUE_CONFIRM]


def test_more_bounce_at_the_same_cadence_is_cued_softer() -> None:
    own_mm = own_run().steps.bounce_sacrum_mm.mean()
    own = at_own_pace(OWN_SPM, "stand 3, run 80", seed=6)
    bouncing = at_own_pace(OWN_SPM, "run 120, stand 3", seed=7, bounce_mm=own_mm * 1.15)
    clip = Clip({**LEARN, "target": "bounce", "bounce_change_pct": 0}, learnt()).wear(own, bouncing)
    assert len(clip.times_s(CUE_SOFTER)) >= 2
    assert {cue for cue, *_ in clip.felt} <= {CUE_SOFTER, CUE_CONFIRM}


def test_the_same_spring_with_slower_steps_bounces_more_and_is_cued() -> None:
    """At a constant share of contact bounce follows step time squared: 8 % fewer steps, 17 % more bounce."""
    own = at_own_pace(OWN_SPM, "stand 3, run 80", seed=7)
    slower = at_own_pace(OWN_SPM / 1.08, "run 120, stand 3", seed=8)
    assert slower.steps.bounce_sacrum_mm.mean() > 1.1 * own_run().steps.bounce_sacrum_mm.mean()
    clip = Clip({**LEARN, "target": "bounce", "bounce_change_pct": 0}, learnt()).wear(own, slower)
    assert clip.times_s(CUE_SOFTER)


def test_an_unsteady_runner_is_cued_steadier() -> None:
    wobbly = simulate(Runner(cadence_spm=OWN_SPM, variability=2.2), plan="stand 3, run 120, stand 3", seed=8)
    clip = Clip({**LEARN, "target": "steadiness"}, learnt()).wear(wobbly)
    assert clip.times_s(CUE_STEADIER)
    steady = simulate(Runner(cadence_spm=OWN_SPM), plan="stand 3, run 120, stand 3", seed=9)
    assert Clip({**LEARN, "target": "steadiness"}, learnt()).wear(steady).times_s(CUE_STEADIER) == []


def test_nothing_below_running_nor_right_after_a_light() -> None:
    """A cue at the end of a minute of running; after a light ten seconds do not count, then form has to be known."""
    walk = simulate(Runner(cadence_spm=OWN_SPM), plan="stand 5, walk 60", seed=10)
    parts = [at_own_pace(OWN_SPM * 0.97, "run 80, stand 20, run 50", seed=11), walk]
    clip = Clip({**LEARN, "cue_interval_s": 10}, learnt()).wear(walk, *parts)
    times_s = [time_s for cue, time_s, _ in clip.felt if cue in CUES]
    assert times_s
    assert all(125 <= time_s <= 148 or 180 <= time_s <= 217 for time_s in times_s), times_s
