"""Rows of numbers as they come: few are kept in memory, many wait in a file without a name, and are read by blocks."""

import mmap
import os
import tempfile
from collections.abc import Iterator
from typing import Any

import numpy as np

MOST_IN_MEMORY = 12_000_000
"""Bytes."""
BLOCK_ROWS = 1 << 15


def blocks(count: int, multiple_of: int = 1) -> Iterator[slice]:
    """Yield slices that cover so many rows, of a size that fits a processor's cache."""
    size = max(BLOCK_ROWS // multiple_of, 1) * multiple_of
    for start in range(0, count, size):
        yield slice(start, min(start + size, count))


def let_go(values: np.ndarray | None) -> None:
    """Give the memory of rows that wait in a file back; they can be read again."""
    held: Any = getattr(values, "_mmap", None)
    if held is not None and hasattr(mmap, "MADV_DONTNEED"):
        held.madvise(mmap.MADV_DONTNEED)


def same_rows(values: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield, block by block, the first rows of all stretches of the same row on and on, and how long each is."""
    begun = 0
    for part in blocks(len(values)):
        block = values[max(part.start - 1, 0) : part.stop]
        new = max(part.start, 1) + np.flatnonzero((block[1:] != block[:-1]).any(axis=1))
        let_go(values)
        if len(new):
            yield np.append(begun, new[:-1]), np.diff(new, prepend=begun)
            begun = int(new[-1])
    if len(values):
        yield np.array([begun]), np.array([len(values) - begun])


def is_spooled(values: np.ndarray) -> bool:
    """Return whether an array's rows wait in a file."""
    return getattr(values, "_mmap", None) is not None


class Spool:
    """Append rows of doubles, then take them all as one array."""

    def __init__(self, columns: int) -> None:
        """`columns` numbers in each row."""
        self._columns = columns
        self._waiting: list[np.ndarray] = []
        self._bytes = 0
        self._file: Any = None

    def append(self, rows: np.ndarray) -> None:
        """Keep some rows; they are copied if they have to wait in a file."""
        self._waiting.append(rows)
        self._bytes += rows.nbytes
        if self._file is None and self._bytes > MOST_IN_MEMORY:
            self._file = tempfile.TemporaryFile(prefix="recoil-")  # noqa: SIM115, it stays open for as long as its map
        if self._file is not None:
            for waiting in self._waiting:
                self._file.write(np.ascontiguousarray(waiting).data)
            self._waiting.clear()

    def taken(self) -> np.ndarray:
        """Return all rows; what waits in a file is mapped, and can be written."""
        if self._file is None:
            # Column by column, for all that asks for whole columns. The parts are given up on the way.
            rows = sum(len(part) for part in self._waiting)
            values = np.empty((rows, self._columns), order="F")
            while self._waiting:
                part = self._waiting.pop()
                values[rows - len(part) : rows] = part
                rows -= len(part)
            return values
        self._file.flush()
        size = os.fstat(self._file.fileno()).st_size // (8 * self._columns)
        return np.memmap(self._file, np.float64, "r+", shape=(size, self._columns))
