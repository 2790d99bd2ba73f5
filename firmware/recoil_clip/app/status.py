"""What the clip is doing, as a dictionary for JSON. Keys and units: docs/usb-protocol.md."""

import os

from ..log.store import entries, number_in
from ..spec.files import DOWNLOADED, SESSIONS
from .faults import NAMES as FAULT_NAMES
from .state import NAMES as STATE_NAMES
from .talk import CUE_NAMES
from .version import VERSION


def status(state, session, board, equipment, faults):
    """Return it; `session` is None outside of one."""
    power = equipment.power
    told = {
        "firmware": VERSION,
        "clip": board.clip_id(),
        "name": equipment.settings.clip_name,
        "runner": equipment.settings.runner_id,
        "board": board.name,
        "state": STATE_NAMES[state],
        "battery_pct": power.percent if power.percent >= 0 else None,
        "battery_mv": power.millivolts if power.percent >= 0 else None,
        "faults": [FAULT_NAMES[number] for number in faults.standing],
        "utc_s": board.utc_s() or None,
        "session": None,
    }
    if session is not None:
        told.update(_of_session(session))
    return told


def flash_status(root):
    """Return how large the flash is, and how many sessions are there; some ms for each of them."""
    if not hasattr(os, "statvfs"):
        return {}
    found = os.statvfs(root or "/")
    folder = root + SESSIONS
    try:
        names = [name for name, _ in entries(folder) if number_in(name) and not name.endswith(".gone")]
    except OSError:
        names = []  # no session was ever recorded
    return {
        "flash_bytes": found[1] * found[2],
        "free_bytes": found[1] * found[3],
        "sessions": len(names),
        "waiting": sum([0 if _is_marked(folder + "/" + name) else 1 for name in names]),
    }


def _is_marked(folder):
    try:
        os.stat(folder + "/" + DOWNLOADED)
    except OSError:
        return False
    return True


def _of_session(session):
    tally = session.tally
    totals = session.gait.totals
    now_ms = session.now_ms()
    writer = session.writer
    folder = writer.folder().split("/")[-1]
    return {
        "session": number_in(folder) or None,
        "folder": folder or None,
        "session_s": now_ms // 1000,
        "running": session.gait.is_running(),
        "raw": writer.is_raw_on,
        "steps": tally.steps,
        "cadence_cspm": totals.cadence_cspm or None,
        "contact_us": tally.contact_us,
        "flight_us": tally.flight_us,
        "bounce_um": tally.bounce_um,
        "peak_mg": tally.peak_mg,
        "cues": tally.cues,
        "cue": CUE_NAMES[tally.cue] if tally.cues else None,
        "cue_age_s": (now_ms - tally.cue_ms) // 1000 if tally.cues else None,
        "contact": _balance(totals.contact_balance),
        "step_time": _balance(totals.step_time_balance),
        "bounce": _balance(totals.bounce_balance),
    }


def _balance(balance):
    """Return left share, half of its interval (None: not resolvable yet), pairs."""
    half_bp = balance.half_width_bp
    return [balance.left_bp, half_bp if half_bp >= 0 else None, balance.pairs]
