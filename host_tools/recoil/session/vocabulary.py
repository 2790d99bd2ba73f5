"""What the numbers in events mean, in words."""

from recoil_clip.app.faults import NAMES as FAULTS
from recoil_clip.cueing.cues import CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_TICK
from recoil_clip.cueing.schedule import PHASES
from recoil_clip.log.events import (
    BATTERY,
    CONFIRM,
    CORE,
    CUE,
    FAULT,
    FULL,
    FULL_LOG,
    FULL_RAW,
    GAP,
    MARKER,
    MUTE,
    PHASE,
    PLAN,
    SCORE,
    START,
    STOP,
    STOP_BATTERY,
    STOP_BUTTON,
    STOP_DONE,
    STOP_FAULT,
    STOP_HOST,
    STOP_IDLE,
    VALIDITY,
    WITHHELD,
)

from .tables import EVENT_NAMES
from .validity import axes_of, quantity_name, reason_name

CUE_WORDS = {
    # by the name that the clip says at the port
    "quicker": "quicker steps",
    "softer": "softer, lower",
    "steadier": "steadier",
    "even": "left like right",
    "confirm": "back in the band",
    "tick": "metronome",
}
CUES = {
    CUE_QUICKER: CUE_WORDS["quicker"],
    CUE_SOFTER: CUE_WORDS["softer"],
    CUE_STEADIER: CUE_WORDS["steadier"],
    CUE_TICK: CUE_WORDS["tick"],
    CUE_EVEN: CUE_WORDS["even"],
}
STARTS = {0: "by the button", 1: "by itself"}
STOPS = {
    STOP_BUTTON: "by the button",
    STOP_IDLE: "by itself, after minutes without running",
    STOP_BATTERY: "by itself, the battery was low",
    STOP_HOST: "by the computer",
    STOP_FAULT: "by itself, after a fault",
    STOP_DONE: "by itself, the plan was done",
}
FULLS = {FULL_RAW: "raw samples stopped", FULL_LOG: "the log stopped"}


def event_name(kind: int) -> str:
    """Return an event's name; its number for one that this Recoil does not know."""
    return EVENT_NAMES.get(kind, str(kind))


def meaning_of(kind: int, value: int) -> str:
    """Return what an event's value means; empty where it means nothing."""
    named = {START: STARTS, STOP: STOPS, CUE: CUES, FULL: FULLS}.get(kind)
    if named is not None:
        return named.get(value, "")
    if kind == FAULT:
        return FAULTS[value] if 0 < value < len(FAULTS) else ""
    if kind == PHASE:
        return PHASES[value] if 0 <= value < len(PHASES) else ""
    if kind == BATTERY:
        percent, volts = battery_of(value)
        return f"{percent} % at {volts:.2f} V"
    if kind == GAP:
        return "samples lost"
    if kind == MUTE:
        return "muted" if value else "unmuted"
    if kind == VALIDITY:
        return ", ".join(axes_of(value)) + " not to be believed" if value else "all axes work"
    if kind == WITHHELD:
        reason = value >> 8
        return f"{quantity_name(value & 255)} " + (f"not told: {reason_name(reason)}" if reason else "told again")
    if kind == PLAN:
        return f"phase {value & 255}, {value >> 8} before it"
    if kind == CORE:
        return "hundredths of a minute of core work, earned by the run"
    if kind == SCORE:
        return "% of steps in the band"
    return {MARKER: "the runner pressed", CONFIRM: CUE_WORDS["confirm"]}.get(kind, "")


def battery_of(value: int) -> tuple[int, float]:
    """Return percent and volts of a battery event."""
    return value >> 16, (value & 0xFFFF) / 1000
