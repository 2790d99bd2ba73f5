"""A run from standing to standing: the times of its steps, adjusted until the truth is what was asked for."""

from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner.pelvis import BRAKE_G, Curve, Gait, Motion
from recoil.simulation.runner.runner import GRAVITY, LONGEST_DUTY, PULSE_SHAPE, Runner, depth_share, spring_bounce_mm
from recoil.simulation.runner.spring import Spring
from recoil.simulation.runner.steps import LEFT, RIGHT, Steps

Array = np.ndarray
LAUNCH_S, LANDING_S = 0.55, 0.55
STARTING = (0.16, 0.08, 0.03)  # longer contact in the first steps; mirrored in the last
STEP_SD, CONTACT_SD, SHAPE_SD = 0.015, 0.017, 0.035  # variability = 1
AT_ONE_SPEED = 0.7
"""Power of step time that contact follows in runners who change their cadence at one speed (0.4 to 1)."""
SPEED_UP_S, SLOW_DOWN_S = 2.5, 1.8


@dataclass(frozen=True, eq=False)
class Plan:
    """Wanted step and contact times, ms, and the pulse shape of the steps of one run."""

    step_ms: Array
    contact_ms: Array
    shape: Array
    growth: Array
    """Bounce over the bounce at the start of the run (form fades)."""
    side: Array
    steady: Array

    @classmethod
    def of(cls, runner: Runner, seconds: float, progress: tuple[float, float], rng: np.random.Generator) -> "Plan":
        """Draw the steps that fit; progress is the share of all running done before and after this run."""
        room_ms = 1e3 * (seconds - LAUNCH_S - LANDING_S)
        most = int(room_ms / runner.step_ms * 1.2) + 4
        first = LEFT if rng.random() < 0.5 else RIGHT
        side = np.where(np.arange(most) % 2 == 0, first, -first)
        done = np.clip(progress[0] + np.arange(most) * runner.step_ms / room_ms * (progress[1] - progress[0]), 0, 1)
        fade = runner.fade_pct / 100 * done
        step_0, contact_0 = runner.step_ms, runner.mean_contact_ms
        step = step_0 / (1 - fade)
        bounce_0_mm = spring_bounce_mm(step_0, contact_0)
        if runner.fades_at_one_speed:
            contact = contact_0 * (step / step_0) ** AT_ONE_SPEED
            growth = spring_bounce_mm(step, contact) / bounce_0_mm
        else:
            growth = 1 + fade
            contact = 1e3 * (step / 8e3 - bounce_0_mm * growth / (GRAVITY * step)) / (0.25 - depth_share())
        if runner.fade_pct and (contact > LONGEST_DUTY * step).any():
            raise ValueError(
                f"fade {runner.fade_pct:g} %: contact would outlast the step; ask for less fade or contact"
            )
        jitter = runner.variability * rng.standard_normal((3, most))
        count = min(int(np.searchsorted(np.cumsum(step), room_ms)), most)
        step, contact, growth, side, jitter = (
            step[:count],
            contact[:count],
            growth[:count],
            side[:count],
            jitter[:, :count],
        )
        steady = np.zeros(count, bool)
        steady[len(STARTING) + 1 : -len(STARTING) - 1] = True
        steady[-len(STARTING) - 2] = steady.sum() % 2 == 0  # as many left as right
        for foot in (LEFT, RIGHT):  # the mean of what is asked for stays exact
            jitter[:, steady & (side == foot)] -= jitter[:, steady & (side == foot)].mean(1, keepdims=True)
        step *= 1 - side * (runner.left_step_pct / 50 - 1) + STEP_SD * jitter[0]
        contact *= 1 - side * (runner.left_contact_pct / 50 - 1) + CONTACT_SD * jitter[1]
        return cls(step, contact, PULSE_SHAPE + SHAPE_SD * jitter[2], growth, side, steady)


@dataclass(frozen=True, eq=False)
class Run:
    """A run that is solved: its runner, how they run, and the spring's steps."""

    runner: Runner
    gait: Gait
    spring: Spring
    steps: Steps
    phase: Curve
    size: dict[str, Curve]
    """Of each wave; vertical in mm of half travel."""

    @property
    def foot(self) -> int:
        """+1 if the first step stands on the left foot, else -1."""
        return -int(self.steps.side[0])

    def pelvis_over_mass_mm(self, time_s: Array) -> Array:
        """Return how much higher than in standing the pelvis is over the centre of mass."""
        return Motion.at(self.phase, time_s).wave(self.gait.vertical, self.size["vertical"])

    def force_at_pelvis(self, motion: Motion) -> Array:
        """Return vertical specific force at the pelvis, g: the second derivative of its height, plus 1."""
        force, _ = self.spring.at(motion.time_s)
        return force + motion.acceleration(self.gait.vertical, self.size["vertical"]) / (1e3 * GRAVITY)

    def forward_g(self, motion: Motion) -> Array:
        """Return fore-aft acceleration: braking then propulsion, pelvis swing, speeding up and slowing down."""
        spring, size = self.spring, self.size["forward"]
        stance, x_s = spring.stance(motion.time_s)
        brake = np.sin(2 * np.pi * np.clip(x_s / spring.length_s[stance], 0, 1))
        swing = motion.wave(self.gait.forward, size) - BRAKE_G * np.real(size.at(motion.time_s)[0]) * brake
        speed = self.runner.mean_speed_mps
        start_s, end_s = spring.start_s[[0, -1]]
        change = np.zeros(len(brake))
        for first_s, length_s, sign in ((start_s, SPEED_UP_S, 1), (end_s - SLOW_DOWN_S, SLOW_DOWN_S, -1)):
            w = np.clip((motion.time_s - first_s) / length_s, 0, 1)
            change += sign * speed / (GRAVITY * length_s) * (1 - np.cos(2 * np.pi * w))
        return speed / 3.5 * swing + change
