"""From samples to cues: simulated runners, the gait core, and the coach behind it."""

import json
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

from coach_play import CUES, settings_with
from recoil.simulation.runner import Runner, Simulation, simulate
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.cues import CUE_CONFIRM, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.gait.gait import Gait

LEARN = {"baseline_runs": 1, "baseline_from_min": 1, "baseline_min": 2, "quiet_start_min": 1, "session_min": 2}
OWN_SPM = 168.0


@dataclass
class Clip:
    """The chain of the clip: `felt` lists (cue, time in s, cadence of the step in steps/min)."""

    settings: dict[str, Any]
    history: History = field(default_factory=History)
    felt: list[tuple[int, float, float]] = field(default_factory=list)
    masked: int = 0

    def wear(self, simulation: Simulation) -> "Clip":
        """Run with it, in FIFO bursts of 16 samples."""
        settings = settings_with(**self.settings)
        coach, mask = Coach(settings, self.history), Mask(settings.mask_after_ms)
        gait, was_running = Gait(simulation.period_us), False
        for number, sample in enumerate(simulation.counts.tolist()):
            gait.push(*sample)
            if number % 16:
                continue
            time_ms = number * simulation.period_us // 1000
            if was_running and not gait.is_running():
                coach.rest()
            was_running = gait.is_running()
            while (step := gait.take()) is not None:
                begin_ms = step.initial_contact_s * 1000 + step.initial_contact_us // 1000
                flag = mask.flag(begin_ms, begin_ms + step.step_us // 1000)
                self.masked += flag != 0
                cue = coach.step(step.step_us, step.contact_us, step.bounce_um, step.flags | flag, time_ms, step.side)
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
    return History(json.loads(after_own_run()))


@cache
def own_run() -> Simulation:
    return simulate(Runner(cadence_spm=OWN_SPM), plan="stand 3, run 200, stand 3", seed=1)


def test_the_baseline_is_the_runners_own() -> None:
    (run,) = learnt().runs
    truth = own_run().steps
    assert abs(60e6 / run["step_us"] - OWN_SPM) < 0.3
    assert abs(run["bounce_um"] / 1000 - truth.bounce_sacrum_mm[truth.steady].mean()) < 4
    assert 120 < run["unsteadiness_bp"] < 230


def test_fading_form_is_cued_when_cadence_leaves_the_band() -> None:
    """Cadence falls by 8 % in 7 minutes; the band ends 3 % below the runner's own."""
    tired = simulate(Runner(cadence_spm=OWN_SPM, fade_pct=8), plan="stand 3, run 420, stand 3", seed=2)
    clip = Clip({**LEARN, "cadence_change_pct": 0}, learnt()).wear(tired)
    leaves_s = 3 + 420 * 3 / 8
    times_s = clip.times_s(CUE_QUICKER)
    assert {cue for cue, *_ in clip.felt} <= {CUE_QUICKER, CUE_CONFIRM}
    assert leaves_s - 60 < times_s[0] < leaves_s + 30, "the band's edge, give or take the steps' own scatter"
    assert all(b - a >= 30 for a, b in pairwise(times_s))
    late = [time_s for time_s in times_s if time_s > leaves_s + 60]
    assert len(late) >= (420 - leaves_s - 60) // 30 - 1, "once in 30 s to the end"
    assert clip.masked >= len(times_s), "each pulse shakes steps"


def test_form_that_stays_at_the_target_is_left_alone() -> None:
    quick = simulate(Runner(cadence_spm=OWN_SPM * 1.05), plan="stand 3, run 180, stand 3", seed=3)
    clip = Clip(LEARN, learnt()).wear(quick)
    assert clip.felt == []
    assert clip.history.session("cadence") == 2


def test_a_runner_who_listens_is_confirmed() -> None:
    """Own cadence until after the first cue, then the target: one simulation per part of the run."""
    slow = simulate(Runner(cadence_spm=OWN_SPM), plan="run 70", seed=4)
    quick = simulate(Runner(cadence_spm=OWN_SPM * 1.06), plan="run 40", seed=5)
    settings = {**LEARN, "settle_s": 0}
    coach = Coach(settings_with(**settings), learnt())
    felt, time_ms = [], 0
    for part in (slow, quick):
        truth = part.steps.select(part.steps.steady)
        for step_ms, contact_ms, bounce_mm in zip(truth.step_ms, truth.contact_ms, truth.bounce_sacrum_mm, strict=True):
            time_ms += round(step_ms)
            step_us, contact_us, bounce_um = (round(1000 * value) for value in (step_ms, contact_ms, bounce_mm))
            felt.append(coach.step(step_us, contact_us, bounce_um, 0, time_ms))
    given = [cue for cue in felt if cue]
    assert given == [CUE_QUICKER, CUE_CONFIRM]


def test_more_bounce_at_the_same_cadence_is_cued_softer() -> None:
    own_mm = own_run().steps.bounce_sacrum_mm.mean()
    bouncing = simulate(Runner(cadence_spm=OWN_SPM, bounce_mm=own_mm * 1.15), plan="stand 3, run 120, stand 3", seed=6)
    clip = Clip({**LEARN, "target": "bounce", "bounce_change_pct": 0, "bounce_band_pct": 6}, learnt()).wear(bouncing)
    assert len(clip.times_s(CUE_SOFTER)) >= 2
    assert {cue for cue, *_ in clip.felt} <= {CUE_SOFTER, CUE_CONFIRM}


def test_the_same_spring_at_another_cadence_is_left_alone() -> None:
    """At constant duty factor bounce follows step time squared: no cue, although bounce grew by 17 %."""
    slower = Runner(cadence_spm=OWN_SPM / 1.08, contact_ms=Runner(cadence_spm=OWN_SPM).mean_contact_ms * 1.08)
    slow = simulate(slower, plan="stand 3, run 120, stand 3", seed=7)
    assert slow.steps.bounce_sacrum_mm.mean() > 1.12 * own_run().steps.bounce_sacrum_mm.mean()
    clip = Clip({**LEARN, "target": "bounce", "bounce_change_pct": 0, "bounce_band_pct": 6}, learnt()).wear(slow)
    assert clip.felt == []


def test_an_unsteady_runner_is_cued_steadier() -> None:
    wobbly = simulate(Runner(cadence_spm=OWN_SPM, variability=2.2), plan="stand 3, run 120, stand 3", seed=8)
    clip = Clip({**LEARN, "target": "steadiness"}, learnt()).wear(wobbly)
    assert clip.times_s(CUE_STEADIER)
    steady = simulate(Runner(cadence_spm=OWN_SPM), plan="stand 3, run 120, stand 3", seed=9)
    assert Clip({**LEARN, "target": "steadiness"}, learnt()).wear(steady).times_s(CUE_STEADIER) == []


def test_nothing_below_running_nor_right_after_a_light() -> None:
    plan = "stand 5, walk 60, run 70, stand 20, run 30, walk 60"
    stops = simulate(Runner(cadence_spm=OWN_SPM * 0.93), plan=plan, seed=10)
    clip = Clip({**LEARN, "cue_interval_s": 10}, learnt()).wear(stops)
    times_s = [time_s for cue, time_s, _ in clip.felt if cue in CUES]
    assert times_s
    assert all(125 <= time_s <= 136 or 165 <= time_s <= 186 for time_s in times_s), times_s
