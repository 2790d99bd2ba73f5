"""Files that appear whole, alone or together, or not at all: written beside their place, then renamed."""

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from recoil.common.errors import OutputError, one_line


class Staging:
    """A context: what was written in it takes its place at the end, and nothing of it does if anything fails."""

    def __init__(self) -> None:
        self._staged: dict[Path, Path] = {}

    def __enter__(self) -> Self:
        """Return the staging itself; nothing is written yet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Put the files in their places, or take them away."""
        try:
            if kind is None:
                for temporary, target in self._staged.items():
                    with _said(target):
                        temporary.replace(target)
        finally:
            for temporary in self._staged:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    @property
    def files(self) -> list[Path]:
        """The files that will be there when the context ends."""
        return list(self._staged.values())

    @contextlib.contextmanager
    def opened(self, target: Path) -> Iterator[BinaryIO]:
        """Open a file to be written; a directory of that name is an `OutputError` now, not at the end."""
        if target.is_dir():
            raise OutputError(f"cannot write {one_line(target)}: it is a directory")
        temporary = _beside(target)
        self._staged[temporary] = target
        with _said(target), temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())

    def write(self, target: Path, content: str | bytes) -> None:
        """Write a whole file."""
        with self.opened(target) as stream:
            stream.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def _said(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"cannot write {one_line(target)}: {(error.strerror or str(error)).lower()}") from None


def write_synced(path: Path, data: bytes) -> None:
    """Write a file in its place and have the disk keep it; an `OSError` is the caller's to put into words."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file beside its place, which it takes once all went well; an `OSError` is the caller's to put into words.

    Who may read and write it stays as it was.
    """
    temporary = _beside(path)
    try:
        with temporary.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        temporary.replace(path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that what has its name is always complete; an `OSError` is the caller's to put into words."""
    with replacing(path) as stream:
        stream.write(data)


def _beside(path: Path) -> Path:
    return path.with_name(f".recoil-{os.getpid()}-{secrets.token_hex(4)}.tmp")
