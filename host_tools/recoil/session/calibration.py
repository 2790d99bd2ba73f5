"""A runner's own numbers, found by `recoil calibrate`: what is added to contact, and what makes speed true.

The clip measures everybody as the average runner; a runner's own part is the same from run to run. It stands in the
settings that are written into a session, so a session tells itself how it is to be read. The clip's own integers in the
files stay as they were measured, and a session without these settings is told as it was measured.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from recoil_clip.settings.schema import field_named
from recoil_clip.spec.validity import CONTACT_TIME, SPEED

from .session import Session

CONTACT_SETTING = "wearer_contact_ms"
SPEED_SETTING = "wearer_speed_permille"
SPEED_UNCERTAIN_PCT = 10.0
"""Twice the error of relative speed within a runner who was left out (docs/accuracy.md)."""


@dataclass(frozen=True)
class Calibration:
    """`contact_ms` is added to contact and taken from flight; `speed_permille` of measured speed is true speed."""

    contact_ms: int | None = None
    speed_permille: int | None = None

    def document(self) -> dict[str, int | None]:
        """Return it ready for JSON."""
        return {"contact_ms": self.contact_ms, "speed_permille": self.speed_permille}


def calibration_of(settings: dict[str, Any] | None) -> Calibration | None:
    """Return what a session's settings say of its runner; None if that is nothing, or makes no sense."""
    found: list[int | None] = []
    for name in (CONTACT_SETTING, SPEED_SETTING):
        value, field = (settings or {}).get(name), field_named(name)
        found.append(None if field is None or field.wrong(value) else value)
    return None if found == [None, None] else Calibration(*found)


def calibrated(session: Session) -> Session:
    """Return a session as its runner's own numbers make it; one without any is returned as it is.

    Contact and flight of steps and minutes, the left share of contact (what is added to both feet brings them nearer in
    relation), and speed everywhere. What is not known stays so.
    """
    found = calibration_of(session.settings)
    if found is None:
        return session
    steps, minutes, strides = session.steps.copy(), session.minutes.copy(), session.strides.copy()
    if found.contact_ms and CONTACT_TIME not in session.withheld:
        added_us = 1000 * found.contact_ms
        known = steps["contact_us"] > 0
        steps["contact_us"][known] += added_us
        steps["flight_us"][known] -= added_us
        known = minutes["contact_us"] > 0
        measured = np.where(known, minutes["contact_us"], 1).astype(float)
        nearer = np.where(known, measured / np.maximum(measured + added_us, 1), 1.0)
        minutes["contact_us"][known] += added_us
        share = 5000 + (minutes["contact_left_bp"] - 5000) * nearer
        minutes["contact_left_bp"] = np.where(minutes["contact_half_width_bp"] >= 0, np.rint(share), 5000)
    if found.speed_permille is not None and SPEED not in session.withheld:
        for table in (steps, minutes, strides):
            table["speed_mm_s"] = np.rint(table["speed_mm_s"] * (found.speed_permille / 1000))
    return replace(session, steps=steps, minutes=minutes, strides=strides, calibration=found)


def measured_steps(session: Session) -> np.ndarray:
    """Return the steps as they were measured: what the coach on the clip was told, which knows no calibration."""
    found = session.calibration
    if found is None:
        return session.steps
    steps = session.steps.copy()
    if found.contact_ms and CONTACT_TIME not in session.withheld:
        known = steps["contact_us"] > 0
        steps["contact_us"][known] -= 1000 * found.contact_ms
        steps["flight_us"][known] += 1000 * found.contact_ms
    if found.speed_permille is not None:
        steps["speed_mm_s"] = np.rint(steps["speed_mm_s"] * (1000 / found.speed_permille))
    return steps


def speed_of(session: Session, begin_s: float = -np.inf, end_s: float = np.inf) -> dict[str, Any] | None:
    """Return speed and what follows from it, over the clean steps that began in a span.

    Args:
        session: As `open_session` reads it.
        begin_s: Begin of the span, in true s since the first sample.
        end_s: Its end.

    Returns:
        speed_m_s, pace_s_per_km, distance_m (of running), step_length_m, vertical_ratio_pct (bounce of the pelvis for
        the length of a step) and uncertain_pct, half of a 95 % interval of all of them; None where the runner's speed
        is not calibrated.
    """
    if not is_speed_true(session):
        return None
    time_s = session.step_time_s()
    every = session.steps[(time_s >= begin_s) & (time_s < end_s)]
    steps = every[(every["flags"] == 0) & (every["speed_mm_s"] > 0)]
    if not len(steps):
        return None
    scale = session.header.true_time if session.header else 1.0
    step_s = steps["step_us"] * (1e-6 * scale)
    went_m = float((steps["speed_mm_s"] * step_s).sum()) / 1000
    speed = went_m / float(step_s.sum())
    length_m = went_m / len(steps)
    bounce_mm = float(steps["bounce_um"].mean()) / 1000
    return {
        "speed_m_s": round(speed, 3),
        "pace_s_per_km": round(1000 / speed, 1),
        "distance_m": round(speed * float(every["step_us"].sum()) * 1e-6 * scale, 0),
        "step_length_m": round(length_m, 3),
        "vertical_ratio_pct": round(bounce_mm / length_m / 10, 2) if bounce_mm else None,
        "uncertain_pct": SPEED_UNCERTAIN_PCT,
    }


def is_speed_true(session: Session) -> bool:
    """Tell whether speeds are calibrated for who ran."""
    return session.calibration is not None and session.calibration.speed_permille is not None


def way_of(session: Session, time_s: np.ndarray, window_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Return speed over the window before each time, and how far the runner had run by then.

    Args:
        session: With true speeds.
        time_s: Times in true s since the first sample, increasing.
        window_s: Speed is the mean over the steps that ended in so many s before.

    Returns:
        m/s, NaN where no step with a speed ended, and m.
    """
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    steps = session.steps[order]
    scale = session.header.true_time if session.header else 1.0
    step_s = steps["step_us"] * (1e-6 * scale)
    end_s = np.maximum.accumulate(session.step_time_s()[order] + step_s)
    known = (steps["flags"] == 0) & (steps["speed_mm_s"] > 0)
    speed = steps["speed_mm_s"] / 1000
    mean = float((speed * step_s)[known].sum() / step_s[known].sum()) if known.any() else 0.0
    way = np.concatenate(([0.0], np.cumsum(np.where(known, speed, mean) * step_s)))
    went = np.concatenate(([0.0], np.cumsum(np.where(known, speed * step_s, 0.0))))
    took = np.concatenate(([0.0], np.cumsum(np.where(known, step_s, 0.0))))
    high = np.searchsorted(end_s, time_s, side="right")
    low = np.searchsorted(end_s, time_s - window_s, side="right")
    span_s = took[high] - took[low]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(span_s > 0, (went[high] - went[low]) / span_s, np.nan), way[high]
