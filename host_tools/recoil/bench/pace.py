"""What changes of form at one speed do to pace: the gait core's estimate, the coach's form of it, and contact alone.

Simulated runners run at one speed as they are, and with cadence or duty factor changed by 5 % either way. When cadence
changes, contact follows step time in full, as at one duty factor, or as its power of 0.4, toward a stance that hardly
changes: the range of `coach_runner`, for which spring-mass models stand (Morin 2005, J Appl Biomech 21: 167; Farley and
Gonzalez 1996, J Biomech 29: 181). An estimate of pace should not move at all.
"""

from array import array
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.cueing.form import pace_by_contact, pace_by_speed
from recoil_clip.gait.gait import Gait

CHANGE = 1.05
SPEEDS_MPS = (2.5, 3.2, 4.2)
STYLES = ((0.0, 1), (0.7, 2), (0.7, 3))
"""Of the simulated runner, each with its seed."""
PLAN = "stand 3, run 40, stand 1"
SETTLED = 4  # steps, at both ends


class Change(NamedTuple):
    """`cadence` and `contact`: what both are multiplied with."""

    name: str
    cadence: float
    contact: float


CHANGES = (
    Change("cadence +5 %, contact in full", CHANGE, 1 / CHANGE),
    Change("cadence +5 %, contact^0.4", CHANGE, CHANGE**-0.4),
    Change("cadence -5 %, contact in full", 1 / CHANGE, CHANGE),
    Change("cadence -5 %, contact^0.4", 1 / CHANGE, CHANGE**0.4),
    Change("duty +5 %", 1.0, CHANGE),
    Change("duty -5 %", 1.0, 1 / CHANGE),
)
OWN = Change("own", 1.0, 1.0)


def logs_of(runner: Runner, seed: int, plan: str = PLAN) -> np.ndarray:
    """Return the mean logarithms of estimated speed, step time and contact over a run's clean steps."""
    simulation = simulate(runner, Worn(), plan, seed)
    gait = Gait(simulation.period_us)
    samples = array("i", simulation.counts.astype(np.int32).ravel().tolist())
    at, end, rows = 0, len(samples) // 6, []
    while at < end:
        at = gait.feed(samples, at, end)
        while (step := gait.take()) is not None:
            if not step.flags and step.speed_mm_s:
                rows.append((step.speed_mm_s, step.step_us, step.contact_us))
    return np.log(np.array(rows[SETTLED:-SETTLED], dtype=float)).mean(axis=0)


def moved_pct(own: np.ndarray, changed: np.ndarray) -> tuple[float, float, float]:
    """Return by how much, in %, the estimate moved, the coach's pace, and pace by contact alone."""
    unit = 1 << 20  # the coach's formulas are for whole numbers
    speed, step, contact = (np.rint((changed - own) * unit)).astype(int).tolist()
    found = (speed, pace_by_speed(speed, contact), pace_by_contact(step, contact))
    return tuple(100 * (float(np.exp(one / unit)) - 1) for one in found)  # pyright: ignore[reportReturnType]


def measure(
    say: Callable[[str], None] = lambda _: None,
    speeds: Sequence[float] = SPEEDS_MPS,
    styles: Sequence[tuple[float, int]] = STYLES,
    plan: str = PLAN,
) -> list[dict[str, Any]]:
    """Measure every change with every runner.

    Args:
        say: Told of each runner.
        speeds: At which they run, in m/s.
        styles: Of the simulated runners, with their seeds.
        plan: What each run is.

    Returns:
        A line for each change: mean and SD in % of the estimate, the coach's pace, and contact alone.
    """
    found: dict[str, list[tuple[float, float, float]]] = {change.name: [] for change in CHANGES}
    for speed in speeds:
        for style, seed in styles:
            say(f"{speed:g} m/s, style {style:g}")
            cadence = 160 * (speed / 3) ** 0.2
            contact_ms = Runner(cadence_spm=cadence, speed_mps=speed).mean_contact_ms

            def logs(
                change: Change, speed=speed, style=style, seed=seed, cadence=cadence, contact_ms=contact_ms
            ) -> np.ndarray:
                runner = Runner(
                    cadence_spm=cadence * change.cadence,
                    contact_ms=contact_ms * change.contact,
                    speed_mps=speed,
                    style=style,
                    variability=0.6,
                )
                return logs_of(runner, seed, plan)

            own = logs(OWN)
            for change in CHANGES:
                found[change.name].append(moved_pct(own, logs(change)))
    names = ("estimate", "coach", "contact")
    lines: list[dict[str, Any]] = []
    for name, rows in found.items():
        table = np.array(rows)
        line: dict[str, Any] = {"change": name, "runners": len(rows)}
        for column, values in zip(names, table.T, strict=True):
            line[f"{column}_pct"] = round(float(values.mean()), 2)
            line[f"{column}_sd_pct"] = round(float(values.std(ddof=1)), 2) if len(values) > 1 else None
        lines.append(line)
    return lines
