"""Each step against the band, by the clip's own coach, run over the session again with its cues unheard."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from recoil.session import Session
from recoil.session.calibration import measured_steps
from recoil.session.timeline import step_end_s
from recoil_clip.cueing.band import (
    BOUNCE,
    CADENCE,
    CONTACT_SHARE,
    INSIDE,
    TARGETS,
    UNJUDGED,
    WHAT,
    Band,
)
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import VERDICTS
from recoil_clip.cueing.score import own_pct, verdict

from .own_values import OwnValues

FEW_STEPS = 100  # fewer give no score
RELATIVE = (CADENCE, BOUNCE, CONTACT_SHARE)
"""Targets that are compared with own values for the pace."""


class OneStep(NamedTuple):
    """What the coach is told of a step."""

    step_us: int
    contact_us: int
    bounce_um: int
    side: int


@dataclass(frozen=True, eq=False)
class Judgement:
    """Per step, in the order of their beginnings: `verdict` (inside, outside, not judged) and the band's `limit`.

    The limit is in everyday units (steps/min, mm, % of own contact share, % or points), NaN where it is not known: at a
    pace at which the runner has hardly been.
    """

    band: Band
    order: np.ndarray
    end_s: np.ndarray
    verdict: np.ndarray
    limit: np.ndarray
    is_past_quiet_start: np.ndarray

    @property
    def inside_pct(self) -> float | None:
        """Share of the judged steps after the quiet start that were inside; None while they are few."""
        judged = self.verdict[self.is_past_quiet_start & (self.verdict != UNJUDGED)]
        return 100 * float((judged == INSIDE).mean()) if len(judged) >= FEW_STEPS else None

    def retained(self, own_values: OwnValues, inside_pct: float) -> tuple[int, str] | None:
        """Say what has stayed, as the clip does: by how many steps of own form would be inside.

        Args:
            own_values: The runner's.
            inside_pct: The share of steps in the band.

        Returns:
            That share of own form in %, and one of `VERDICTS`; None for a target that has no own form for the pace.
        """
        if own_values.own is None or self.band.target not in RELATIVE:
            return None
        own = own_pct(self.band.limit, own_values.own.spread_q12[WHAT[self.band.target]])
        return own, VERDICTS[verdict(round(inside_pct), own)]

    def limit_at(self, time_s: np.ndarray) -> np.ndarray:
        """Return the band's edge at times of the session: that of the last step before, if it was judged."""
        row = np.searchsorted(self.end_s, time_s, side="right") - 1
        return np.where(row >= 0, self.limit[np.maximum(row, 0)], np.nan)


def judgement_of(session: Session, own_values: OwnValues) -> Judgement | None:
    """Judge every step; None where there was no target, or no values of the runner's own to judge by."""
    target = TARGETS.index(own_values.target)
    if own_values.own is None or not target or not len(session.steps):
        return None
    settings = own_values.settings
    coach = Coach(settings, own_values.history, own_values.history.has_pace())
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    steps = measured_steps(session)[order]  # the coach on the clip knows no calibration
    end_s = step_end_s(session)[order]
    verdict = np.full(len(steps), UNJUDGED, dtype=np.int8)
    limit = np.full(len(steps), np.nan)
    is_past = np.zeros(len(steps), dtype=bool)
    scale = session.header.true_time if session.header else 1.0
    columns = ("step_us", "contact_us", "bounce_um", "side", "flags", "speed_mm_s")
    rows = zip((end_s * 1000).astype(int).tolist(), *(steps[name].tolist() for name in columns), strict=True)
    for row, (end_ms, step_us, contact_us, bounce_um, side, flags, speed) in enumerate(rows):
        coach.step(OneStep(step_us, contact_us, bounce_um, side), flags, end_ms, speed)
        if coach.judged != UNJUDGED:
            verdict[row] = coach.judged
            limit[row] = _everyday(coach.band, scale)
            is_past[row] = coach.running.total_ms >= settings.quiet_start_min * 60_000
    return Judgement(coach.band, order, end_s, verdict, limit, is_past)


def _everyday(band: Band, scale: float) -> float:
    """Return the band's edge now: steps/min, mm, a change in %, % of unsteadiness, points off even."""
    edge = (band.limit + band.day_q12) / 4096
    if band.target == CADENCE:
        return 60e6 / (2 ** (band.own_q12 / 4096 - edge) * scale)
    if band.target == BOUNCE:
        return 2 ** (band.own_q12 / 4096 - edge) / 1000
    if band.target == CONTACT_SHARE:
        return 100 * (2**edge - 1)
    return band.limit / 100


def everyday_own_values(own_values: OwnValues, scale: float, contact_ms: int = 0) -> dict[str, float]:
    """Return the runner's own values in everyday units, by the names in `Means`; `contact_ms` calibrates contact."""
    own = own_values.own
    if own is None:
        return {}
    return {
        "cadence_spm": 60e6 / (own.step_us * scale),
        "contact_ms": own.contact_us * scale / 1000 + contact_ms,
        "bounce_mm": own.bounce_um / 1000,
        "unsteadiness_pct": own.unsteadiness_bp / 100,
    }
