"""Form over time: spring, pelvis motion, braking and steadiness in the first, middle and last third of a run."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from recoil_clip.spec.log import UNKNOWN

from .session import Session
from .spring import stiffness_of
from .tables import STRIDE_VALUES

FEWEST = 30  # strides in a third
FEWEST_MINUTES = 2  # in a third, for what the clip sums up by the minute


@dataclass(frozen=True)
class FormDrift:
    """Means of the thirds; `spread` is the standard deviation of strides, or of minutes, about their third's mean."""

    name: str
    unit: str
    first: float
    middle: float
    last: float
    spread: float

    @property
    def change(self) -> float:
        """How much more it was at the end."""
        return self.last - self.first

    @property
    def is_more_than_spread(self) -> bool:
        """Whether that is more than this runner's own spread."""
        return abs(self.change) > self.spread


def form_drifts(session: Session, edges_s: tuple[float, float, float, float] | None = None) -> list[FormDrift]:
    """Return what can be compared; thirds of the running time, unless their edges (true seconds) are given."""
    if len(session.steps) < 3:
        return []
    scale = session.header.true_time if session.header else 1.0
    edges = edges_s or running_thirds(session)
    found = [_spring(session, edges)]
    stride_s = session.strides["time_ms"] * (1e-3 * scale)
    for name, _ in STRIDE_VALUES:
        values = session.strides[name].astype(float)
        known = session.strides[name] != UNKNOWN
        unit, per = ("g", 1000) if name.endswith("_mg") else ("degrees", 100)
        short = name.removesuffix("_mg").removesuffix("_cdeg")
        found.append(_drift(short, unit, stride_s[known], values[known] / per, edges, FEWEST))
    minute_s = session.minutes["time_ms"] * (1e-3 * scale) - 30.0
    for name in session.minutes.dtype.names or ():
        if name.endswith("_regularity_bp"):
            known = session.minutes[name] != UNKNOWN
            values = session.minutes[name][known] / 10_000
            found.append(_drift(name.removesuffix("_bp"), "", minute_s[known], values, edges, FEWEST_MINUTES))
    return [drift for drift in found if drift]


def running_thirds(session: Session) -> tuple[float, float, float, float]:
    """Return the edges of the thirds of the running time, true seconds."""
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    steps, begin_s = session.steps[order], session.step_time_s()[order]
    running_us = np.cumsum(steps["step_us"], dtype=np.int64)
    cuts = np.searchsorted(running_us, running_us[-1] * np.array([1, 2]) / 3, side="right")
    one, two = (float(begin_s[min(cut, len(steps) - 1)]) for cut in cuts)
    return float(begin_s[0]), one, two, float(begin_s[-1]) + 1.0


def _spring(session: Session, edges: tuple[float, ...]) -> FormDrift | None:
    """Return the drift of vertical stiffness; a stride's is that of its mean contact and flight."""
    scale = session.header.true_time if session.header else 1.0
    clean = session.steps["flags"] == 0
    time_s, steps = session.step_time_s()[clean], session.steps[clean]
    pairs = len(steps) // 2
    contact_ms, flight_ms = (
        steps[f"{name}_us"][: 2 * pairs].reshape(-1, 2).mean(axis=1) * scale / 1000 for name in ("contact", "flight")
    )
    values = [stiffness_of(*times) for times in zip(contact_ms.tolist(), flight_ms.tolist(), strict=True)]
    known = np.array([value is not None for value in values], dtype=bool)
    stiffness = np.array([value.vertical_n_per_m_kg for value in values if value])
    if not len(known) or known.mean() < 0.9:  # the model does not hold for this runner
        return None
    return _drift("vertical_stiffness", "N/m/kg", time_s[: 2 * pairs : 2][known], stiffness, edges, FEWEST)


def _drift(
    name: str, unit: str, time_s: np.ndarray, values: np.ndarray, edges: tuple[float, ...], fewest: int
) -> FormDrift | None:
    parts = [values[(time_s >= since) & (time_s < until)] for since, until in pairwise(edges)]
    if min(map(len, parts)) < fewest:
        return None
    rest = np.concatenate([part - part.mean() for part in parts])
    first, middle, last = (float(part.mean()) for part in parts)
    return FormDrift(name, unit, first, middle, last, float(rest.std()))
