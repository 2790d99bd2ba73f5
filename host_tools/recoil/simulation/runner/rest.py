"""Walking and standing: what the clip feels when nobody runs."""

from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner.pelvis import Curve

Array = np.ndarray
WALK_SPM, WALK_STEP_SD = 110.0, 0.02
RAMP_S = 0.8  # from standing to walking and back
SWAY_HZ = np.array([0.17, 0.31, 0.47, 0.83, 1.3])
SWAY_DEG = np.array([0.35, 0.25, 0.18, 0.08, 0.04])


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk from standing to standing; both feet are down for a fifth of each step, so the force never stops."""

    touch_s: Array
    phase: Curve
    size: Curve
    foot: int

    @classmethod
    def of(cls, span_s: tuple[float, float], variability: float, rng: np.random.Generator) -> "Walk":
        """Draw the steps that fill the span."""
        start_s, end_s = span_s
        step_s = 60.0 / WALK_SPM
        count = int((end_s - start_s) / step_s * 1.2) + 8
        steps = step_s * (1 + WALK_STEP_SD * variability * rng.uniform(-1.7, 1.7, count))
        touch = start_s - step_s + np.concatenate(([0.0], np.cumsum(steps)))
        ramp = min(RAMP_S, (end_s - start_s) / 3)
        ends = np.array([start_s, start_s + ramp, end_s - ramp, end_s])
        size = Curve.size(ends, np.array([0.0, 1.0, 1.0, 0.0]))
        foot = 1 if rng.random() < 0.5 else -1
        return cls(touch, Curve.phase(touch, np.arange(len(touch), dtype=float)), size, foot)


def sway_deg(time_s: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return slow, small turns about one axis: (degrees, degrees per second)."""
    angle, rate = np.zeros(len(time_s)), np.zeros(len(time_s))
    for hz, deg, start in zip(SWAY_HZ, SWAY_DEG, rng.uniform(0, 2 * np.pi, len(SWAY_HZ)), strict=True):
        turn = 2 * np.pi * hz
        angle += deg * np.sin(turn * time_s + start)
        rate += deg * turn * np.cos(turn * time_s + start)
    return angle, rate
