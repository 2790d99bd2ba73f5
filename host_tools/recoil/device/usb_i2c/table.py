"""A recording that grows: written beside its place, plain or gzip, and put there when it is finished."""

import contextlib
import gzip
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from recoil.common.errors import OutputError, one_line
from recoil.device.usb_i2c.sensor import Sample
from recoil.recording.column_names import ACC, GYR, TIME

ENDINGS = (".csv", ".csv.gz")
_BLOCK_LINES = 256


class GrowingTable:
    """A context; what was not `keep`-t is gone at its end."""

    def __init__(self, path: Path) -> None:
        if not path.name.lower().endswith(ENDINGS) or path.name.lower() in ENDINGS:
            raise OutputError(f"{one_line(path)}: name the recording NAME.csv or NAME.csv.gz")
        self._path = path
        self._part = path.with_name(f".{path.name}.part")
        self._lines = [",".join((TIME, *ACC, *GYR)) + "\n"]

    def __enter__(self) -> Self:
        """Make sure that it can be written, before anyone runs."""
        if self._path.is_dir():
            raise OutputError(f"{one_line(self._path)} is a directory")
        try:
            self._raw = self._part.open("wb")
        except OSError as error:
            raise OutputError(f"cannot write {one_line(self._path)}: {(error.strerror or '').lower()}") from None
        is_packed = self._path.name.lower().endswith(".gz")
        self._stream: IO[bytes] | gzip.GzipFile = (
            gzip.GzipFile("", "wb", 6, self._raw, mtime=0) if is_packed else self._raw
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take away what was not kept."""
        self._close()
        with contextlib.suppress(OSError):
            self._part.unlink(missing_ok=True)

    def add(self, time_s: float, sample: Sample) -> None:
        """Add a sample."""
        acc, gyr = sample
        # Adding 0 turns -0 into 0.
        values = (time_s, *(round(value, 4) + 0.0 for value in acc), *(round(value, 2) + 0.0 for value in gyr))
        self._lines.append("{:.5f},{:.4f},{:.4f},{:.4f},{:.2f},{:.2f},{:.2f}\n".format(*values))
        if len(self._lines) >= _BLOCK_LINES:
            self._write()

    def keep(self) -> None:
        """Finish it and put it in its place."""
        try:
            self._write()
            self._close()
            self._part.replace(self._path)
        except OSError as error:
            raise OutputError(f"cannot write {one_line(self._path)}: {(error.strerror or '').lower()}") from None

    def _write(self) -> None:
        try:
            self._stream.write("".join(self._lines).encode())
        except OSError as error:
            raise OutputError(f"cannot write {one_line(self._path)}: {(error.strerror or '').lower()}") from None
        self._lines.clear()

    def _close(self) -> None:
        for stream in (self._stream, self._raw):
            with contextlib.suppress(OSError):
                stream.close()
