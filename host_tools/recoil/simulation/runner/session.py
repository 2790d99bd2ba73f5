"""A simulated recording with its truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner.body import move
from recoil.simulation.runner.plan import Segment, check_plan, parse_plan
from recoil.simulation.runner.runner import Runner
from recoil.simulation.runner.steps import Steps
from recoil.simulation.runner.worn import Worn, chip_counts


@dataclass(frozen=True, eq=False)
class Simulation:
    """Samples as the clip records them (clip axes, nominal mount: x forward, y up, z right) and the truth per step."""

    time_s: np.ndarray
    """True time; lost samples leave gaps."""
    acc_g: np.ndarray
    """Specific force, (n, 3)."""
    gyr_dps: np.ndarray
    """Rotation rate, (n, 3)."""
    lost: np.ndarray
    """Number of samples lost just before each sample."""
    steps: Steps
    rate_hz: float
    """True sample rate."""
    pelvis_deg: np.ndarray
    """The truth per sample: the pelvis right side down, turned left, tilted back, (n, 3)."""
    forward_g: np.ndarray
    """The truth per sample: acceleration of the pelvis where the runner looks."""

    @property
    def counts(self) -> np.ndarray:
        """The chip's integers: int16 (n, 6), accelerometer (488 ug) then gyroscope (70 mdps)."""
        return chip_counts(self.acc_g, self.gyr_dps)

    @property
    def period_us(self) -> int:
        """True sample period."""
        return round(1e6 / self.rate_hz)

    @property
    def seconds(self) -> float:
        """Time from the first to the last sample."""
        return float(self.time_s[-1] - self.time_s[0])


def simulate(
    runner: Runner | None = None,
    worn: Worn | None = None,
    plan: str | Sequence[Segment] = "stand 3, run 60, stand 3",
    seed: int = 0,
) -> Simulation:
    """Simulate a runner with a clip; the same arguments always give the same numbers.

    Args:
        runner: Cadence, contact, bounce and the rest of how someone runs; None for an ordinary runner.
        worn: How the clip sits and what its sensor does wrong; None for a perfect one.
        plan: What the runner does for how many seconds, such as `stand 3, run 60, stand 3`, or the segments of that.
        seed: Where the random numbers begin.

    Returns:
        A `Simulation`: `time_s` of n samples, `acc_g` and `gyr_dps` (n x 3, in g and degrees/s) as the sensor says
        them, and the truth of every step in s and mm.

    Raises:
        ValueError: For what no runner does, with a sentence that says what is possible.
    """
    runner, worn = runner or Runner(), worn or Worn()
    if seed < 0:
        raise ValueError(f"seed must be 0 or more, not {seed}")
    segments = parse_plan(plan) if isinstance(plan, str) else check_plan(plan)
    total_s = sum(segment.seconds for segment in segments)
    time_s = np.arange(max(2, int(total_s * worn.true_rate_hz))) / worn.true_rate_hz
    body = move(runner, segments, time_s, seed)
    acc, gyr = worn.feel(body.acc_g, body.gyr_dps, time_s, body.impact_s, body.impact, seed)
    kept = worn.not_lost(len(time_s), seed)
    lost = np.diff(kept, prepend=-1) - 1
    return Simulation(
        time_s[kept],
        acc[kept],
        gyr[kept],
        lost,
        body.steps,
        worn.true_rate_hz,
        body.angle_deg[kept],
        body.forward_g[kept],
    )
