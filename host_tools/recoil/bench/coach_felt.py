"""Runners of the closed loop as a clip feels them: every minute is simulated as motion and measured by the gait core.

What a step is, with its contact, bounce and speed, then is what the core says of it, with its own errors; how the
runner behaves is as at step level. Form follows a cue from the next piece on, at most 30 s later.
"""

from collections.abc import Generator

import numpy as np

from recoil.bench.coach_runner import DrawnRun, Part, Runner, Step, Temper
from recoil.runtimes.fast import CHOICE
from recoil.runtimes.stretch import COLUMNS
from recoil.simulation.runner import Runner as Body
from recoil.simulation.runner import Worn, simulate
from recoil.simulation.runner.runner import PELVIS_PER_MASS, spring_bounce_mm

PIECE_S = 30.0
MARGIN_S = 8.0
"""Of each piece: to set off and to stop."""
FIRST, LAST = 8, 2
"""Steps at its ends that are left out."""
USUAL_MPS = 3.0
STYLE = 0.7

Row = tuple[int, int, int, int, int]
FLAGS = COLUMNS.index("flags")
ROW = [COLUMNS.index(name) for name in ("step_us", "contact_us", "bounce_um", "side", "speed_mm_s")]


class FeltRunner(Runner):
    """As `Runner`; its steps come through the gait core."""

    def __init__(self, seed: int, temper: Temper, target: str) -> None:
        super().__init__(seed, temper, target)
        self.seed = seed

    def session(self, parts: list[Part]) -> "FeltRun":
        """Begin a run with a form of the day."""
        self.aim = self.practised = self.habit
        return FeltRun(self, parts, self.chance)


class FeltRun(DrawnRun):
    """One run; `steps` yields what `DrawnRun` does."""

    runner: FeltRunner

    def running(self, part: Part, time_s: float, end_s: float) -> Generator[Step, None, float]:
        """Make the steps piece by piece. Returns when the last one was."""
        while time_s < end_s:
            piece_end_s = min(time_s + PIECE_S, end_s)
            rows = self._felt(part, piece_end_s - time_s)
            number = 0
            while time_s < piece_end_s:
                step_us, contact_us, bounce_um, side, speed_mm_s = rows[number % len(rows)]
                number += 1
                time_s += step_us / 1e6
                self.runner.go_on(step_us / 1e6)
                yield int(time_s * 1000), step_us, contact_us, bounce_um, side, speed_mm_s
        return time_s

    def _felt(self, part: Part, seconds: float) -> list[Row]:
        """Simulate a piece of a run at the form of this moment; return what the gait core says of its steps."""
        runner = self.runner
        self.drift(seconds, *self.chance.standard_normal(2).tolist())
        cadence, contact, _, _ = self.form(part)
        step_s = runner.step_s * np.exp(-cadence)
        contact_s = min(runner.contact_s * np.exp(contact), 1.05 * step_s)
        bounce_mm = spring_bounce_mm(1e3 * step_s, 1e3 * contact_s) * PELVIS_PER_MASS * np.exp(part.bounce)
        body = Body(
            cadence_spm=60 / step_s,
            contact_ms=1e3 * contact_s,
            bounce_mm=bounce_mm if part.bounce else None,
            speed_mps=USUAL_MPS * part.speed * np.exp(self.slow_speed),
            left_step_pct=50 * (1 + runner.uneven),
            style=STYLE,
            variability=part.noise,
        )
        simulation = simulate(body, Worn(), f"stand 1, run {seconds + MARGIN_S:.2f}, stand 1", runner.seed)
        return rows_of(simulation.counts, simulation.period_us)


def rows_of(counts: np.ndarray, period_us: int) -> list[Row]:
    """Return a recording's clean steps without those at its ends, as many of the left foot as of the right.

    Args:
        counts: n x 6 of the chip's counts.
        period_us: Of its samples.

    Returns:
        For each step its time, contact (both in us), bounce (um), side and relative speed (mm/s).
    """
    samples = counts.astype(np.int32)
    stretch = CHOICE.stretch(len(samples))
    found = stretch.feed(stretch.gait_class(period_us), samples, 0)
    rows: list[Row] = [tuple(row) for row in found[found[:, FLAGS] == 0][:, ROW].tolist()]
    rows = rows[FIRST:-LAST]
    return rows[: len(rows) // 2 * 2]
