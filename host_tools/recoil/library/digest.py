"""What is computed from a session's files, once for each content."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.common.errors import one_line
from recoil_clip.spec.log import KIND_CORE, KIND_RUN, KIND_SCREEN

LONGEST_TEXT = 300
MOST_MISSING = 5
MEANS = (
    "length_s",
    "running_s",
    "steps",
    "clean_steps",
    "cadence_spm",
    "contact_ms",
    "flight_ms",
    "bounce_mm",
    "peak_g",
    "unsteadiness_pct",
    "score_pct",
    "confirms",
)
FORM = (
    "stiffness_n_per_m_kg",
    "stride_regularity",
    "step_variability_pct",
    "pelvis_tilt_deg",
    "pelvis_rotation_deg",
    "braking_g",
)
BALANCES = ("contact", "step_time", "bounce")
KINDS = {KIND_RUN: "run", KIND_SCREEN: "screening", KIND_CORE: "core"}
COLUMNS = (
    "reason",  # why it cannot be read; null if it can
    "clip",
    "firmware",
    "number",
    "start_s",
    *MEANS,
    *(f"{name}_{part}_pct" for name in BALANCES for part in ("left", "half")),
    *FORM,
    "phase",
    "target",
    "wearer",
    "cues",
    "ended",
    "kind",  # run, screening or core
    "tries",
    "tries_lost",
    "core_min",
    "core_earned_min",
    "gait_revision",  # of the core that measured it; 0 before sessions told
    "recorded_revision",  # of the core on the clip, where it was measured again
    "contact_added_ms",  # the runner's own number, in contact and flight; null where there is none
    "missing",
)
"""Of the index; null where something is not known."""


@dataclass(frozen=True)
class Contents:
    """A session's segments as they were read."""

    segments: Sequence[tuple[str, bytes]]
    missing: tuple[str, ...]
    fingerprint: bytes
    """The same for the same files under the same names, wherever they are."""
    recorded: bytes
    """The same for the same segments, whether or not they were measured again."""
    remeasured: bytes = b""


def read_contents(folder: Path) -> Contents:
    """Read a session's files; a `RecoilError` or OSError if there are none."""
    from recoil.session.files import contents, segments_in
    from recoil.session.remeasured import remeasured_in

    missing: list[str] = []
    segments = contents(segments_in(folder, missing), missing)
    digest = hashlib.blake2b(digest_size=16)
    for name, data in segments:
        digest.update(f"{len(name)} {len(data)} ".encode())
        digest.update(name.encode("utf-8", "replace"))
        digest.update(data)
    for text in missing:
        digest.update(text.encode("utf-8", "replace"))
    recorded = digest.digest()
    said: list[str] = []
    remeasured = remeasured_in(folder, said)
    digest.update(remeasured)
    return Contents(segments, (*missing, *said), digest.digest(), recorded, remeasured)


def digest_of(contents: Contents) -> dict[str, Any]:
    """Return a value for each of `COLUMNS`; what cannot be read has its `reason` and nothing else."""
    from recoil.session.assembly import session_of
    from recoil.session.calibration import calibrated
    from recoil.session.errors import SessionError
    from recoil.session.overview import overview_of
    from recoil.session.remeasured import with_remeasured

    values: dict[str, Any] = dict.fromkeys(COLUMNS)
    try:
        session = session_of("the session", contents.segments, True, contents.missing)
        session = calibrated(with_remeasured(session, contents.remeasured))
        found = overview_of(session)
    except SessionError as error:
        return values | {"reason": one_line(error, LONGEST_TEXT)}
    except (ArithmeticError, LookupError, ValueError) as error:  # files made up to break readers stop nobody's index
        return values | {"reason": one_line(f"its numbers make no sense ({error})", LONGEST_TEXT)}
    values |= form_of(found)
    header, settings = session.header, session.settings or {}
    values |= {name: found[name] for name in MEANS}
    for name in BALANCES:
        balance = found["balances"][name]
        if balance:
            values[f"{name}_left_pct"], values[f"{name}_half_pct"] = balance["left_pct"], balance["half_width_pct"]
    values |= {
        "clip": header.clip_id if header else None,
        "firmware": header.firmware_version if header else None,
        "number": header.session if header else None,
        "start_s": (header.start_s or None) if header else None,
        "phase": found["schedule"],
        "target": _text(settings.get("target")),
        "wearer": _text(settings.get("wearer_name") or settings.get("runner_id")),
        "cues": sum(found["cues"].values()),
        "ended": found["ended"],
        "gait_revision": header.gait_revision if header else None,
        "recorded_revision": session.recorded_revision,
        "contact_added_ms": session.calibration.contact_ms if session.calibration else None,
        "kind": KINDS.get(header.kind, "run") if header else "run",
        **_exercise(found),
        "missing": "\n".join(found["missing"][:MOST_MISSING]),
    }
    return {name: _kept(value) for name, value in values.items()}


def _exercise(found: dict[str, Any]) -> dict[str, Any]:
    """Return how many tries a screening had, how many were lost, and how long core work was."""
    trials = found["trials"]
    tries = [one for trial in trials if trial["trial"] != "skipping" for one in trial["tries"]]
    return {
        "tries": sum(len(trial["tries"]) for trial in trials) or None,
        "tries_lost": sum(one["ended"] != "time" for one in tries) if trials else None,
        "core_min": found["core_work_min"],
        "core_earned_min": (found["core_minutes_earned"] or {}).get("minutes"),
    }


def form_of(found: dict[str, Any]) -> dict[str, float | None]:
    """Return spring, steadiness, pelvis motion and braking; null for what was not measured, as in format 1."""
    steadiness, pelvis, braking = (found[name] or {} for name in ("steadiness", "pelvis", "braking"))
    # What tilt adds is in it without a gyroscope: no number to follow.
    is_braking = bool(braking.get("is_tilt_removed"))
    return {
        "stiffness_n_per_m_kg": found["spring"]["vertical_n_per_m_kg"],
        "stride_regularity": steadiness.get("vertical_stride_regularity"),
        "step_variability_pct": steadiness.get("step_variability_pct"),
        "pelvis_tilt_deg": pelvis.get("tilt_deg"),
        "pelvis_rotation_deg": pelvis.get("rotation_deg"),
        "braking_g": (braking["left_g"] + braking["right_g"]) / 2 if is_braking else None,
    }


def _text(value: Any) -> str | None:
    return one_line(value, 40) or None if isinstance(value, str) else None


def _kept(value: Any) -> Any:
    """Return what a database takes: no infinite numbers, no half characters, integers of 64 bits."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else None
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
