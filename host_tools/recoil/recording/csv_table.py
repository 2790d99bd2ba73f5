"""A CSV file of numbers, plain or gzip, read block by block: garbage fails early and in little memory."""

import csv
import gzip
import math
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from recoil.common.errors import RecordingError, one_line
from recoil.recording.column_names import TIME
from recoil.runtimes import numerals
from recoil.runtimes.native import wanted

BLOCK_BYTES = 1 << 20
ENOUGH_TEXT = 1_000_000  # less is read sooner than machine code or pyarrow is there
Source = str | os.PathLike[str] | BinaryIO
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class Layout(NamedTuple):
    """Where the wanted columns stand in each line."""

    names: list[str]
    positions: list[int]
    width: int


class _Rest:
    """A file object whose first bytes were read already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes, or all."""
        if self._head:
            head, self._head = self._head, b""
            return head if size == len(head) else head + self._stream.read(size - len(head) if size > 0 else size)
        return self._stream.read(size)


def source_name(source: Source) -> str:
    """Return what a source is called: its path, its URL, or the name that a file object has."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    name = getattr(source, "name", "")
    return name if isinstance(name, str) and name else "recording"


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """Open a source, unpacking gzip (known by its first bytes, not by its name); failures are a RecordingError.

    A file object is read from where it is and stays open.
    """
    try:
        with _raw(source) as raw:
            head = raw.read(2)
            if not isinstance(head, bytes):
                raise RecordingError("is open as text: open it as binary, mode 'rb'")
            rest: Any = _Rest(head, raw)
            if head == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=rest) as unpacked:
                    yield unpacked  # pyright: ignore[reportReturnType]
            else:
                yield rest
    except EOFError:
        raise RecordingError("the gzip file is cut off: copy it again") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise RecordingError(f"the gzip file is damaged ({one_line(error, 60)}): copy it again") from None
    except OSError as error:
        raise RecordingError((error.strerror or str(error)).lower()) from None


def _raw(source: Source) -> AbstractContextManager[BinaryIO]:
    """Open a path or a URL; a file object is open."""
    if not isinstance(source, str | os.PathLike):
        return nullcontext(source)
    if isinstance(source, str) and "://" in source:
        return _remote(source)
    path = Path(source)
    if path.is_dir():
        raise RecordingError("is a directory: name the recordings in it, e.g. DIR/*.csv.gz")
    return path.open("rb")


def _remote(url: str) -> AbstractContextManager[BinaryIO]:
    try:
        import fsspec
    except ImportError:
        raise RecordingError("to read from a URL: pip install 'recoil-clip[remote]'") from None
    try:
        found: Any = fsspec.open(url, "rb")
    except (ImportError, ValueError) as error:  # a protocol that is not known, or wants a package of its own
        raise RecordingError(one_line(error, 200)) from None
    return found


def blocks(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield (number of its first line, bytes) of blocks that end at a line end; only `\\n` and `\\r\\n` end a line."""
    line, tail, more = 1, b"", True
    while more:
        chunk = stream.read(BLOCK_BYTES)
        more = bool(chunk)
        end = chunk.rfind(b"\n") + 1 if more else 0
        if more and not end:
            tail += chunk
            if len(tail) > BLOCK_BYTES:
                raise RecordingError(f"line {line} does not end: this is not a CSV file")
            continue
        block, tail = tail + chunk[:end], chunk[end:]
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            block = decoded(block, line).encode()
        if block:
            yield line, block
            line += numerals.lines_in(block)


def decoded(block: bytes, line: int) -> str:
    """Return the block as text with plain line ends."""
    if block.startswith(UTF16_MARKS) and line == 1:
        raise RecordingError("is UTF-16 text: save it as UTF-8")
    zero = block.find(b"\0")
    if zero >= 0:
        where = line + block.count(b"\n", 0, zero)
        raise RecordingError(f"is not a text file (zero byte in line {where})")
    try:
        text = block.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        where = line + block.count(b"\n", 0, error.start)
        raise RecordingError(f"line {where}: not UTF-8 text (byte 0x{block[error.start]:02x})") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def cells_of(line: str) -> list[str]:
    """Split one line at its commas, honouring quotes and dropping spaces around each cell."""
    try:
        return [cell.strip() for cell in next(csv.reader([line], skipinitialspace=True), [])]
    except csv.Error:
        return line.split(",")


class Parser:
    """Reads one table's blocks: what is regular in machine code, if there is enough of it and a compiler."""

    def __init__(self, layout: Layout) -> None:
        """Read a table of this layout."""
        self._layout = layout
        self._table: numerals.Table | None = None

    def parse(self, block: bytes, first_line: int) -> np.ndarray:
        """Return the rows of a block; anything odd is looked at again line by line, to name the line."""
        if self._table is None and len(block) >= ENOUGH_TEXT and wanted() and (call := numerals.compiled()):
            self._table = numerals.Table(call, self._layout.width, self._layout.positions)
        if self._table is not None and (rows := self._table.read(block)) is not None:
            return rows
        return parse(decoded(block, first_line), first_line, self._layout)


def parse(text: str, first_line: int, layout: Layout) -> np.ndarray:
    """Return the rows of a block of text."""
    if not text.strip():
        return np.empty((0, len(layout.names)))
    if len(text) >= ENOUGH_TEXT and (columns := _columns(text, layout)) is not None:
        return columns
    lines = text.split("\n")
    try:
        rows = np.loadtxt(lines, delimiter=",", comments=None, usecols=layout.positions, ndmin=2)
    except ValueError:
        return _scan(lines, first_line, layout)
    regular = text.count(",") == len(rows) * (layout.width - 1) and np.isfinite(rows).all()
    return rows if regular else _scan(lines, first_line, layout)


def _columns(text: str, layout: Layout) -> np.ndarray | None:
    """Read a block by columns, twice as fast; None if there is no pyarrow or anything is odd."""
    if not wanted():
        return None
    try:
        import pyarrow
        from pyarrow import csv as columnar
    except ImportError:
        return None
    names = [str(place) for place in range(layout.width)]
    chosen = [names[position] for position in layout.positions]
    try:
        table = columnar.read_csv(
            pyarrow.py_buffer(text.encode()),
            columnar.ReadOptions(column_names=names, use_threads=False, block_size=2 * len(text)),
            columnar.ParseOptions(quote_char=False),
            columnar.ConvertOptions(
                column_types=dict.fromkeys(chosen, pyarrow.float64()), include_columns=chosen, null_values=[]
            ),
        )
    except pyarrow.ArrowInvalid:
        return None
    rows = np.stack([column.to_numpy() for column in table.columns]).T
    return rows if np.isfinite(rows).all() else None


def _scan(lines: Sequence[str], first_line: int, layout: Layout) -> np.ndarray:
    """Read line by line: slow, more tolerant (quotes, trailing commas), and knows the line of an error."""
    rows: list[list[float]] = []
    for number, line in enumerate(lines, first_line):
        if not line.strip():
            continue
        cells = cells_of(line)
        if len(cells) < layout.width or any(cells[layout.width :]):
            raise RecordingError(f"line {number}: {len(cells)} columns where the first line names {layout.width}")
        rows.append([_number(cells[at], name, number) for name, at in zip(layout.names, layout.positions, strict=True)])
    return np.array(rows).reshape(-1, len(layout.names))


def _number(cell: str, name: str, line: int) -> float:
    try:
        value = float(cell)
    except ValueError:
        shown = f"{one_line(cell, 24)!r}, not a number" if cell else "empty"
        if name == TIME and ":" in cell:
            shown += ": times must be in seconds, from any moment on"
        raise RecordingError(f"line {line}: {name} is {shown}") from None
    if not math.isfinite(value):
        raise RecordingError(f"line {line}: {name} is {value}, not a finite number")
    return value


def line_of_row(text: str, first_line: int, row: int) -> int:
    """Return the line number of a block's row (blank lines hold no row)."""
    filled = [number for number, line in enumerate(text.split("\n"), first_line) if line.strip()]
    return filled[row]
