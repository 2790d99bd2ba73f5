"""The words for the codes of `recoil_clip.spec`: what stands in a session as a number."""

from recoil_clip.cueing.run_walk import DONE, HALF, IGNORED, OBEYED, RUN, WALK
from recoil_clip.spec import exercises, faults, phases
from recoil_clip.spec.cues import CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER, CUE_TICK
from recoil_clip.spec.events import (
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
    PAUSE,
    PHASE,
    PLAN,
    RATE,
    RESUME,
    SCORE,
    START,
    START_AFTER_FAULT,
    START_BY_BUTTON,
    START_BY_RUNNING,
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

from .validity import axes_of, quantity_name, reason_name

EVENT_NAMES = {
    START: "start",
    STOP: "stop",
    PAUSE: "pause",
    RESUME: "resume",
    MARKER: "marker",
    CUE: "cue",
    CONFIRM: "confirm",
    GAP: "gap",
    FAULT: "fault",
    BATTERY: "battery",
    FULL: "full",
    SCORE: "score",
    PHASE: "phase",
    CORE: "core",
    MUTE: "mute",
    VALIDITY: "validity",
    PLAN: "plan",
    WITHHELD: "withheld",
    RATE: "rate",
}
"""Of kinds of events; a newer clip may write kinds that are not here: `EVENT_NAMES.get(kind)`."""
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
FAULTS = {
    # by these names the clip keeps them in its list, and says them at the port
    faults.SENSOR_MISSING: "sensor missing",
    faults.SENSOR_WRONG: "sensor wrong",
    faults.SENSOR_FAULT: "sensor fault",
    faults.MOTOR_MISSING: "motor missing",
    faults.MOTOR_WRONG: "motor wrong",
    faults.MOTOR_FAULT: "motor fault",
    faults.GAUGE_MISSING: "gauge missing",
    faults.GAUGE_WRONG: "gauge wrong",
    faults.GAUGE_FAULT: "gauge fault",
    faults.BATTERY_LOW: "battery low",
    faults.FLASH_FULL: "flash full",
    faults.FLASH_FAULT: "flash fault",
    faults.SETTINGS_BROKEN: "settings broken",
    faults.HISTORY_BROKEN: "history broken",
    faults.CLOCK_UNSET: "clock unset",
    faults.RESTARTED: "restarted by the watchdog",
    faults.APP_ERROR: "app error",
    faults.PLAN_BROKEN: "plan broken",
    faults.SENSOR_AXIS: "sensor axis dead",
    faults.CLOCK_WRONG: "clock wrong",
    faults.BUTTON_STUCK: "button stuck",
}
PHASES = {
    phases.OFF: "off",
    phases.BASELINE: "baseline",
    phases.FULL: "full",
    phases.FEWER: "fewer",
    phases.RETENTION: "retention",
    phases.REQUEST: "request",
    phases.HELD: "held",
    phases.RECALL: "recall",
}
STARTS = {
    START_BY_BUTTON: "by the button",
    START_BY_RUNNING: "by itself",
    START_AFTER_FAULT: "by itself, going on after the sensor was lost",
}
STOPS = {
    STOP_BUTTON: "by the button",
    STOP_IDLE: "by itself, after minutes without running",
    STOP_BATTERY: "by itself, the battery was low",
    STOP_HOST: "by the computer",
    STOP_FAULT: "by itself, after a fault",
    STOP_DONE: "by itself, the plan was done",
}
FULLS = {FULL_RAW: "raw samples stopped", FULL_LOG: "the log stopped"}
EXERCISES = {
    exercises.STANCE: "stance",
    exercises.TANDEM: "tandem",
    exercises.LUNGE: "lunge",
    exercises.SKIPPING: "skipping",
    exercises.FRONT_PLANK: "front plank",
    exercises.SIDE_PLANK: "side plank",
    exercises.SQUAT: "squat",
    exercises.BRIDGE: "bridge",
}
SIDES = {exercises.LEFT: "left", exercises.BOTH: "both", exercises.RIGHT: "right"}
EYES = {exercises.EYES_OPEN: "open", exercises.EYES_CLOSED: "closed"}
ENDINGS = {
    exercises.TIME: "time",
    exercises.TOUCH_DOWN: "touch-down",
    exercises.MOVED: "moved",
    exercises.BUTTON: "button",
    exercises.UNSTEADY: "not still",
    exercises.STOPPED: "session ended",
}


def word_of(words: dict[int, str], number: int) -> str:
    """Return a number's word; "number 9" for one that this Recoil does not know."""
    return words.get(number, f"number {number}")


def event_name(kind: int) -> str:
    """Return an event's name; its number for one that this Recoil does not know."""
    return EVENT_NAMES.get(kind, str(kind))


def meaning_of(kind: int, value: int) -> str:
    """Return what an event's value means; empty where it means nothing."""
    named = {START: STARTS, STOP: STOPS, CUE: CUES, FULL: FULLS, FAULT: FAULTS, PHASE: PHASES}.get(kind)
    if named is not None:
        return named.get(value, "")
    if kind == BATTERY:
        percent, volts = battery_of(value)
        return f"{percent} % at {volts:.2f} V"
    if kind == GAP:
        return "samples lost"
    if kind == MUTE:
        return {0: "unmuted", 2: "muted by quiet hours"}.get(value, "muted")
    if kind == VALIDITY:
        return ", ".join(axes_of(value)) + " not to be believed" if value else "all axes work"
    if kind == WITHHELD:
        reason = value >> 8
        return f"{quantity_name(value & 255)} " + (f"not told: {reason_name(reason)}" if reason else "told again")
    if kind == PLAN:
        return plan_words(value)
    if kind == RATE:
        return "ns between samples, by the processor's clock"
    if kind == CORE:
        return "hundredths of a minute of core work, earned by the run"
    if kind == SCORE:
        return "% of steps in the band"
    return {MARKER: "the runner pressed", CONFIRM: CUE_WORDS["confirm"]}.get(kind, "")


def plan_words(value: int) -> str:
    """Return what an event of a plan of running and walking says."""
    words = {RUN: "run", WALK: "walk", HALF: "half of it is over", DONE: "done"}.get(value & 7, "")
    before = ", as asked before" if value & OBEYED else ", not as asked before" if value & IGNORED else ""
    return f"{words}{before}; {value >> 8} runs begun"


def battery_of(value: int) -> tuple[int, float]:
    """Return percent and volts of a battery event."""
    return value >> 16, (value & 0xFFFF) / 1000
