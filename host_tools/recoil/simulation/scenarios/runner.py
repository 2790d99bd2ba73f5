"""The runner of the demonstration, and what the clip already knows of them."""

from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np

from recoil.recording.mount import Mount
from recoil.recording.quality import has_gyroscope
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil.simulation.clip.motion import NOMINAL_HZ, Motion
from recoil.simulation.runner import Runner, Simulation, Worn, simulate
from recoil_clip.cueing.baseline import FormOfRun
from recoil_clip.cueing.form import Form, is_running_step, pace_by_speed
from recoil_clip.gait.gait import GAIT_REVISION, Gait
from recoil_clip.gait.tick_kernels import log2_q12
from recoil_clip.spec.steps import BRIDGED, OPEN

FADE_PCT = 8.0
FADING_S = 420
HEEDING_S = 120
SETTLED_S = 15.0
MINUTE_US = 60_000_000
TIMES = 5
"""A minute stands for a run of five."""


@dataclass(frozen=True, eq=False)
class Demonstration:
    """`counts` (n x 6, int16, body axes) at `rate_hz`; `baseline` is a run of the coach's history."""

    counts: np.ndarray
    rate_hz: float
    baseline: dict[str, Any]
    story: str
    warnings: tuple[str, ...] = ()

    def motion(self, mount: Mount) -> Motion:
        """Return what a clip's sensor feels of it."""
        return Motion.at_rate(self.counts, self.rate_hz, mount)

    def memory(self) -> dict[str, Any]:
        """Return what a clip remembers of two runs without cues."""
        runs = [self.baseline] * 2 if self.baseline else []
        return {"version": 2, "revision": GAIT_REVISION, "runs": runs, "sessions": {}, "retentions": []}


def simulated(seed: int = 1) -> Demonstration:
    """Return a runner whose form fades for seven minutes, who then heeds the clip and runs as in the beginning.

    All at one speed: the coach takes who slows down for who slows down, and is silent.
    """
    worn = Worn(tilt_deg=8, tilt_towards_deg=60, rate_hz=NOMINAL_HZ, ringing_g=0.2)
    fading = simulate(
        Runner(fade_pct=FADE_PCT, fades_at_one_speed=True), worn, f"stand 4, run {FADING_S + 20}, stand 4", seed
    )
    heeding = simulate(Runner(), worn, f"stand 4, run {HEEDING_S}, stand 8", seed)
    # Joined at a left foot's contact in both, so that no step is cut.
    first, second = _left_contact(fading, FADING_S), _left_contact(heeding, SETTLED_S)
    counts = np.concatenate((fading.counts[:first], heeding.counts[second:]))
    fresh = heeding.counts[second:]
    story = f"simulated: cadence fades by {FADE_PCT:g} % over {FADING_S // 60} minutes, then the runner heeds the cues"
    return Demonstration(counts, worn.true_rate_hz, baseline_of(_recording(fresh, worn.true_rate_hz)), story)


def recorded(recording: Recording) -> Demonstration:
    """Return a recording as a demonstration; its own first minute of running stands for the baseline runs."""
    replayed = replay(recording)
    warnings = tuple(replayed.summary["warnings"])
    counts = _without_gaps(recording)
    return Demonstration(counts, recording.rate_hz, baseline_of(recording), f"recorded, {recording.name}", warnings)


def _without_gaps(recording: Recording) -> np.ndarray:
    """Return the counts with lost samples put back on a straight line: the sensor of a clip never stops."""
    counts = recording.counts()
    if not recording.clock.lost.any():
        return counts
    number = np.arange(len(counts)) + np.cumsum(recording.clock.lost)
    every = np.arange(number[0], number[-1] + 1)
    columns = [np.interp(every, number, column) for column in counts.T]
    return np.rint(np.column_stack(columns)).astype(np.int16)


def baseline_of(recording: Recording) -> dict[str, Any]:
    """Return what a run like the first minute of running teaches, by the clip's own code; empty if nobody runs."""
    gait = Gait(recording.period_us, has_gyroscope(recording))
    samples = array("i", recording.counts().astype(np.int32).ravel().tolist())
    form, run_form = Form(has_pace=True), FormOfRun(0, has_pace=True)
    at, total, running_us = 0, len(recording.time_s), 0
    while at < total and running_us < MINUTE_US:
        at = gait.feed(samples, at, total)
        while (step := gait.take()) is not None:
            running_us += step.step_us
            if step.flags & (BRIDGED | OPEN) or not is_running_step(step):
                form.skip()
                continue
            form.add(step, step.speed_mm_s)
            for _ in range(TIMES if form.is_known else 0):
                run_form.add(0, step, form)
    return run_form.result() if run_form.is_learnt() else {}


def taught(own: tuple[int, int, int], heard: tuple[int, int, int]) -> dict[str, Any]:
    """Return a clip's memory of a runner.

    Args:
        own: What is taken for the runner's own at this pace: step time and contact in us, bounce in um.
        heard: What a clip hears of the runner at this pace: step time and contact in us, speed in mm/s.

    Returns:
        A memory with two runs that agree.
    """
    step, contact, bounce = (log2_q12(one) for one in own)
    pace = pace_by_speed(log2_q12(heard[2]) << 4, log2_q12(heard[1]) << 4) >> 4
    bins = [[(pace >> 9) + off & 31, 300, step, contact, bounce] for off in range(-2, 3)]
    run = {"step_us": own[0], "contact_us": own[1], "bounce_um": own[2], "unsteadiness_bp": 150, "steps": 1500}
    run |= {"pace": "speed", "bins": bins, "spread_q12": [24, 24, 24]}
    return {"version": 2, "revision": GAIT_REVISION, "runs": [run, run], "sessions": {}, "retentions": []}


def _left_contact(simulation: Simulation, after_s: float) -> int:
    """Return the sample at the first left contact after a time."""
    steps = simulation.steps
    contact_s = steps.initial_contact_s[(steps.side < 0) & (steps.initial_contact_s > after_s)][0]
    return int(np.searchsorted(simulation.time_s, contact_s))


def _recording(counts: np.ndarray, rate_hz: float) -> Recording:
    time_s = np.arange(len(counts)) / rate_hz
    return Recording.of("fresh", time_s, counts[:, :3] * 488e-6, counts[:, 3:] * 0.07)
