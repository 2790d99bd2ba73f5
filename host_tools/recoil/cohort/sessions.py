"""A clip's sessions in a cohort: measured again by the gait core of now where their raw samples allow it."""

from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError, one_line
from recoil.common.version import __version__
from recoil.recording.analysis import Result
from recoil.recording.manifest import Item
from recoil.recording.mount import Mount
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil.recording.steps import STEP_TYPE
from recoil.recording.summary import FORMAT, NoBalance, summary_of_balances, summary_of_steps
from recoil.session.again import recorded_session, why_not
from recoil.session.header import SessionHeader
from recoil.session.session import Session
from recoil.session.timeline import Timeline
from recoil_clip.gait.gait import GAIT_REVISION
from recoil_clip.spec.files import SEGMENT_ENDING
from recoil_clip.spec.log import KIND_RUN

BALANCES = ("contact", "step_time", "bounce")


def segments_of(item: Item) -> list[Path]:
    """Return the segments of the session that a list names, in order; none if it names a raw recording."""
    if "://" in item.source:
        return []
    path = Path(item.source)
    try:
        return sorted(one for one in path.glob(f"*{SEGMENT_ENDING}") if not one.name.startswith("."))
    except OSError:
        return []


def state_of(segments: list[Path]) -> dict[str, Any]:
    """Return how a session's segments are now: another number, size or time, and it is another session."""
    states = [one.stat() for one in segments]
    newest_ns = max(one.st_mtime_ns for one in states)
    return {"segments": len(states), "size": sum(one.st_size for one in states), "changed_ns": newest_ns}


def analyse_session(item: Item) -> Result:
    """Return what a session gives: as for a raw recording, bad data are an answer, not an exception.

    Args:
        item: Its folder, and whose it is; mount, rate and units are the clip's own.

    Returns:
        Steps and summary. With raw samples all through (95 % of its clean steps)
        they went through the gait core of now; else the steps are those that the clip wrote. The summary's
        `gait_revision` says which revision measured (0: not known), `recorded_revision` which one on the clip.
    """
    if item.mount or item.guesses_mount or item.rate_hz or item.units:
        return Result(error="a session knows its axes, rate and units: mount, rate and units are left empty for it")
    try:
        session = recorded_session(Path(item.source))
    except RecoilError as error:
        return Result(error=str(error))
    except OSError as error:
        return Result(error=f"{one_line(item.source)}: {(error.strerror or str(error)).lower()}")
    header = session.header
    if header is None or header.kind != KIND_RUN:
        return Result(error=f"{one_line(item.source)}: {why_not(session)}")
    try:
        found = _as_recorded(session, header) if why_not(session) else _measured(session, header)
    except RecoilError as error:
        return Result(error=f"{one_line(item.source)}: {error}")
    found.summary["recorded_revision"] = header.gait_revision
    if item.runner:
        found.summary["runner"] = item.runner
    return found


def _measured(session: Session, header: SessionHeader) -> Result:
    """Return what the gait core of now says of the raw samples."""
    runs = session.raw.runs
    numbers = np.concatenate([np.arange(one.first, one.first + len(one.counts)) for one in runs])
    counts = np.concatenate([one.counts for one in runs])
    acc_g = counts[:, :3] * header.acceleration_g
    gyr_dps = counts[:, 3:] * header.rotation_dps if header.gyroscope else None
    recording = Recording.of(session.name, numbers * (header.period_ns * 1e-9), acc_g, gyr_dps)
    found = replay(recording)
    warnings = [*found.summary["warnings"], *session.missing]
    return Result(found.steps, {**found.summary, "warnings": warnings, "gait_revision": GAIT_REVISION})


def _as_recorded(session: Session, header: SessionHeader) -> Result:
    """Return what the clip wrote, in the columns of a replay."""
    there, scale = session.steps, header.true_time
    steps = np.zeros(len(there), STEP_TYPE)
    steps["initial_contact_s"] = session.step_time_s()
    steps["toe_off_s"] = steps["initial_contact_s"] + there["contact_us"] * (1e-6 * scale)
    steps["side"] = np.array(["L", "", "R"])[there["side"] + 1]
    for name in ("step", "contact", "flight"):
        steps[f"{name}_ms"] = there[f"{name}_us"] * (1e-3 * scale)
    steps["bounce_mm"], steps["peak_g"] = there["bounce_um"] / 1000, there["peak_mg"] / 1000
    steps["flags"] = there["flags"]
    line = Timeline.of(session)
    duration_s = line.end_s - line.begin_s
    last = session.minutes[-1] if len(session.minutes) else None
    balances = {
        name: NoBalance(*(int(last[f"{name}_{what}"]) for what in ("left_bp", "half_width_bp", "pairs")))
        if last is not None
        else NoBalance()
        for name in BALANCES
    }
    summary = {
        "format": FORMAT,
        "tool": f"recoil {__version__}",
        "recording": session.name,
        "duration_s": round(duration_s, 3),
        "rate_hz": round(1e9 / header.period_ns, 3),
        "gyroscope": header.gyroscope,
        "mount": str(Mount()),
        "gaps": None,
        "lost_s": None,
        **summary_of_steps(steps, duration_s),
        **summary_of_balances(balances),
        "warnings": [f"as the clip measured it: {why_not(session)}", *session.missing],
        "gait_revision": header.gait_revision,
    }
    return Result(steps, summary)
