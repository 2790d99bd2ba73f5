"""What a clip says it is doing. The protocol is `docs/usb-protocol.md`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schema import Wrong, flag, label, many, maybe, row, table, whole

AT_WORK = ("recording", "paused", "saving", "screen")
"""States in which an interruption would end a session."""

_SIGNED = whole(-(1 << 31), 1 << 31)
_SHARE = maybe(row(whole(0, 1 << 20), maybe(whole(0, 1 << 20)), whole()))
_ANSWER = table(
    {
        "firmware": label(40),
        "clip": label(64),
        "name": label(60),
        "board": label(80),
        "state": label(20),
        "battery_pct": maybe(whole(0, 1000)),
        "battery_mv": maybe(whole(0, 100_000)),
        "faults": many(label(120), most=100),
        "utc_s": maybe(whole()),
    },
    {
        "runner": maybe(label(16)),
        "session": maybe(whole()),
        "folder": maybe(label(60)),
        "session_s": whole(),
        "running": flag,
        "raw": flag,
        "steps": whole(),
        "cadence_cspm": maybe(whole()),
        "contact_us": _SIGNED,
        "flight_us": _SIGNED,
        "bounce_um": _SIGNED,
        "peak_mg": _SIGNED,
        "cues": whole(),
        "cue": maybe(label(20)),
        "cue_age_s": maybe(whole()),
        "contact": _SHARE,
        "step_time": _SHARE,
        "bounce": _SHARE,
        "flash_bytes": maybe(whole()),
        "free_bytes": maybe(whole()),
        "sessions": maybe(whole()),
        "waiting": maybe(whole()),
        "dropped": whole(),
    },
)


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
        return self.state in AT_WORK

    @classmethod
    def of(cls, sent: Any) -> "Status":
        """Read a clip's answer; `Wrong` (a ValueError) if it is none."""
        told = _ANSWER(sent)
        steps = told.get("steps") or 0
        return cls(
            firmware=told["firmware"],
            clip_id=told["clip"],
            name=told["name"],
            board=told["board"],
            state=told["state"],
            battery_pct=told["battery_pct"],
            battery_mv=told["battery_mv"],
            faults=tuple(told["faults"]),
            utc_s=told["utc_s"],
            session=told.get("session"),
            session_name=told.get("folder"),
            session_s=told.get("session_s", 0),
            is_running=told.get("running", False),
            keeps_raw=told.get("raw", False),
            steps=steps,
            cadence_spm=_scaled(told.get("cadence_cspm"), 100),
            contact_ms=_of_last(told, "contact_us", steps),
            flight_ms=_of_last(told, "flight_us", steps),
            bounce_mm=_of_last(told, "bounce_um", steps),
            peak_g=_of_last(told, "peak_mg", steps),
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
            as_sent=sent,
        )


def _of_last(told: Mapping[str, Any], name: str, steps: int) -> float | None:
    if not steps:
        return None
    if name not in told:
        raise Wrong(f"{name} is missing")
    return _scaled(told[name], 1000)


def _scaled(value: int | None, parts: int) -> float | None:
    return None if value is None else value / parts


def _share(told: tuple[Any, ...] | None) -> Share | None:
    if told is None:
        return None
    left_bp, half_bp, pairs = told
    return Share(left_bp / 100, _scaled(half_bp, 100), pairs)
