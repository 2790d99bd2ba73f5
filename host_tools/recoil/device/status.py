"""What a clip says it is doing. The protocol is `docs/usb-protocol.md`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Share:
    """The left share of a quantity in percent, half of its 95 % interval (None: not resolvable yet), pairs of steps."""

    left_pct: float
    half_width_pct: float | None
    pairs: int

    def text(self) -> str:
        """Say it in a few words."""
        if self.half_width_pct is None:
            return "not resolvable yet"
        return f"{self.left_pct:.1f} ± {self.half_width_pct:.1f} % left"


@dataclass(frozen=True)
class Status:
    """A clip whose app runs. Outside of a session everything from `session` on is None, False or 0."""

    firmware: str
    clip_id: str
    name: str
    board: str
    state: str
    """boot, ready, recording, paused, saving, usb, fault or screen."""
    battery_pct: int | None
    battery_mv: int | None
    faults: tuple[str, ...]
    utc_s: int | None
    """Its clock, UTC seconds since 1970; None: never set."""
    session: int | None
    session_name: str | None
    """The session's folder on the clip."""
    session_s: int
    is_running: bool
    keeps_raw: bool
    steps: int
    cadence_spm: float | None
    """Over the last eight steps."""
    contact_ms: float | None
    """Of the last step, as are the next three."""
    flight_ms: float | None
    bounce_mm: float | None
    peak_g: float | None
    cues: int
    last_cue: str | None
    """quicker, softer, steadier, even, tick, or confirm."""
    cue_age_s: int | None
    contact_share: Share | None
    step_time_share: Share | None
    bounce_share: Share | None
    flash_bytes: int | None
    """Of the flash; None in a session, as are the next three."""
    free_bytes: int | None
    sessions: int | None
    waiting: int | None
    """Sessions that no computer has yet."""
    dropped: int
    """Lines that could not be sent since the clip started."""
    as_sent: Mapping[str, Any]
    """The clip's own words."""

    @property
    def is_recording(self) -> bool:
        """Whether an interruption would end a session."""
        return self.state in ("recording", "paused", "saving", "screen")

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Status":
        """Read a clip's answer; a KeyError, TypeError or ValueError if it is none."""
        steps = told.get("steps", 0)
        return cls(
            firmware=str(told["firmware"]),
            clip_id=str(told["clip"]),
            name=str(told["name"]),
            board=str(told["board"]),
            state=str(told["state"]),
            battery_pct=told["battery_pct"],
            battery_mv=told["battery_mv"],
            faults=tuple(map(str, told["faults"])),
            utc_s=told["utc_s"],
            session=told.get("session"),
            session_name=told.get("folder"),
            session_s=told.get("session_s", 0),
            is_running=told.get("running", False),
            keeps_raw=told.get("raw", False),
            steps=steps,
            cadence_spm=_scaled(told.get("cadence_cspm"), 100),
            contact_ms=_scaled(told["contact_us"], 1000) if steps else None,
            flight_ms=_scaled(told["flight_us"], 1000) if steps else None,
            bounce_mm=_scaled(told["bounce_um"], 1000) if steps else None,
            peak_g=_scaled(told["peak_mg"], 1000) if steps else None,
            cues=told.get("cues", 0),
            last_cue=told.get("cue"),
            cue_age_s=told.get("cue_age_s"),
            contact_share=_share(told.get("contact")),
            step_time_share=_share(told.get("step_time")),
            bounce_share=_share(told.get("bounce")),
            flash_bytes=told.get("flash_bytes"),
            free_bytes=told.get("free_bytes"),
            sessions=told.get("sessions"),
            waiting=told.get("waiting"),
            dropped=told.get("dropped", 0),
            as_sent=told,
        )


def _scaled(value: int | None, parts: int) -> float | None:
    return None if value is None else value / parts


def _share(told: list[Any] | None) -> Share | None:
    if told is None:
        return None
    left_bp, half_bp, pairs = told
    return Share(left_bp / 100, _scaled(half_bp, 100), pairs)
