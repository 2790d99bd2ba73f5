"""Runners at step level for the closed loop: they run at their own form for a pace, and answer cues, or do not.

How form follows speed is drawn for each runner from what 21 runners of two laboratories did on treadmills at three
speeds and more (Fukuchi 2017, PeerJ 5: e3298; Hamner and Delp 2013, J Biomech 46: 780), fitted here as powers of
speed: cadence speed^0.20 (SD 0.05; more above usual pace), contact speed^-0.54 (0.06), bounce speed^-0.15 (0.15). At
one speed a change of cadence alone moves contact by cadence^-0.4 to ^-1 and bounce by cadence^-1.6 to ^-2.2: between a
stance that hardly changes and a constant duty factor, for which the spring-mass model says -1 and -2 (Morin 2005,
J Appl Biomech 21: 167; Farley and Gonzalez 1996, J Biomech 29: 181). Step noise is 1.9 % of step time, as on recordings
through the gait core; contact carries the clip's own error besides. Speed is what the gait core would estimate: it
scatters by 8 % from step to step (48 recordings), and reads changes at one speed as speed, as step time^0.3 and
contact^-1.0 do, with the scatter between styles that simulated runners have there.
"""

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

STEP_NOISE = 0.019
CONTACT_NOISE = 0.05
BOUNCE_NOISE = 0.05
BEND = 0.10
"""How much more cadence follows speed above usual pace, and less below."""
SPEED_NOISE, SPEED_DAY = 0.08, 0.01
USUAL_MM_S = 3000
SLOW_S = 60.0
"""Time constant of slow changes within a run."""


Step = tuple[int, int, int, int, int, int]
"""time_ms, step_us, contact_us, bounce_um, side, speed_mm_s; at rest 0 but for the time."""


@dataclass(frozen=True)
class Temper:
    """How a runner answers cues.

    `answer` is the relative change that one cue brings, `delay_s` the time constant of getting there, `forget_min` that
    of falling back to habit, `learn` the share of what was practised that an hour of running turns into habit; a runner
    tries for no more than `most`.
    """

    answer: float = 0.0
    delay_s: float = 8.0
    forget_min: float = 15.0
    learn: float = 0.0
    most: float = 0.065


DEAF = Temper()
COMPLIANT = Temper(answer=0.025, learn=0.8)
SLOW = Temper(answer=0.012, delay_s=45.0, learn=0.5)
FORGETFUL = Temper(answer=0.025, forget_min=4.0)


@dataclass(frozen=True)
class Part:
    """A part of a session. A `speed` of 0 is standing or walking; speeds are relative to the runner's usual pace.

    The other numbers are relative changes of form that the pace does not explain.
    """

    minutes: float
    speed: float = 1.0
    cadence: float = 0.0
    bounce: float = 0.0
    contact: float = 0.0
    noise: float = 1.0


class Runner:
    """Own form, day form, habit; `session` makes the steps of one run, `answer` takes a cue."""

    def __init__(self, seed: int, temper: Temper, target: str) -> None:
        self.chance = chance = np.random.default_rng([seed, 15])
        self.temper, self.target = temper, target
        self.step_s = 60 / chance.uniform(158, 176)
        self.contact_s = self.step_s * chance.uniform(0.66, 0.76)
        self.bounce_m = chance.uniform(0.070, 0.095)
        self.of_speed = chance.normal((0.20, -0.54, -0.15), (0.05, 0.06, 0.15)).tolist()
        self.of_cadence = chance.uniform((-1.0, -2.2), (-0.4, -1.6)).tolist()
        self.uneven = chance.normal(0, 0.006)
        self.speed_of_cadence, self.speed_of_contact = chance.normal((-0.3, -1.0), (0.3, 0.4)).tolist()
        self.habit = 0.0
        self.practised = 0.0
        self.aim = 0.0

    def answer(self) -> None:
        """A cue was felt."""
        if self.temper.answer:
            self.aim = min(self.practised + self.temper.answer, self.temper.most)

    def hold(self) -> None:
        """All is well again: what is done now is kept."""
        self.aim = self.practised

    def session(self, parts: list[Part]) -> "DrawnRun":
        """Begin a run with a form of the day."""
        self.aim = self.practised = self.habit
        return DrawnRun(self, parts, self.chance)

    def go_on(self, seconds: float) -> None:
        """Follow the aim for so long; the aim falls back to habit."""
        temper = self.temper
        self.practised += (self.aim - self.practised) * min(seconds / temper.delay_s, 1.0)
        self.aim += (self.habit - self.aim) * seconds / (60 * temper.forget_min)

    def over(self, minutes: float) -> None:
        """What was practised becomes habit, as far as this runner learns."""
        share = 1 - math.exp(-2 * self.temper.learn * minutes / 60)
        self.habit += (self.practised - self.habit) * share


class DrawnRun:
    """One run."""

    def __init__(self, runner: Runner, parts: list[Part], chance: np.random.Generator) -> None:
        self.runner, self.parts, self.chance = runner, parts, chance
        self.day = [
            sd * draw
            for sd, draw in zip((0.008, 0.008, 0.015, SPEED_DAY), chance.standard_normal(4).tolist(), strict=True)
        ]
        self.slow_speed = self.slow_cadence = 0.0
        self.side = 1

    def drift(self, seconds: float, speed: float, cadence: float) -> None:
        """Let speed and cadence drift slowly for so long, as standard normal draws say."""
        keep = math.exp(-seconds / SLOW_S)
        fresh = math.sqrt(1 - keep * keep)
        self.slow_speed = self.slow_speed * keep + 0.02 * speed * fresh
        self.slow_cadence = self.slow_cadence * keep + 0.006 * cadence * fresh

    def form(self, part: Part) -> tuple[float, float, float, float]:
        """Return logarithms of cadence, contact and bounce against the runner's usual, and of speed as it is heard."""
        runner = self.runner
        log_speed = math.log(part.speed)
        speed = log_speed + self.slow_speed
        change = runner.practised
        is_cadence = runner.target not in ("bounce", "contact_share")
        quicker = part.cadence + (change if is_cadence else 0.0)
        cadence_of_speed, contact_of_speed, bounce_of_speed = runner.of_speed
        contact_of, bounce_of = runner.of_cadence
        cadence = (
            cadence_of_speed * speed + BEND * log_speed * abs(log_speed) + self.day[0] + self.slow_cadence + quicker
        )
        longer = part.contact + contact_of * quicker
        contact = contact_of_speed * speed + self.day[1] + longer
        bounce = bounce_of_speed * speed + self.day[2] + part.bounce + bounce_of * quicker
        if not is_cadence:
            bounce -= change
            contact += 0.3 * change
            longer += 0.3 * change
        heard = speed + self.day[3] + runner.speed_of_cadence * quicker + runner.speed_of_contact * longer
        return cadence, contact, bounce, heard

    def steps(self) -> Iterator[Step]:
        """Make the steps one by one; between them the runner may be told something."""
        time_s = 0.0
        for part in self.parts:
            end_s = time_s + 60 * part.minutes
            if part.speed:
                time_s = yield from self.running(part, time_s, end_s)
            while time_s < end_s:
                time_s += 1.0
                yield round(time_s * 1000), 0, 0, 0, 0, 0

    def running(self, part: Part, time_s: float, end_s: float) -> Generator[Step, None, float]:
        """Make the steps of a part in which the runner runs. Returns when the last one was."""
        runner, exp = self.runner, math.exp
        draws = iter(self.chance.standard_normal((int(part.minutes * 60 / runner.step_s * 1.4) + 10, 6)).tolist())
        while time_s < end_s:
            noise, contact_noise, bounce_noise, slow_speed, slow_cadence, speed_noise = next(draws)
            self.drift(runner.step_s, slow_speed, slow_cadence)
            cadence, contact, bounce, heard = self.form(part)
            side = self.side
            speed_mm_s = int(USUAL_MM_S * exp(heard + SPEED_NOISE * speed_noise))
            step_s = runner.step_s * exp(-cadence + side * runner.uneven + STEP_NOISE * part.noise * noise)
            contact_s = min(runner.contact_s * exp(contact + CONTACT_NOISE * contact_noise), 1.3 * step_s)
            bounce_m = runner.bounce_m * exp(bounce + BOUNCE_NOISE * bounce_noise)
            time_s += step_s
            runner.go_on(step_s)
            yield int(time_s * 1000), int(step_s * 1e6), int(contact_s * 1e6), int(bounce_m * 1e6), side, speed_mm_s
            self.side = -side
        return time_s
