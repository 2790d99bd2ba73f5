"""How a reader says what its maker's files are like."""

from collections.abc import Sequence
from dataclasses import dataclass


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
