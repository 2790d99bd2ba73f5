"""What a chart is made of: its axis, series, bands, marks and stretches."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from recoil.session.facts import clock

from .markup import number

Role = Literal["main", "second", "left", "right", "quiet"]
MarkKind = Literal["cue", "confirm", "marker", "event"]
Style = Literal["line", "dots", "both", "steps"]


@dataclass(frozen=True, eq=False)
class Axis:
    """What runs from left to right: `elapsed` seconds, a `date` (UTC seconds) or a plain `number`."""

    values: np.ndarray
    kind: Literal["elapsed", "date", "number"] = "number"
    label: str = ""
    digits: int = 0
    begin: float | None = None
    """Where the axis begins, if not at the first value."""

    @classmethod
    def elapsed(cls, time_s: np.ndarray, label: str = "time") -> "Axis":
        """Seconds since the beginning, written m:ss."""
        return cls(np.asarray(time_s, dtype=float), "elapsed", label, 1)

    @classmethod
    def date(cls, utc_s: np.ndarray, label: str = "date") -> "Axis":
        """Days, each point at its time in UTC."""
        return cls(np.asarray(utc_s, dtype=float), "date", label)

    def words(self, value: float) -> str:
        """Return a place on the axis as people say it."""
        if self.kind == "elapsed":
            return clock(value)
        if self.kind == "date":
            from datetime import UTC, datetime

            return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d}"
        return number(value, self.digits)


@dataclass(frozen=True, eq=False)
class Series:
    """A line or dots; `role` gives colour, dash and shape, always the same for the same role."""

    label: str
    unit: str
    values: np.ndarray
    digits: int = 0
    role: Role = "main"
    style: Style = "line"


@dataclass(frozen=True, eq=False)
class Band:
    """An area between two limits, each a number, a column like the series' or None: as far as the chart goes."""

    label: str
    low: np.ndarray | float | None = None
    high: np.ndarray | float | None = None
    kind: Literal["target", "interval"] = "target"
    unit: str = ""
    digits: int = 1


@dataclass(frozen=True)
class Mark:
    """A moment: `cue`, `confirm`, `marker` or `event`."""

    at: float
    kind: MarkKind
    label: str


@dataclass(frozen=True)
class Span:
    """A stretch: `pause`, `gap` (lost) or `stretch` (a section, only bounded)."""

    begin: float
    end: float
    kind: Literal["pause", "gap", "stretch"]
    label: str


@dataclass(frozen=True, eq=False)
class Look:
    """How a chart is scaled: at least so much of the vertical axis, always including these values."""

    least_span: float = 0.0
    include: Sequence[float] = ()
    height_px: int = 170
    lines_at: Sequence[float] = field(default_factory=tuple)


@dataclass(frozen=True, eq=False)
class Dots:
    """Single steps, with places of their own on the axis: drawn once few enough of them are in sight."""

    label: str
    x: np.ndarray
    values: np.ndarray
    digits: int = 0
    role: Role = "quiet"
