"""Each step against the band, by the clip's own code: what `Coach.step` compares, without its cues."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from recoil.session import Session
from recoil.session.timeline import step_end_s
from recoil_clip.cueing.band import ASYMMETRY, BOUNCE, CADENCE, INSIDE, STEADINESS, TARGETS, UNJUDGED, Band
from recoil_clip.cueing.form import Form, is_running_step
from recoil_clip.cueing.running import Running

from .own_values import OwnValues

BREAK_MS = 2000  # so long without a step: not running
FEW_STEPS = 100  # fewer give no score


@dataclass(frozen=True, eq=False)
class Judgement:
    """Per step, in the order of their beginnings: `verdict` (inside, outside, not judged) and `value`, in its unit."""

    band: Band
    scale: float
    order: np.ndarray
    verdict: np.ndarray
    is_past_quiet_start: np.ndarray

    @property
    def inside_pct(self) -> float | None:
        """Share of the judged steps after the quiet start that were inside; None while they are few."""
        judged = self.verdict[self.is_past_quiet_start & (self.verdict != UNJUDGED)]
        return 100 * float((judged == INSIDE).mean()) if len(judged) >= FEW_STEPS else None

    def limit_at(self, step_s: np.ndarray) -> np.ndarray | float:
        """Return the band's edge in everyday units at such mean step times: steps/min, mm, % or points."""
        if self.band.target == CADENCE:
            return 60e6 / (self.band.limit * self.scale)
        if self.band.target != BOUNCE:
            return self.band.limit / 100
        limits = np.full(len(step_s), np.nan)
        for row in np.flatnonzero(np.isfinite(step_s)):
            form = SimpleNamespace(row=2, step_us=int(1e6 * step_s[row] / self.scale), bounce_um=0)
            self.band.judge(form)
            limits[row] = self.band.limit / 1000
        return limits


def judgement_of(session: Session, knowledge: OwnValues) -> Judgement | None:
    """Judge every step; None where there was no target, or no values of the runner's own to judge by."""
    target = TARGETS.index(knowledge.target)
    if knowledge.own is None or not target or not len(session.steps):
        return None
    settings = knowledge.settings
    band, form, running = Band(target, settings, knowledge.own), Form(), Running()
    order = np.argsort(session.steps["initial_contact_us"], kind="stable")
    steps = session.steps[order]
    end_ms = (step_end_s(session)[order] * 1000).tolist()
    verdict = np.full(len(steps), UNJUDGED, dtype=np.int8)
    is_past = np.zeros(len(steps), dtype=bool)
    before_ms = end_ms[0]
    columns = ("step_us", "contact_us", "bounce_um", "flags", "side")
    for row, values in enumerate(zip(*(steps[name].tolist() for name in columns), strict=True)):
        step_us, contact_us, bounce_um, flags, side = values
        if end_ms[row] - before_ms > BREAK_MS:
            running.stop()
            form.clear()
        before_ms = end_ms[row]
        running.add(step_us)
        is_settled = running.stretch_ms > settings.settle_s * 1000
        if flags or not is_settled or not is_running_step(step_us, contact_us, bounce_um):
            form.skip()
            continue
        form.add(step_us, contact_us, bounce_um, side)
        verdict[row] = band.judge(form)
        is_past[row] = running.total_ms >= settings.quiet_start_min * 60_000
    scale = session.header.true_time if session.header else 1.0
    return Judgement(band, scale, order, verdict, is_past)


def own_values(knowledge: OwnValues, scale: float) -> dict[str, float]:
    """Return the runner's own values in everyday units, by the names in `Means`."""
    own = knowledge.own
    if own is None:
        return {}
    return {
        "cadence_spm": 60e6 / (own.step_us * scale),
        "contact_ms": own.contact_us * scale / 1000,
        "bounce_mm": own.bounce_um / 1000,
        "unsteadiness_pct": own.unsteadiness_bp / 100,
    }


TARGET_OF = {CADENCE: "cadence_spm", BOUNCE: "bounce_mm", STEADINESS: "unsteadiness_pct", ASYMMETRY: "contact_left_pct"}
