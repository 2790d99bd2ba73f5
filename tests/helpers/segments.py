"""Traces made of segments: everything a chip can deliver, from rest to running at full scale."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from recoil.runtimes import Trace
from recoil.simulation.runner import Runner, Simulation, Worn, simulate

LOW, HIGH = -32768, 32767
ONE_G = 2049  # 488 ug per count
KINDS = ("constant", "sine", "square", "flips", "noise", "walk", "run")
Wave = np.ndarray


@dataclass(frozen=True)
class Segment:
    """One stretch of a trace: offset + amplitude x waveform x mix on each of the six axes, clipped as the chip does."""

    kind: str
    duration_s: float
    amplitude: int = 8000
    offset: int = 0
    frequency_hz: float = 2.7
    """Of the waveform; steps per second for `run`."""
    mix: tuple[float, ...] = (1.0,) * 6
    tilt_deg: tuple[float, float] = (0.0, 0.0)
    """How `run` sits on the body: yaw, then roll (180 = upside down)."""
    seed: int = 0

    def render(self, period_us: int) -> Wave:
        """Return n x 6 counts, not yet rounded."""
        time_s = np.arange(round(self.duration_s * 1e6 / period_us)) * period_us * 1e-6
        wave = WAVES[self.kind](self, time_s)
        if self.kind == "run":
            wave = wave @ rotation(*self.tilt_deg)
        return self.offset + self.amplitude * wave * np.array(self.mix)


def rotation(yaw_deg: float, roll_deg: float) -> Wave:
    """Return the 6 x 6 matrix that turns accelerometer and gyroscope together."""
    (cy, sy), (cr, sr) = ((np.cos(a), np.sin(a)) for a in np.radians((yaw_deg, roll_deg)))
    turn = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]]) @ np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.kron(np.eye(2), turn)


def constant(_: Segment, time_s: Wave) -> Wave:
    return np.zeros((len(time_s), 6))


def sine(segment: Segment, time_s: Wave) -> Wave:
    return np.sin(2 * np.pi * segment.frequency_hz * time_s[:, None] + np.arange(6))


def square(segment: Segment, time_s: Wave) -> Wave:
    return np.sign(sine(segment, time_s) + 1e-9)


def flips(segment: Segment, time_s: Wave) -> Wave:
    """Full-scale sign changes from one sample to the next, at random times."""
    random = np.random.default_rng(segment.seed)
    change = random.random((len(time_s), 6)) < segment.frequency_hz / 20
    return 1.0 - 2.0 * (np.cumsum(change, axis=0) % 2)


def noise(segment: Segment, time_s: Wave) -> Wave:
    return np.random.default_rng(segment.seed).uniform(-1, 1, (len(time_s), 6))


def walk(segment: Segment, time_s: Wave) -> Wave:
    steps = np.random.default_rng(segment.seed).normal(0, 0.03, (len(time_s), 6))
    return np.cumsum(steps, axis=0)


def run(segment: Segment, time_s: Wave) -> Wave:
    """Step like a runner; amplitude `ONE_G` is true to life, more is harder, up to saturation.

    Contact is 65 % of a step with a half-sine of force (mean over the step 1 g), braking then pushing fore-aft; the
    side axis and the gyroscope follow the leg.
    """
    return stepping(segment, segment.frequency_hz * time_s)


def hurry(segment: Segment, time_s: Wave) -> Wave:
    """Step like a runner whose every third step comes early, as nobody's does who runs."""
    step = segment.frequency_hz * time_s
    return stepping(segment, step + 0.07 * np.sin(2 * np.pi * step / 3))


def stepping(segment: Segment, step: Wave) -> Wave:
    """Return the waves of `run` at these numbers of steps, which have fractions."""
    duty = 0.65
    phase, leg = step % 1.0 / duty, 1.0 - 2.0 * (np.floor(step) % 2)
    down = phase < 1.0
    up = np.where(down, np.pi / (2 * duty) * np.sin(np.pi * phase), 0.0)
    forward = np.where(down, -0.35 * np.sin(2 * np.pi * phase), 0.0)
    side = np.where(down, 0.3 * leg * np.sin(np.pi * phase), 0.0)
    stride = np.pi * step
    turn = np.stack([0.4 * np.sin(stride), 0.5 * np.cos(stride), 0.3 * np.sin(2 * stride)], axis=1)
    jitter = np.random.default_rng(segment.seed).normal(0, 0.02, (len(step), 6))
    return np.column_stack([forward, up, side, turn]) + jitter


WAVES = {
    "constant": constant,
    "sine": sine,
    "square": square,
    "flips": flips,
    "noise": noise,
    "walk": walk,
    "run": run,
    "hurry": hurry,
}


def trace(
    name: str,
    *segments: Segment,
    period_us: int = 4808,
    gyroscope: bool = True,
    gaps: tuple[tuple[int, int], ...] = (),
) -> Trace:
    """Join segments to a trace, clipped to what 16 bits hold."""
    waves = np.concatenate([segment.render(period_us) for segment in segments])
    return Trace(name, np.clip(np.rint(waves), LOW, HIGH).astype(np.int16), period_us, gyroscope, gaps)


def cut(whole: Trace, duration_s: float) -> Trace:
    """Return the beginning of a trace."""
    count = round(duration_s * 1e6 / whole.period_us)
    gaps = tuple((at, lost) for at, lost in whole.gaps if at < count)
    return Trace(whole.name, whole.samples[:count], whole.period_us, whole.gyroscope, gaps)


def run_trace(name: str, duration_s: float = 12.0, period_us: int = 4808, gyroscope: bool = True) -> Trace:
    """Return plain running, true to life."""
    return trace(name, Segment("run", duration_s, ONE_G), period_us=period_us, gyroscope=gyroscope)


def simulated_trace(
    name: str, simulation: Simulation, gyroscope: bool = True, gain: float = 1.0, aside_mm: float = 0.0
) -> Trace:
    """Return what the chip says in a simulation, made `gain` times stronger than life.

    With `aside_mm` the clip sits so far to the right of the spine, as a rigid body has it: a' = w' x (0, 0, aside).
    """
    moved = simulation.counts.astype(float)
    if aside_mm:
        turning = np.gradient(np.radians(moved[:, 3:] * 0.07), simulation.period_us / 1e6, axis=0)
        moved[:, 0] += turning[:, 1] * aside_mm / 9.80665 / 0.488
        moved[:, 1] -= turning[:, 0] * aside_mm / 9.80665 / 0.488
    counts = np.clip(np.rint(moved * gain), LOW, HIGH).astype(np.int16)
    if not gyroscope:
        counts[:, 3:] = 0
    gaps = tuple((int(at), int(simulation.lost[at])) for at in np.flatnonzero(simulation.lost))
    return Trace(name, counts, simulation.period_us, gyroscope, gaps)


def hostile(period_us: int = 4808) -> list[Trace]:
    """Return traces no runner makes: saturated, constant, noise, random walks, flips, wild running, gaps."""
    kinds = (
        ("constant", 0, LOW),
        ("constant", 0, HIGH),
        ("constant", 0, 0),
        ("sine", 40000, 0),
        ("square", HIGH, 0),
        ("flips", HIGH, 0),
        ("noise", HIGH, 0),
        ("noise", 3000, ONE_G),
        ("walk", 20000, 0),
    )
    found = [
        trace(f"{kind} {offset} +- {amplitude}", Segment(kind, 8.0, amplitude, offset, seed=seed), period_us=period_us)
        for seed, (kind, amplitude, offset) in enumerate(kinds)
    ]
    for gain in (0.5, 2, 6, 20):
        for roll_deg in (0.0, 15.0, 180.0):
            tilt_deg, steps_hz = (20.0, roll_deg), 2.2 + roll_deg / 90
            segment = Segment("run", 8.0, round(gain * ONE_G), frequency_hz=steps_hz, tilt_deg=tilt_deg)
            found.append(trace(f"run x {gain}, turned {roll_deg:g}", segment, period_us=period_us))
    steady, wild = Segment("run", 6.0, ONE_G), Segment("flips", 2.0, HIGH)
    gaps = ((300, 1), (301, 3), (900, 20), (1100, 900), (1101, 1_000_000))
    found.append(trace("gaps", steady, wild, steady, period_us=period_us, gaps=gaps))
    return found


STRONGEST = ("square", "flips", "walk", "run x 20", "gaps")
"""Of the hostile traces those that bring the core's numbers to their ends at every rate."""


def everything() -> list[Trace]:
    """Return a set of traces that reaches every statement of the core, and the end of what each operation can say.

    Three times as many rates, gains and places on the body take none that needs a twentieth of the range farther by a
    twentieth of what it needs.
    """
    usual = (*STRONGEST, "constant", "sine", "run x 2, turned 0", "run x 6, turned 180")
    found = [one for one in hostile() if one.name.startswith(usual)] + hostile(9615)
    found += [one for one in hostile(2000) if one.name.startswith(STRONGEST)]
    found.append(trace("lost at once", Segment("run", 3.0, ONE_G), gaps=((50, 60),)))
    upright = Segment("run", 12.0, ONE_G, mix=(0, 1, 0, 0, 0, 0))
    found.append(trace("up and down only", upright))
    found.append(trace("unsteady", Segment("hurry", 12.0, ONE_G)))
    found += [run_trace("run", 10.0, period_us, gyroscope) for period_us in (2000, 9615) for gyroscope in (True, False)]
    even, uneven, turned = several()
    found += [
        simulated_trace("even x 8", even, gain=8.0),
        simulated_trace("uneven", uneven),
        simulated_trace("uneven x 8", uneven, gain=8.0),
        simulated_trace("turned", turned),
        simulated_trace("turned x 8", turned, gain=8.0),
        simulated_trace("turned without gyroscope", turned, gyroscope=False),
    ]
    places = ((90, 8.0), (600, 1.0), (600, 8.0), (-600, 1.0), (-600, 8.0))
    return found + [beside(aside_mm, gain) for aside_mm, gain in places]


@cache
def several() -> tuple[Simulation, Simulation, Simulation]:
    """Return runs of an even runner, of an uneven one, and of that one with the clip turned and samples lost."""
    even, uneven = Runner(), Runner(cadence_spm=176, left_contact_pct=52, style=1.0, impact_bw=0.8)
    tilted = Worn(tilt_deg=15, yaw_deg=10, ringing_g=1.5, offset_mg=40, rate_error_pct=3, lost_pct=1)
    turned = Worn(upside_down=True, yaw_deg=80, rate_hz=104, lost_pct=2, lost_burst=100)
    plan = "stand 3, walk 5, run 25, walk 3, run 10, stand 2"
    return simulate(even, Worn(), plan, 1), simulate(uneven, tilted, plan, 2), simulate(uneven, turned, plan, 3)


def beside(aside_mm: float, gain: float = 1.0) -> Trace:
    """Return a run with the clip so far to the right of the spine."""
    simulation = simulate(Runner(), Worn(), "stand 1, run 40", 4)
    return cut(simulated_trace(f"{aside_mm} mm aside x {gain}", simulation, True, gain, aside_mm), 31.0)
