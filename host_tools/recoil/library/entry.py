"""One session in the library: what was computed from it and what people say about it."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

UNASSIGNED = "unassigned"
ASSIGN = "recoil library runner SESSION NAME"
"""What to do about it."""
NEWER = "newer firmware wrote this"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index; None where something is not known.

    The fields are in the order of the index's columns: `index.py` reads them as they come.
    """

    path: str
    """Relative to the library."""
    fingerprint: bytes | None
    """Of the contents; two sessions with the same one are copies."""
    segments: int
    size_bytes: int
    runner: str
    """As assigned, else as the clip was told, else `UNASSIGNED`."""
    tags: tuple[str, ...]
    note: str | None
    pain_before: int | None
    pain_after: int | None
    pain_place: str | None
    """back, leg or other."""
    pain_down_leg: bool | None
    problems: tuple[str, ...]
    """With what people say about it."""
    reason: str | None
    """Why it cannot be read; None if it can."""
    clip: str | None
    firmware: str | None
    number: int | None
    start_s: int | None
    """UTC, seconds since 1970."""
    length_s: float | None
    running_s: float | None
    steps: int | None
    clean_steps: int | None
    cadence_spm: float | None
    contact_ms: float | None
    flight_ms: float | None
    bounce_mm: float | None
    peak_g: float | None
    unsteadiness_pct: float | None
    score_pct: int | None
    confirms: int | None
    contact_left_pct: float | None
    contact_half_pct: float | None
    step_time_left_pct: float | None
    step_time_half_pct: float | None
    bounce_left_pct: float | None
    bounce_half_pct: float | None
    stiffness_n_per_m_kg: float | None
    stride_regularity: float | None
    step_variability_pct: float | None
    pelvis_tilt_deg: float | None
    pelvis_rotation_deg: float | None
    braking_g: float | None
    phase: str | None
    target: str | None
    wearer: str | None
    cues: int | None
    ended: str | None
    kind: str | None
    """`run`, `screening` or `core`."""
    tries: int | None
    """Of a screening."""
    tries_lost: int | None
    core_min: float | None
    """Of core work, rests left out."""
    core_earned_min: float | None
    """Core work that a run has earned, a minute a mile; known where a pace was set."""
    gait_revision: int | None
    """Of the gait core that measured it; 0: the session does not tell, as before format 3."""
    recorded_revision: int | None
    """Of the gait core on the clip, where it was measured again; None where it was not."""
    contact_added_ms: int | None
    """The runner's own number (`recoil calibrate`), in contact and flight; None where there is none."""
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the name of its folder."""
        return self.path.rpartition("/")[2]

    @property
    def what(self) -> str:
        """Return in a word what it is, for lists."""
        if self.kind == "screening":
            lost = f", {self.tries_lost} lost" if self.tries_lost else ""
            return f"screening, {self.tries or 0} {'try' if self.tries == 1 else 'tries'}{lost}"
        if self.kind == "core":
            return f"core work, {self.core_min or 0:.0f} min"
        return f"{self.running_s / 60:.0f} min" if self.running_s else "no running"

    @property
    def is_assigned(self) -> bool:
        """Tell whether it is known who ran."""
        return self.runner.casefold() != UNASSIGNED

    @property
    def trouble(self) -> str | None:
        """Return in a word why it cannot be read; None if it can."""
        return ("newer" if NEWER in self.reason else "damaged") if self.reason else None

    @property
    def start(self) -> datetime | None:
        """Return when it began, in this computer's time zone; None if the clip's clock was never set."""
        return datetime.fromtimestamp(self.start_s).astimezone() if self.start_s else None

    def as_json(self) -> dict[str, Any]:
        """Return it for another program, ready for JSON.

        Returns:
            Values by the names of the fields, which end in their units; None for what is not known.
        """
        content = {field.name: getattr(self, field.name) for field in fields(self)}
        content["fingerprint"] = self.fingerprint.hex() if self.fingerprint else None
        start = self.start
        return {"session": self.name, **content, "start": start.isoformat() if start else None}

    def words(self) -> str:
        """Return all text in it, in small letters, for searching."""
        texts = (self.path, self.runner, *self.tags, self.note, self.clip, self.target, self.phase, self.reason)
        return " ".join(text for text in texts if text).casefold()


def in_order(entry: Entry) -> tuple[bool, int, str, int, str]:
    """Sort by time; sessions without one come first, by clip and number."""
    return entry.start_s is not None, entry.start_s or 0, entry.clip or "", entry.number or 0, entry.path
