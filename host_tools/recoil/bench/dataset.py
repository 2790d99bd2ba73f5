"""A folder of recordings with truth: an `index.csv`, and for each recording `NAME.csv.gz` and `NAME.steps.csv`."""

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recoil.common.errors import RecoilError, one_line
from recoil.recording.reading import Recording, read_recording

ENVIRONMENT = "RECOIL_DATA"
BESIDE_THE_PROJECT = Path("..") / "shared" / "data"
EXCERPTS = Path(__file__).parent / "excerpts"
"""What comes with the program: 12 s of each of six runners (CC BY 4.0; its README says from where)."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What a force plate and cameras say of each step; what they do not know is NaN, an unknown side ''."""

    initial_contact_s: np.ndarray
    toe_off_s: np.ndarray
    step_ms: np.ndarray
    contact_ms: np.ndarray
    flight_ms: np.ndarray
    bounce_mm: np.ndarray
    side: np.ndarray

    def __len__(self) -> int:
        """Return the number of steps."""
        return len(self.initial_contact_s)


@dataclass(frozen=True)
class Entry:
    """One line of the index."""

    folder: Path
    name: str
    kind: str
    source: str
    subject: str
    speed_mps: float = float("nan")

    @property
    def runs(self) -> bool:
        """Tell whether all of it is running."""
        return self.kind == "run"

    def recording(self) -> Recording:
        """Read the samples."""
        path = self.folder / f"{self.name}.csv.gz"
        return read_recording(path if path.is_file() else path.with_suffix(""))

    def truth(self) -> Truth:
        """Read the truth per step."""
        rows = _rows(self.folder / f"{self.name}.steps.csv")
        contact_s = _column(rows, "initial_contact_s", "reference_step_s")
        step_ms = _column(rows, "step_ms")
        if np.isnan(step_ms).all() and len(rows) > 1:
            step_ms = np.append(1000 * np.diff(contact_s), np.nan)
        return Truth(
            initial_contact_s=contact_s,
            toe_off_s=_column(rows, "toe_off_s"),
            step_ms=step_ms,
            contact_ms=_column(rows, "contact_ms"),
            flight_ms=_column(rows, "flight_ms"),
            bounce_mm=_column(rows, "bounce_sacrum_mm"),
            side=np.array([row.get("side") or "" for row in rows]),
        )


def find_data(folder: Path | None) -> Path:
    """Return the folder of recordings: the one given, or RECOIL_DATA, or ../shared/data, or the excerpts."""
    if folder is None:
        folder = Path(os.environ.get(ENVIRONMENT) or BESIDE_THE_PROJECT)
        if not os.environ.get(ENVIRONMENT) and not (folder / "index.csv").is_file():
            folder = EXCERPTS
    if not (folder / "index.csv").is_file():
        raise RecoilError(
            f"{one_line(folder)}: no index.csv there; name a folder of recordings with truth, or set {ENVIRONMENT}"
        )
    return folder


def read_index(folder: Path) -> list[Entry]:
    """Return the recordings of a folder."""
    wanted = ("name", "kind", "source", "subject")
    rows = _rows(folder / "index.csv")
    if not rows or any(column not in rows[0] for column in wanted):
        raise RecoilError(f"{one_line(folder / 'index.csv')}: needs the columns {', '.join(wanted)}")
    return [
        Entry(folder, row["name"], row["kind"], row["source"], row["subject"], _number(row, ("speed_mps",)))
        for row in rows
    ]


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecoilError(f"{one_line(path)}: cannot be read ({one_line(error)})") from None


def _column(rows: list[dict[str, str]], *names: str) -> np.ndarray:
    """Return a column under the first of its names that there is, NaN where it is empty."""
    return np.array([_number(row, names) for row in rows], dtype=float)


def _number(row: dict[str, str], names: tuple[str, ...]) -> float:
    texts: Iterator[str] = (row[name] for name in names if row.get(name))
    return float(next(texts, "nan"))
