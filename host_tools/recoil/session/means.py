"""What a span of a session adds up to: means over its clean steps."""

from dataclasses import dataclass

import numpy as np

from recoil_clip.spec.validity import STEP_TIME

from .session import Session


@dataclass(frozen=True)
class Means:
    """Means are None without a clean step (one without a flag)."""

    steps: int
    clean_steps: int
    running_s: float
    cadence_spm: float | None = None
    contact_ms: float | None = None
    flight_ms: float | None = None
    contact_of_stride_pct: float | None = None
    bounce_mm: float | None = None
    peak_g: float | None = None


def means_of(session: Session, begin_s: float = -np.inf, end_s: float = np.inf) -> Means:
    """Return what the steps that began in a span add up to."""
    time_s = session.step_time_s()
    steps = session.steps[(time_s >= begin_s) & (time_s < end_s)]
    scale = session.header.true_time if session.header else 1.0
    running_s = float(steps["step_us"].sum()) * 1e-6 * scale
    clean = steps[steps["flags"] == 0]
    if not len(clean) or not clean["step_us"].any() or STEP_TIME in session.withheld:
        return Means(len(steps), len(clean), running_s)
    step_ms, contact_ms, flight_ms = (
        float(clean[f"{name}_us"].mean()) * 1e-3 * scale for name in ("step", "contact", "flight")
    )
    return Means(
        steps=len(steps),
        clean_steps=len(clean),
        running_s=running_s,
        cadence_spm=60_000 / step_ms,
        contact_ms=contact_ms,
        flight_ms=flight_ms,
        contact_of_stride_pct=100 * contact_ms / (2 * step_ms),
        bounce_mm=float(clean["bounce_um"].mean()) / 1000,
        peak_g=float(clean["peak_mg"].mean()) / 1000,
    )


@dataclass(frozen=True)
class Balance:
    """The left share of something, with half of its 95 % interval."""

    left_pct: float
    half_width_pct: float
    pairs: int


def balance_of(session: Session, name: str) -> Balance | None:
    """Return the session's own balance of `contact`, `step_time` or `bounce`; None where it is not resolvable yet."""
    for minute in session.minutes[::-1]:
        if minute[f"{name}_half_width_bp"] >= 0:
            left, half, pairs = (minute[f"{name}_{column}"] for column in ("left_bp", "half_width_bp", "pairs"))
            return Balance(int(left) / 100, int(half) / 100, int(pairs))
    return None
