"""How a reader says what its maker's files are like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recoil.recording.units import Units


@dataclass(frozen=True)
class Foreign:
    """A table of both sensors."""

    maker: str
    time: str
    """The column of times."""
    per_s: float
    """How many of its unit are 1 s."""
    acc: tuple[str, str, str]
    gyr: tuple[str, str, str]
    preamble: bool = False
    """Lines of other text stand above the one that names the columns."""

    def fits(self, names: Sequence[str]) -> bool:
        """Return whether a first line names the columns of these files."""
        return self.time in names and all(name in names for name in self.acc)


@dataclass(frozen=True)
class Sensor:
    """One sensor's table in a folder: its file may have any of these names."""

    files: tuple[str, ...]
    columns: tuple[tuple[str, str, str, str], ...]
    """Time and three axes, as a first line may call them."""


@dataclass(frozen=True)
class Pair:
    """A folder or zip archive with a table for each sensor."""

    maker: str
    acc: Sensor
    gyr: Sensor
    gravity: Sensor | None = None
    """To be added to accelerations from which it was taken out."""


@dataclass(frozen=True, eq=False)
class Samples:
    """What a reader of whole files gives."""

    time_s: np.ndarray
    """n increasing time stamps in s."""
    values: np.ndarray
    """n x 3 accelerations, or n x 6: rotation rates behind them."""
    units: Units
    """What they are in, as the file says."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Whole:
    """Files that are no plain table of both sensors with a column of times."""

    maker: str
    fits: Callable[[Path], bool]
    """Whether the file at a path is one, by how it begins."""
    read: Callable[[Path], Samples]
    """A `RecordingError` says what is wrong with it."""
