"""Start against end of a run: thirds of its running time, and whether they differ by more than strides do."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recoil.session import Session
from recoil.session.means import Means, means_of

from .words import MEASURED

MOVING_RANGE = 1.128
FEWEST_STEPS = 60  # clean ones in a third: fewer say little


@dataclass(frozen=True)
class Drift:
    """`spread` is how much a stride differs from the next, as a standard deviation."""

    first: float
    middle: float
    last: float
    spread: float
    least: float = 0.0

    @property
    def change(self) -> float:
        """How much more it was at the end."""
        return self.last - self.first

    @property
    def detour(self) -> float:
        """How much more it was in the middle than at the start."""
        return self.middle - self.first

    @property
    def limit(self) -> float:
        """What a change has to exceed: the spread, or what is too little to be worth a word."""
        return max(self.spread, self.least)

    @property
    def has_changed(self) -> bool:
        """Whether the end differs from the start by more than one stride from the next."""
        return abs(self.change) > self.limit

    @property
    def has_returned(self) -> bool:
        """Whether the middle differs by more than that, and the end does not."""
        return abs(self.detour) > self.limit and not self.has_changed


@dataclass(frozen=True)
class Thirds:
    """`drifts` by the names in `Means`; empty where a third has too few steps."""

    edges_s: tuple[float, float, float, float]
    means: tuple[Means, Means, Means]
    drifts: dict[str, Drift]


def thirds_of(session: Session) -> Thirds | None:
    """Split a run by its running time; None without three steps."""
    if len(session.steps) < 3:
        return None
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    steps, begin_s = session.steps[order], session.step_time_s()[order]
    running_us = np.cumsum(steps["step_us"], dtype=np.int64)
    cuts = np.searchsorted(running_us, running_us[-1] * np.array([1, 2]) / 3, side="right")
    one, two = (float(begin_s[min(cut, len(steps) - 1)]) for cut in cuts)
    edges = (float(begin_s[0]), one, two, float(begin_s[-1]) + 1.0)
    first, middle, last = means = [means_of(session, since, until) for since, until in pairwise(edges)]
    drifts: dict[str, Drift] = {}
    if min(part.clean_steps for part in means) >= FEWEST_STEPS:
        spreads = _spreads(session, edges)
        for quantity in MEASURED:
            values = [getattr(part, quantity.name) for part in means]
            if None not in values:
                drifts[quantity.name] = Drift(
                    values[0], values[1], values[2], spreads[quantity.name], quantity.least_change
                )
    return Thirds(edges, (first, middle, last), drifts)


def _spreads(session: Session, edges: tuple[float, ...]) -> dict[str, float]:
    """Return how much strides (two steps: left and right may differ) differ from the next, by name.

    The mean difference of neighbours / 1.128 is their standard deviation, without what changes slowly (Shewhart).
    """
    scale = session.header.true_time if session.header else 1.0
    begin_s = session.step_time_s()
    parts: dict[str, list[np.ndarray]] = {quantity.name: [] for quantity in MEASURED}
    for since, until in pairwise(edges):
        within = session.steps[(begin_s >= since) & (begin_s < until) & (session.steps["flags"] == 0)]
        step_ms = _strides(within["step_us"]) * scale / 1000
        columns = {
            "cadence_spm": 60_000 / np.maximum(step_ms, 1),
            "contact_ms": _strides(within["contact_us"]) * scale / 1000,
            "flight_ms": _strides(within["flight_us"]) * scale / 1000,
            "bounce_mm": _strides(within["bounce_um"]) / 1000,
            "peak_g": _strides(within["peak_mg"]) / 1000,
        }
        for name, values in columns.items():
            parts[name].append(np.abs(np.diff(values)))
    return {name: float(np.concatenate(values).mean()) / MOVING_RANGE for name, values in parts.items()}


def _strides(values: np.ndarray) -> np.ndarray:
    return values[: len(values) // 2 * 2].reshape(-1, 2).mean(axis=1)
