"""What is in a session, in one dictionary, ready for JSON; null stands for 'not known'."""

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from recoil.recording.step_checks import slow_warnings
from recoil.session.trial_words import part_of_overview
from recoil_clip.settings.schema import SCHEMA
from recoil_clip.spec.events import BATTERY, CONFIRM, CUE, FAULT, GAP, PHASE, SCORE, START, STOP

from .calibration import speed_of
from .form import braking_of, pelvis_of, steadiness_of
from .means import balance_of, means_of
from .raw_csv import samples_in
from .run_walk import followed
from .session import Session
from .spring import spring_of
from .timeline import Timeline, event_time_s
from .validity import withheld_words
from .vocabulary import battery_of, meaning_of

BALANCES = ("contact", "step_time", "bounce")
WHOLE_MINUTE_MS = 55_000  # minutes are written at the end of a poll, and the first one begins with the start
DIGITS = {"running_s": 1}  # enough not to round twice


def overview_of(session: Session) -> dict[str, Any]:
    """Return what the clip was, when and how it went, what it measured and what is missing.

    Args:
        session: A session that `open_session` read.

    Returns:
        One dictionary, ready for JSON; units are in its keys (`_s`, `_ms`, `_mm`, `_g`, `_pct`, `_spm`), times are true
        seconds since the first sample, and None stands for what is not known. `recoil show --help` lists the keys.
    """
    header = session.header
    timeline = Timeline.of(session)
    means = {
        name: round(value, DIGITS.get(name, 3)) if isinstance(value, float) else value
        for name, value in asdict(means_of(session)).items()
    }
    cues = Counter(meaning_of(CUE, value) or f"number {value}" for value in _values(session, CUE))
    raw_samples = samples_in(session.raw_pages)
    plan = followed(session)
    return {
        "session": session.name,
        "clip": header.clip_id if header else None,
        "firmware": header.firmware_version if header else None,
        "start": header.start.isoformat() if header and header.start else None,
        "started": _said(session, START),
        "ended": _said(session, STOP),
        "length_s": round(timeline.end_s - timeline.begin_s, 1),
        "pauses_s": [[round(since, 1), round(until, 1)] for since, until in timeline.pauses],
        **means,
        "unsteadiness_pct": unsteadiness_pct(session),
        "balances": {name: _balance(session, name) for name in BALANCES},
        "spring": spring_of(session).document(),
        "steadiness": steadiness_of(session),
        "pelvis": pelvis_of(session),
        "braking": braking_of(session),
        "schedule": _said(session, PHASE),
        "cues": dict(cues),
        "confirms": len(_values(session, CONFIRM)),
        "run_walk": plan.document() if plan else None,
        "score_pct": (_values(session, SCORE) or [None])[-1],
        "markers": len(timeline.markers_s),
        "markers_s": [round(time_s, 1) for time_s in timeline.markers_s],
        "faults": _faults(session),
        "lost_samples": sum(_values(session, GAP)),
        "battery": [dict(zip(("pct", "v"), battery_of(value), strict=True)) for value in _first_and_last(session)],
        "raw_samples": raw_samples,
        "raw_minutes": round(raw_samples * header.period_ns / 60e9, 2) if header else None,
        "settings_changed": _changed(session.settings),
        **part_of_overview(session),
        "withheld": list(withheld_words(session.withheld)),
        "notes": list(slow_warnings(session.steps["step_us"][session.steps["flags"] == 0] / 1000)),
        "runner": (header.runner_id or None) if header else None,
        "gait_revision": (header.gait_revision or None) if header else None,
        "recorded_revision": session.recorded_revision,
        "calibration": session.calibration.document() if session.calibration else None,
        "speed": speed_of(session),
        "missing": list(session.missing),
    }


def unsteadiness_pct(session: Session) -> float | None:
    """Return the median over the session's whole minutes, in percent of step time; None if it was never known.

    The clip measures it over the last 16 steps before each minute ends. What the session ends with is part of a minute,
    often with the runner slowing down: it counts only where there is nothing else.
    """
    minutes = session.minutes
    known = minutes["unsteadiness_bp"] >= 0
    whole = known & (np.diff(minutes["time_ms"], prepend=0) >= WHOLE_MINUTE_MS)
    chosen = minutes["unsteadiness_bp"][whole if whole.any() else known]
    return float(np.median(chosen)) / 100 if chosen.size else None


def _values(session: Session, kind: int) -> list[int]:
    return session.events["value"][session.events["kind"] == kind].tolist()


def _said(session: Session, kind: int) -> str | None:
    """Return what the last event of a kind says."""
    values = _values(session, kind)
    return (meaning_of(kind, values[-1]) or f"number {values[-1]}") if values else None


def _balance(session: Session, name: str) -> dict[str, Any] | None:
    balance = balance_of(session, name)
    return asdict(balance) if balance else None


def _faults(session: Session) -> list[dict[str, Any]]:
    is_fault = session.events["kind"] == FAULT
    times_s, numbers = event_time_s(session)[is_fault], session.events["value"][is_fault]
    return [
        {"time_s": round(time_s, 1), "number": number, "fault": meaning_of(FAULT, number) or f"number {number}"}
        for time_s, number in zip(times_s.tolist(), numbers.tolist(), strict=True)
    ]


def _first_and_last(session: Session) -> list[int]:
    readings = _values(session, BATTERY)
    return [readings[0], readings[-1]] if readings else []


def _changed(settings: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the settings that are not at their defaults."""
    if settings is None:
        return None
    defaults = {field.name: field.default for field in SCHEMA}
    return {name: value for name, value in settings.items() if value != defaults.get(name)}
