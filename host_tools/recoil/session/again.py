"""Which sessions can be measured again: runs with raw samples all through, whatever lies beside what the clip wrote."""

from pathlib import Path

import numpy as np

from recoil_clip.spec.log import KIND_RUN

from .assembly import session_of
from .files import contents, segments_in
from .header import SessionHeader
from .session import Session

LEAST_COVERED = 0.95
"""Of the clean steps: what raw samples do not cover would be lost, a few at the start are."""


def recorded_session(folder: Path) -> Session:
    """Return a session as it was recorded, whatever lies beside it."""
    missing: list[str] = []
    return session_of(folder.name, contents(segments_in(folder, missing), missing), True, missing)


def why_not(session: Session) -> str:
    """Return why a session cannot be measured again; empty if it can."""
    header = session.header
    if header is None:
        return "it has no readable head"
    if header.kind != KIND_RUN:
        return "it is no run"
    if not session.raw_pages or not len(session.raw):
        return "it has no raw samples"
    if (round(header.acceleration_g * 1e6), round(header.rotation_dps * 1e6)) != (488, 70_000):
        return "its samples have another unit"
    clean = session.steps["flags"] == 0
    share = float(np.mean(covered(session, header)[clean])) if clean.any() else 1.0
    if share < LEAST_COVERED:
        return f"its raw samples cover {100 * share:.0f} % of its steps only"
    return ""


def covered(session: Session, header: SessionHeader) -> np.ndarray:
    """Return, for each step as it was recorded, whether raw samples without a gap go all through it."""
    begin = session.steps["initial_contact_us"].astype(float)
    end = begin + session.steps["step_us"]
    inside = np.zeros(len(begin), dtype=bool)
    for run in session.raw.runs:
        first, last = run.first * header.period_us, (run.first + len(run.counts) - 1) * header.period_us
        inside |= (begin >= first) & (end <= last)
    return inside
