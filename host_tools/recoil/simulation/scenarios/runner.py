"""The runner of the demonstration, and what the clip already knows of them."""

from dataclasses import dataclass

import numpy as np

from recoil.recording.mount import Mount
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil.simulation.clip.motion import NOMINAL_HZ, Motion
from recoil.simulation.runner import Runner, Simulation, Worn, simulate
from recoil_clip.cueing.steadiness import Steadiness
from recoil_clip.spec.steps import BRIDGED, OPEN

FADE_PCT = 8.0
FADING_S = 420
HEEDING_S = 120
SETTLED_S = 15.0


@dataclass(frozen=True, eq=False)
class Demonstration:
    """`counts` (n x 6, int16, body axes) at `rate_hz`; `baseline` is a run of the coach's history."""

    counts: np.ndarray
    rate_hz: float
    baseline: dict[str, int]
    story: str
    warnings: tuple[str, ...] = ()

    def motion(self, mount: Mount) -> Motion:
        """Return what a clip's sensor feels of it."""
        return Motion.at_rate(self.counts, self.rate_hz, mount)


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


def baseline_of(recording: Recording) -> dict[str, int]:
    """Return the means of the first minute of running, as a baseline run teaches them; empty if nobody runs."""
    steps = replay(recording).steps
    steps = steps[steps["flags"] & (BRIDGED | OPEN) == 0]
    if not len(steps):
        return {}
    steps = steps[steps["initial_contact_s"] < steps["initial_contact_s"][0] + 60]
    steadiness = Steadiness()
    seen = []
    for row, step_us in enumerate((1000 * steps["step_ms"]).astype(int).tolist(), 1):
        steadiness.add(step_us, row)
        if steadiness.unsteadiness_bp >= 0:
            seen.append(steadiness.unsteadiness_bp)
    return {
        "step_us": round(1000 * float(steps["step_ms"].mean())),
        "contact_us": round(1000 * float(steps["contact_ms"].mean())),
        "bounce_um": round(1000 * float(steps["bounce_mm"].mean())),
        "unsteadiness_bp": round(float(np.mean(seen))) if seen else 300,
    }


def _left_contact(simulation: Simulation, after_s: float) -> int:
    """Return the sample at the first left contact after a time."""
    steps = simulation.steps
    contact_s = steps.initial_contact_s[(steps.side < 0) & (steps.initial_contact_s > after_s)][0]
    return int(np.searchsorted(simulation.time_s, contact_s))


def _recording(counts: np.ndarray, rate_hz: float) -> Recording:
    time_s = np.arange(len(counts)) / rate_hz
    return Recording.of("fresh", time_s, counts[:, :3] * 488e-6, counts[:, 3:] * 0.07)
