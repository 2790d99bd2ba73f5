"""The same figures in words: for the screen, for a line a second, for the end."""

from recoil.common.errors import one_line
from recoil.device.messages import EventMessage
from recoil.device.status import Status
from recoil.session.vocabulary import CUE_WORDS as CUES

from .figures import Figures

NOTHING = "-"
STATES = {"usb": "at a computer", "fault": "no motion sensor", "screen": "a screening or core work"}


def length(seconds: float) -> str:
    """Return a length as m:ss or h:mm:ss."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def figure(value: float | None, unit: str = "", places: int = 0) -> str:
    """Return a number with its unit."""
    return NOTHING if value is None else f"{value:.{places}f}{unit and ' '}{unit}"


def state(status: Status) -> str:
    """Return the state as a person says it."""
    return STATES.get(status.state, one_line(status.state))


def cue(status: Status) -> str:
    """Return the last cue and when it was."""
    if status.last_cue is None:
        return "none yet"
    ago = f"{length(status.cue_age_s)} ago" if status.cue_age_s is not None else ""
    return f"{CUES.get(status.last_cue, one_line(status.last_cue))}, {ago}"


def event(message: EventMessage) -> str:
    """Return what happened and when."""
    name = CUES.get(message.name, one_line(message.name)) if message.is_cue else one_line(message.name)
    if message.name == "gap":
        name = f"gap of {message.value} samples"
    return f"{length(message.time_ms / 1000)} {name}"


def battery(status: Status) -> str:
    """Return the battery's charge in words."""
    if status.battery_pct is None:
        return "not known"
    return f"{status.battery_pct} %" + (f", {status.battery_mv / 1000:.2f} V" if status.battery_mv else "")


def line(figures: Figures, now_s: float) -> str:
    """Return the moment as one line."""
    status = figures.status
    if status is None:
        return "waiting for the clip"
    parts = [state(status)]
    if status.session_name is not None or status.is_recording:
        parts += [length(status.session_s), f"{status.steps} steps"]
    if figures.is_stepping(now_s):
        parts += [
            f"{figure(figures.cadence_spm(), 'steps/min', 1)}",
            f"bounce {figure(_parts(figures.mean('bounce_um')), 'mm')}",
            f"contact {figure(_parts(figures.mean('contact_us')), 'ms')}",
            f"flight {figure(_parts(figures.mean('flight_us')), 'ms')}",
        ]
    if status.contact_share is not None and status.steps:
        parts.append(f"contact balance {status.contact_share.text()}")
    if status.last_cue is not None:
        parts.append(f"last cue: {cue(status)}")
    parts.append(f"battery {battery(status)}")
    if status.faults:
        parts.append("faults: " + ", ".join(map(one_line, status.faults)))
    return "  ".join(parts)


def summary(figures: Figures, seconds: float) -> str:
    """Return what was heard, as the last line."""
    status = figures.status
    heard = f"Listened for {length(seconds)}: {figures.steps_heard} steps"
    if status is None:
        return heard
    session = f", session {one_line(status.session_name)}" if status.session_name else ""
    so_far = f" ({length(status.session_s)}, {status.steps} steps, {status.cues} cues so far)" if session else ""
    return f"{heard}{session}{so_far}; the clip is {state(status)}."


def _parts(value: float | None) -> float | None:
    return None if value is None else value / 1000
