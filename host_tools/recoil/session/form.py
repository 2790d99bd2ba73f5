"""A session's form beyond its steps: steadiness, pelvis motion and braking, from what the clip wrote."""

from typing import Any

import numpy as np

from recoil_clip.spec.log import UNKNOWN

from .session import Session
from .tables import STRIDE_VALUES

AXES = ("vertical", "forward", "side")
ANGLES = tuple(name for name, _ in STRIDE_VALUES if name.endswith("_cdeg"))
SIDED = ("tilt", "drop", "rotation")
FEWEST_STRIDES = 30
Values = dict[str, Any]


def steadiness_of(session: Session) -> Values | None:
    """Return regularities (0 to 1) and step-to-step variability in %; None where the clip wrote none.

    Regularities are means over the windows of eight steps of the whole session, variability over its minutes' ends.
    """
    minutes = session.minutes
    found: Values = {}
    for axis in AXES:
        for lag in ("step", "stride"):
            value = _mean(minutes[f"{axis}_{lag}_regularity_bp"], minutes["regularity_windows"])
            found[f"{axis}_{lag}_regularity"] = None if value is None else round(value / 10_000, 3)
    known = minutes["step_variability_bp"] != UNKNOWN
    variability = minutes["step_variability_bp"][known]
    found["step_variability_pct"] = round(float(variability.mean()) / 100, 2) if len(variability) else None
    return found if any(value is not None for value in found.values()) else None


def pelvis_of(session: Session) -> Values | None:
    """Return mean ranges of pelvis motion in degrees and left shares in %; None with too few strides."""
    strides = session.strides
    if np.count_nonzero(strides["tilt_cdeg"] != UNKNOWN) < FEWEST_STRIDES:
        return None
    found: Values = {"strides": len(strides)}
    for name in ANGLES:
        mean, spread = _spread(strides[name])
        found[f"{name.removesuffix('_cdeg')}_deg"] = round(mean / 100, 2)
        found[f"{name.removesuffix('_cdeg')}_spread_deg"] = round(spread / 100, 2)
    for name in SIDED:
        found[f"{name}_left_pct"] = _left_pct(strides[f"{name}_left_cdeg"], strides[f"{name}_right_cdeg"])
    return found


def braking_of(session: Session) -> Values | None:
    """Return mean braking of both feet in g; None with too few strides."""
    left, right = session.strides["braking_left_mg"], session.strides["braking_right_mg"]
    known = (left != UNKNOWN) & (right != UNKNOWN)
    if np.count_nonzero(known) < FEWEST_STRIDES:
        return None
    return {
        "left_g": round(float(left[known].mean()) / 1000, 3),
        "right_g": round(float(right[known].mean()) / 1000, 3),
        "spread_g": round(float(((left + right)[known] / 2).std()) / 1000, 3),
        "is_tilt_removed": bool((session.strides["tilt_cdeg"] != UNKNOWN).any()),
    }


def _mean(values: np.ndarray, weights: np.ndarray) -> float | None:
    """Return the weighted mean of what is known."""
    known = (values != UNKNOWN) & (weights > 0)
    return float(np.average(values[known], weights=weights[known])) if known.any() else None


def _spread(values: np.ndarray) -> tuple[float, float]:
    known = values[values != UNKNOWN]
    return (float(known.mean()), float(known.std())) if len(known) else (0.0, 0.0)


def _left_pct(left: np.ndarray, right: np.ndarray) -> Values | None:
    """Return the left share of the means, with half of the 95 % interval that strides differ by."""
    known = (left != UNKNOWN) & (right != UNKNOWN) & (left + right > 0)
    if np.count_nonzero(known) < FEWEST_STRIDES:
        return None
    left, right = left[known].astype(float), right[known].astype(float)
    share = 100 * left.mean() / (left.mean() + right.mean())
    # Of a ratio of means: the spread of what is left over when each stride is split by it.
    rest = (left - share / 100 * (left + right)) / (left + right).mean()
    return {"left_pct": round(share, 2), "half_width_pct": round(196 * float(rest.std()) / len(left) ** 0.5, 2)}
