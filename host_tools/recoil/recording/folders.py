"""Recordings that are a folder or a zip archive, with a table for each sensor."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from recoil.common.errors import RecordingError
from recoil.recording import csv_table
from recoil.recording.csv_table import Layout
from recoil.recording.readers import FOLDERS
from recoil.recording.readers.layout import Pair, Sensor

LARGEST_BYTES = 1 << 31


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder that a reader knows, or a zip archive."""
    return zipfile.is_zipfile(path) if path.is_file() else path.is_dir() and any(path.glob("*celer*.csv"))


def read_folder(path: Path) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Read a folder or archive.

    Args:
        path: Where it is.

    Returns:
        Times in s; accelerations and, where there are any, rotation rates at these times, in the maker's units; and
        what was done, in sentences.

    Raises:
        RecordingError: No reader knows it, or a file of it is broken.
    """
    files = _files(path)
    for pair in FOLDERS:
        acc = _table(files, pair.acc)
        if acc is not None:
            return _joined(files, pair, acc)
    known = ", ".join(pair.maker for pair in FOLDERS)
    raise RecordingError(f"holds no recording that is known; there are readers for {known}")


def _joined(files: Mapping[str, bytes], pair: Pair, acc: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    notes = [f"read as a recording of {pair.maker}"]
    time_s, values = acc[:, 0].copy(), acc[:, 1:]
    used = next(name for name in pair.acc.files if name in files)
    if pair.gravity and used == pair.acc.files[-1] and (gravity := _table(files, pair.gravity)) is not None:
        values = values + _at(time_s, gravity)
        notes.append("gravity, which the program takes out, was added again")
    gyr = _table(files, pair.gyr)
    if gyr is None:
        return time_s, values, tuple(notes)
    inside = (time_s >= gyr[0, 0]) & (time_s <= gyr[-1, 0])
    time_s, values = time_s[inside], values[inside]
    if len(time_s) < 2:
        raise RecordingError("its two sensors were not recorded at the same time")
    return time_s, np.column_stack((values, _at(time_s, gyr))), tuple(notes)


def _at(time_s: np.ndarray, table: np.ndarray) -> np.ndarray:
    return np.column_stack([np.interp(time_s, table[:, 0], axis) for axis in table[:, 1:].T])


def _files(path: Path) -> dict[str, bytes]:
    """Return the tables in a folder or archive by name, without what lies deeper."""
    try:
        if path.is_dir():
            return {file.name: file.read_bytes() for file in sorted(path.glob("*.csv"))}
        with zipfile.ZipFile(path) as archive:
            inside = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".csv")]
            if sum(entry.file_size for entry in inside) > LARGEST_BYTES:
                raise RecordingError("is too large an archive: unpack it")
            return {Path(entry.filename).name: archive.read(entry) for entry in inside}
    except (OSError, zipfile.BadZipFile, RuntimeError) as error:
        raise RecordingError(f"cannot be read ({error})") from None


def _table(files: Mapping[str, bytes], sensor: Sensor) -> np.ndarray | None:
    """Return a sensor's time and axes in order of time; None if there is no such table."""
    for name in sensor.files:
        head, _, rest = files.get(name, b"").partition(b"\n")
        found = csv_table.cells_of(csv_table.decoded(head, 1).strip()) if head else []
        for columns in sensor.columns:
            if all(column in found for column in columns):
                layout = Layout(list(columns), [found.index(column) for column in columns], len(found))
                try:
                    rows = csv_table.Parser(layout).parse(rest, 2)
                except RecordingError as error:
                    raise RecordingError(f"{name}: {error}") from None
                return rows[np.unique(rows[:, 0], return_index=True)[1]] if len(rows) else None
    return None
