"""Solve a run: adjust step times, contacts, pulse shape and pelvis travel until the truth meets what was asked for."""

import math
from dataclasses import replace

import numpy as np

from recoil.simulation.runner.pelvis import WOBBLE, Curve, Gait
from recoil.simulation.runner.runner import GRAVITY, PELVIS_PER_MASS, PELVIS_RANGE, Runner
from recoil.simulation.runner.running import LANDING_S, LAUNCH_S, STARTING, Plan, Run
from recoil.simulation.runner.spring import Spring
from recoil.simulation.runner.steps import LEFT, RIGHT, Steps

Array = np.ndarray
ROUNDS = 12
NEAR = 0.01  # ms and mm
GRID, TRUTH_GRID = 40, 160  # heights looked at per step while adjusting, and for the truth (then to 0.01 mm)
PULSE_SHAPES = (-0.2, 0.3)  # beyond, the ground would pull
MOST_SHAPE_DIFFERENCE = 0.12  # of each foot from the mean
ENVELOPE = (0.0, 0.4, 0.75)  # pelvis waves grow over the first steps


class Knobs:
    """What is turned, per foot (left, right)."""

    def __init__(self, plan: Plan, lift_mm: float) -> None:
        self.plan = plan
        self.foot = (plan.side > 0).astype(int)
        self.step_ms = np.zeros(2)
        self.contact_ms = np.full(2, 5.0)  # the force pulse is a little longer than the contact above 50 N
        self.shape = np.zeros(2)
        self.lift_mm = lift_mm

    def spring(self, start_s: float, end_s: float, impact_bw: float) -> Spring:
        """Build and solve the stances."""
        plan, foot = self.plan, self.foot
        step_s = (plan.step_ms + self.step_ms[foot]) / 1e3
        length_s = (plan.contact_ms + self.contact_ms[foot]) / 1e3
        longer = np.ones(len(length_s))
        longer[: len(STARTING)] += STARTING
        longer[-len(STARTING) :] += STARTING[::-1]
        length_s = np.where(longer > 1, np.maximum(length_s, np.minimum(length_s * longer, 0.97 * step_s)), length_s)
        landing_s = min(LANDING_S - 0.05, 0.5)
        touch_s = start_s + LAUNCH_S + np.concatenate(([0.0], np.cumsum(step_s)))
        flight_s = max(0.02, step_s[0] - length_s[0])
        lengths = np.concatenate(([LAUNCH_S - flight_s], length_s, [landing_s]))
        shape = plan.shape + self.shape[foot]
        shape = np.concatenate(([0.0], np.clip(shape, *PULSE_SHAPES), [0.0]))
        impact = np.concatenate(([0.0], np.full(len(step_s), impact_bw), [impact_bw / 2]))
        end_s = max(end_s, touch_s[-1] + landing_s + 0.01)
        return Spring.of(np.concatenate(([start_s], touch_s, [end_s])), lengths, shape, impact)


def solve(
    runner: Runner, gait: Gait, span_s: tuple[float, float], progress: tuple[float, float], rng: np.random.Generator
) -> Run:
    """Return the run that fills the span; progress is the share of all running done at its start and end."""
    plan = Plan.of(runner, span_s[1] - span_s[0], progress, rng)
    knobs = Knobs(plan, 0.1 * (runner.bounce_mm or 90.0))
    real, imag = runner.variability * rng.standard_normal((2, len(WOBBLE), len(plan.step_ms)))
    wobble = {name: 1 + sd * (real[k] + 1j * imag[k]) for k, (name, sd) in enumerate(WOBBLE.items())}
    run = _build(runner, gait, knobs, span_s, wobble, GRID)
    for _ in range(ROUNDS):
        if _turn(knobs, run) < NEAR:
            break
        run = _build(runner, gait, knobs, span_s, wobble, GRID)
    else:
        raise ValueError(
            "no spring-mass run meets all of this together; ask for less variability, asymmetry or contact"
        )
    return _build(runner, gait, knobs, span_s, wobble, TRUTH_GRID)


def _build(
    runner: Runner, gait: Gait, knobs: Knobs, span_s: tuple[float, float], wobble: dict[str, Array], grid: int
) -> Run:
    plan = knobs.plan
    spring = knobs.spring(span_s[0], span_s[1], runner.impact_bw)
    envelope = np.ones(len(plan.step_ms) + 3)
    envelope[: len(ENVELOPE)] = ENVELOPE
    envelope[-len(ENVELOPE) :] = ENVELOPE[::-1]
    last = plan.growth[-1:]
    growth = np.concatenate((plan.growth[:1], plan.growth, last, last))
    sizes = {}
    for name, of_step in wobble.items():
        value = envelope * np.concatenate(([1.0], of_step, [1.0, 1.0]))
        sizes[name] = Curve.size(spring.start_s, value * growth * knobs.lift_mm if name == "vertical" else value)
    phase = Curve.phase(spring.start_s, np.arange(len(spring.start_s)) - 1.0)
    run = Run(runner, gait, spring, Steps.none(), phase, sizes)
    return replace(run, steps=_truth(run, plan, grid))


def _truth(run: Run, plan: Plan, grid: int) -> Steps:
    """Measure each step on the solved run."""
    contact, toe_off = run.spring.crossings(run.runner.threshold_bw)
    step = np.diff(contact)
    time_s = contact[:-1, None] + step[:, None] * np.linspace(0, 1, grid)
    force, mass = (values.reshape(time_s.shape) for values in run.spring.at(time_s.ravel()))
    pelvis = mass + run.pelvis_over_mass_mm(time_s.ravel()).reshape(time_s.shape)
    if force.min() < -0.05:
        raise ValueError("the ground would have to pull the foot down; ask for less variability or less asymmetry")
    return Steps(
        initial_contact_s=contact[:-1],
        toe_off_s=toe_off,
        side=plan.side,
        step_ms=1e3 * step,
        contact_ms=1e3 * (toe_off - contact[:-1]),
        flight_ms=1e3 * (contact[1:] - toe_off),
        bounce_sacrum_mm=_peak(pelvis) + _peak(-pelvis),
        bounce_com_mm=_peak(mass) + _peak(-mass),
        peak_force_bw=_peak(force),
        steady=plan.steady,
    )


def _peak(values: Array) -> Array:
    """Return the highest value of each row, between the points too (parabola through the highest three)."""
    at = np.clip(values.argmax(1), 1, values.shape[1] - 2)
    row = np.arange(len(values))
    before, top, after = values[row, at - 1], values[row, at], values[row, at + 1]
    bend = before - 2 * top + after
    inside = (bend < 0) & (top >= before) & (top >= after)
    rise = np.where(inside, -((before - after) ** 2) / (8 * np.where(inside, bend, 1.0)), 0.0)
    return np.maximum(top + rise, values.max(1))


def _turn(knobs: Knobs, run: Run) -> float:
    """Turn the knobs towards what was asked for; return the largest error, ms or mm."""
    plan, runner, steps = knobs.plan, run.runner, run.steps
    feet = [steps.steady & (steps.side == side) for side in (LEFT, RIGHT)]
    bounce = np.array([(steps.bounce_sacrum_mm / plan.growth)[foot].mean() for foot in feet])
    mass_mm = float((steps.bounce_com_mm / plan.growth)[steps.steady].mean())
    wanted = _wanted_bounce(runner, mass_mm)
    share = (runner.left_bounce_pct or 100 * bounce[0] / bounce.sum()) / 50
    errors = np.array(
        [
            [(plan.step_ms - steps.step_ms)[foot].mean() for foot in feet],
            [(plan.contact_ms - steps.contact_ms)[foot].mean() for foot in feet],
            np.array([share, 2 - share]) * wanted - bounce,
        ]
    )
    knobs.step_ms += errors[0]
    knobs.contact_ms += errors[1]
    mean = errors[2].mean()
    knobs.lift_mm += mean / 2
    if runner.left_bounce_pct is not None:
        # a more peaked pulse (smaller third sine) sinks the mass deeper, by g T D 4 / (18 pi) per unit
        slope_mm = GRAVITY * runner.step_ms * runner.mean_contact_ms / 1e3 * 4 / (18 * math.pi)
        natural = 50 * (bounce[0] / bounce.mean() + (knobs.shape[0] - knobs.shape[1]) / 2 * slope_mm / wanted)
        knobs.shape -= (errors[2] - mean) / slope_mm
        if np.abs(knobs.shape).max() > MOST_SHAPE_DIFFERENCE:
            reach = 50 * MOST_SHAPE_DIFFERENCE * slope_mm / wanted
            raise ValueError(
                f"left bounce {runner.left_bounce_pct:g} %: with these step and contact times "
                f"{natural - reach:.1f} to {natural + reach:.1f} % is possible"
            )
    return float(np.abs(errors).max())


def _wanted_bounce(runner: Runner, mass_mm: float) -> float:
    """Return the pelvis bounce asked for, if the pelvis of some runner does that above this centre of mass."""
    if runner.bounce_mm is None:
        return PELVIS_PER_MASS * mass_mm
    low, high = math.ceil(PELVIS_RANGE[0] * mass_mm), math.floor(PELVIS_RANGE[1] * mass_mm)
    if not low <= runner.bounce_mm <= high:
        raise ValueError(
            f"bounce {runner.bounce_mm:g} mm: a spring at {runner.cadence_spm:g} steps per minute with "
            f"{runner.mean_contact_ms:.0f} ms contact bounces {low} to {high} mm at the pelvis"
        )
    return runner.bounce_mm
