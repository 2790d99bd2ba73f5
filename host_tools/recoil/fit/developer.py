"""Recoil's own fields in FIT files: what FIT has none for."""

import re
from math import floor
from uuid import UUID

import numpy as np

from recoil.session.session import Session
from recoil.session.timeline import event_time_s
from recoil_clip.spec.cues import CUE_CONFIRM, NO_CUE
from recoil_clip.spec.events import CONFIRM, CUE

from .profile import FLOAT32, UINT8
from .values import Value
from .writer import DeveloperField

APPLICATION = UUID("7d1a1f5e-5c0f-4be0-9d43-7e2f6a0b91c4").bytes  # drawn once, the same for ever
# Readers do not all know what stands for a missing value of a developer field: floats have NaN, and a cue of 0 is none.
FLIGHT = DeveloperField("flight_time", 0, FLOAT32, "ms")
PEAK = DeveloperField("peak_acceleration", 1, FLOAT32, "g")
CUE_FELT = DeveloperField(
    "cue", 2, UINT8, ""
)  # the coach's number: 1 quicker, 2 softer, 3 steadier, 4 back in the band
FIELDS = (FLIGHT, PEAK, CUE_FELT)


def own_values(row: np.void | None, cue: int | None) -> dict[DeveloperField, Value]:
    """Return our fields for a second of dynamics, or for a second without."""
    flight_ms, peak_g = (None, None) if row is None else (float(row["flight_ms"]), float(row["peak_g"]))
    return {FLIGHT: flight_ms, PEAK: peak_g, CUE_FELT: cue or NO_CUE}


def cues_by_second(session: Session) -> dict[int, int]:
    """Return what was felt in which second of the session; the last, if more than one."""
    felt = {}
    for time_s, kind, value in zip(event_time_s(session), *(session.events[n] for n in ("kind", "value")), strict=True):
        if kind in (CUE, CONFIRM):
            felt[floor(time_s + 0.5)] = int(value) if kind == CUE else CUE_CONFIRM
    return felt


def version_number(version: str) -> int:
    """Return a version as one whole number: 100 for 1.0, 12 for 0.1.2."""
    parts = [int(digits) for digits in re.findall(r"\d+", version)[:3]] + [0, 0, 0]
    return min(100 * parts[0] + 10 * parts[1] + parts[2], 65_534)
