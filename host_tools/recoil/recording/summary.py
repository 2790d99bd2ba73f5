"""The run in a few numbers: means over running steps, left/right balances with their uncertainty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from recoil.common.version import __version__
from recoil.recording.mount import Mount
from recoil.recording.reading import Recording
from recoil_clip.spec.steps import BRIDGED, OPEN

FORMAT = 1  # raise when a key changes its meaning or goes away


class Balance(Protocol):
    """A left share as the core gives it, in 0.01 percentage points."""

    left_bp: int
    half_width_bp: int
    pairs: int


@dataclass
class NoBalance:
    """A left share that is not told."""

    left_bp: int = 5000
    half_width_bp: int = -1
    pairs: int = 0


NO_BALANCE = NoBalance()


def summarize(
    recording: Recording, mount: Mount, steps: np.ndarray, balances: Mapping[str, Balance], warnings: list[str]
) -> dict[str, Any]:
    """Return the summary of a replayed recording, ready for JSON; null stands for 'not known'."""
    return {
        "format": FORMAT,
        "tool": f"recoil {__version__}",
        "recording": recording.name,
        "duration_s": round(recording.duration_s, 3),
        "rate_hz": round(recording.rate_hz, 3),
        "gyroscope": recording.gyr_dps is not None,
        "mount": str(mount),
        "gaps": recording.clock.gaps,
        "lost_s": round(recording.clock.lost_s, 3),
        **summary_of_steps(steps, recording.duration_s),
        **summary_of_balances(balances),
        "warnings": warnings,
    }


def summary_of_steps(steps: np.ndarray, duration_s: float) -> dict[str, Any]:
    """Return what a summary says of its steps: how many, how long, means over the whole ones."""
    # Steps whose samples are not all real count as steps, but not in what is measured on them.
    whole = steps[steps["flags"] & (BRIDGED | OPEN) == 0]
    step_ms, contact_ms = _mean(whole, "step_ms"), _mean(whole, "contact_ms")
    return {
        "steps": len(steps),
        "running_s": round(min(float(steps["step_ms"].sum()) / 1000, duration_s), 2),
        "cadence_spm": round(60_000 / step_ms, 2) if step_ms else None,
        "step_ms": _rounded(step_ms, 1),
        "contact_ms": _rounded(contact_ms, 1),
        "flight_ms": _rounded(_mean(whole, "flight_ms"), 1),
        # share of a stride that one foot is down: mean contact / mean stride, so long steps weigh as they last
        "duty_factor": round(contact_ms / (2 * step_ms), 4) if step_ms and contact_ms is not None else None,
        "bounce_mm": _rounded(_mean(whole, "bounce_mm"), 1),
        "peak_g": _rounded(_mean(whole, "peak_g"), 3),
    }


def summary_of_balances(balances: Mapping[str, Balance]) -> dict[str, Any]:
    """Return what a summary says of left shares, by name."""
    summary: dict[str, Any] = {}
    for name, balance in balances.items():
        resolved = balance.half_width_bp >= 0
        summary[f"{name}_balance_left_pct"] = balance.left_bp / 100 if resolved else None
        summary[f"{name}_balance_half_width_pct"] = balance.half_width_bp / 100 if resolved else None
        summary[f"{name}_balance_pairs"] = balance.pairs
    return summary


def _mean(steps: np.ndarray, column: str) -> float | None:
    return float(steps[column].mean()) if len(steps) else None


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
