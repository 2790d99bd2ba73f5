"""What a dataset holds of one recording besides its steps: strides, minutes and the summary as one row."""

from typing import Any

import numpy as np

from recoil_clip.spec.steps import BRIDGED, OPEN

STRIDES = np.dtype(
    [("initial_contact_s", "f8"), ("side", "U1"), ("stride_ms", "f8"), ("contact_ms", "f8"), ("duty_factor", "f8")]
)
MINUTES = np.dtype(
    [
        ("minute", "i4"),
        ("steps", "i4"),
        ("cadence_spm", "f8"),
        ("contact_ms", "f8"),
        ("flight_ms", "f8"),
        ("bounce_mm", "f8"),
    ]
)
LONGEST_BREAK_S = 0.02
"""Between the end of a step and the next one's initial contact: more, and they are not of one stride."""
TEXT_KEYS = ("tool", "recording", "mount")


def strides_of(steps: np.ndarray) -> np.ndarray:
    """Return the strides in a table of steps: two whole steps, one right after the other."""
    first, second = steps[:-1], steps[1:]
    whole = (first["flags"] | second["flags"]) & (BRIDGED | OPEN) == 0
    end_s = first["initial_contact_s"] + first["step_ms"] / 1000
    follows = np.abs(second["initial_contact_s"] - end_s) < LONGEST_BREAK_S
    first, second = first[whole & follows], second[whole & follows]
    strides = np.zeros(len(first), STRIDES)
    for name in ("initial_contact_s", "side", "contact_ms"):
        strides[name] = first[name]
    strides["stride_ms"] = first["step_ms"] + second["step_ms"]
    strides["duty_factor"] = strides["contact_ms"] / strides["stride_ms"] if len(strides) else 0.0
    return strides


def minutes_of(steps: np.ndarray, begin_s: float = 0.0) -> np.ndarray:
    """Return means over whole steps for each minute of a recording in which there are any."""
    whole = steps[steps["flags"] & (BRIDGED | OPEN) == 0]
    minute = np.floor((whole["initial_contact_s"] - begin_s) / 60).astype(np.int64)
    numbers, place, count = np.unique(minute, return_inverse=True, return_counts=True)
    minutes = np.zeros(len(numbers), MINUTES)
    minutes["minute"], minutes["steps"] = numbers, count
    for name in ("contact_ms", "flight_ms", "bounce_mm"):
        minutes[name] = np.bincount(place, whole[name], len(numbers)) / count
    minutes["cadence_spm"] = 60_000 * count / np.bincount(place, whole["step_ms"], len(numbers))
    return minutes


def summary_row(summary: dict[str, Any]) -> np.ndarray:
    """Return a summary as a table of one row; what is not known is NaN, warnings are joined.

    The runner is left out: the folder's name says it.
    """
    named = {**summary, "warnings": " | ".join(summary["warnings"]), "gyroscope": int(summary["gyroscope"])}
    named.pop("runner", None)
    names = sorted(named)
    kinds = [(name, "U4096" if name in (*TEXT_KEYS, "warnings") else "f8") for name in names]
    return np.array([tuple(np.nan if named[name] is None else named[name] for name in names)], dtype=kinds)
