"""The moving pelvis: standing, walking and running in turn, as specific force and rotation rate in its own axes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner.pelvis import RUNNING, WALKING, Motion
from recoil.simulation.runner.plan import Segment
from recoil.simulation.runner.rest import Walk, sway_deg
from recoil.simulation.runner.runner import Runner
from recoil.simulation.runner.running import Run
from recoil.simulation.runner.solving import solve
from recoil.simulation.runner.steps import Steps

Array = np.ndarray
WALK_IMPACT = 0.25  # of a running step's


@dataclass(frozen=True, eq=False)
class Body:
    """What an ideal sensor at the sacrum feels."""

    acc_g: Array
    gyr_dps: Array
    angle_deg: Array
    """Of the pelvis, (n, 3): right side down, turned left, tilted back."""
    forward_g: Array
    """Acceleration of the pelvis where the runner looks."""
    steps: Steps
    impact_s: Array
    """When a foot hit the ground, walking or running."""
    impact: Array
    """How hard, 1 = a running step."""


class Mover:
    """Adds up the motion of all activities: world acceleration, and the turns roll, yaw and pitch with their rates."""

    def __init__(self, time_s: Array) -> None:
        self.time_s = time_s
        self.acc_g = np.zeros((3, len(time_s)))
        self.acc_g[1] = 1.0
        self.angle_deg = np.zeros((3, len(time_s)))
        self.rate_dps = np.zeros((3, len(time_s)))

    def span(self, start_s: float, end_s: float) -> slice:
        """Return the samples within a span."""
        first, last = np.searchsorted(self.time_s, (start_s, end_s))
        return slice(int(first), int(last))

    def run(self, run: Run) -> None:
        """Add a run's motion to the samples that lie in its time."""
        span = self.span(run.spring.start_s[0], run.spring.start_s[-1])
        motion = Motion.at(run.phase, self.time_s[span])
        pace = run.runner.mean_speed_mps / 3.5
        self.acc_g[0, span] += run.forward_g(motion)
        self.acc_g[1, span] += run.force_at_pelvis(motion) - 1.0
        self.acc_g[2, span] += pace * motion.wave(run.gait.side, run.size["side"], run.foot)
        for axis, (name, size) in enumerate((("roll", 0.5 + 0.5 * pace), ("yaw", pace), ("pitch", 0.6 + 0.4 * pace))):
            angle, rate = motion.wave_and_rate(run.gait.waves[name], run.size[name], run.foot)
            self.angle_deg[axis, span] += size * angle
            self.rate_dps[axis, span] += size * rate

    def walk(self, walk: Walk, span_s: tuple[float, float]) -> None:
        """Add a walk's motion to the samples that lie in its time."""
        span = self.span(*span_s)
        motion = Motion.at(walk.phase, self.time_s[span])
        for axis, wave in enumerate((WALKING.forward, WALKING.vertical, WALKING.side)):
            self.acc_g[axis, span] += motion.wave(wave, walk.size, walk.foot)
        for axis, wave in enumerate((WALKING.roll, WALKING.yaw, WALKING.pitch)):
            angle, rate = motion.wave_and_rate(wave, walk.size, walk.foot)
            self.angle_deg[axis, span] += angle
            self.rate_dps[axis, span] += rate

    def sway(self, rng: np.random.Generator) -> None:
        """Add the small turns of a body that is never quite still."""
        for axis, size in ((0, 1.0), (1, 0.5), (2, 1.0)):
            angle, rate = sway_deg(self.time_s, rng)
            self.angle_deg[axis] += size * angle
            self.rate_dps[axis] += size * rate

    def felt(self, rotation: float) -> tuple[Array, Array]:
        """Return specific force and rotation rate in the pelvis's axes: yaw (y), then pitch (z), then roll (x)."""
        roll, yaw, pitch = np.deg2rad(rotation * self.angle_deg)
        roll_dps, yaw_dps, pitch_dps = rotation * self.rate_dps
        x, y, z = self.acc_g
        x, z = np.cos(yaw) * x - np.sin(yaw) * z, np.sin(yaw) * x + np.cos(yaw) * z
        c, s = np.cos(pitch), np.sin(pitch)
        x, y = c * x + s * y, c * y - s * x
        gyr_x, gyr_y = roll_dps + s * yaw_dps, c * yaw_dps
        c, s = np.cos(roll), np.sin(roll)
        acc = np.stack([x, c * y + s * z, c * z - s * y], axis=1)
        gyr = np.stack([gyr_x, c * gyr_y + s * pitch_dps, c * pitch_dps - s * gyr_y], axis=1)
        return acc, gyr


def move(runner: Runner, plan: Sequence[Segment], time_s: Array, seed: int) -> Body:
    """Return how a runner's body moves through a plan, at these times (n, in s)."""
    style = np.random.default_rng([seed, 0])
    gait = RUNNING.styled(style, runner.style) if runner.style else RUNNING
    mover = Mover(time_s)
    mover.sway(np.random.default_rng([seed, 1]))
    running_s = sum(segment.seconds for segment in plan if segment.kind == "run")
    start_s = run_s = 0.0
    steps, impact_s, impact = [], [], []
    for number, segment in enumerate(plan):
        rng = np.random.default_rng([seed, 2, number])
        span = (start_s, start_s + segment.seconds)
        if segment.kind == "run":
            progress = (run_s / running_s, (run_s + segment.seconds) / running_s)
            run = solve(runner, gait, span, progress, rng)
            mover.run(run)
            steps.append(run.steps)
            impact_s.append(run.steps.initial_contact_s)
            impact.append(np.ones(len(run.steps)))
            run_s += segment.seconds
        elif segment.kind == "walk":
            walk = Walk.of(span, runner.variability, rng)
            mover.walk(walk, span)
            inside = walk.touch_s[(walk.touch_s > span[0]) & (walk.touch_s < span[1])]
            impact_s.append(inside)
            impact.append(WALK_IMPACT * walk.size.at(inside)[0])
        start_s = span[1]
    acc, gyr = mover.felt(runner.rotation)
    none = [np.zeros(0)]
    angle_deg = runner.rotation * mover.angle_deg.T
    return Body(
        acc,
        gyr,
        angle_deg,
        mover.acc_g[0],
        Steps.joined(steps),
        np.concatenate(none + impact_s),
        np.concatenate(none + impact),
    )
