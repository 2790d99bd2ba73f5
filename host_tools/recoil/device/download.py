"""Copies sessions off a clip: verified on both sides before they are called downloaded, resumed after a cut."""

import contextlib
import errno
import os
import re
import shutil
from binascii import crc32
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import OutputError, one_line
from recoil.common.runner_id import memory_name
from recoil.common.staging import write_whole

from .errors import DeviceError
from .files import crc_of, read_files
from .repl import ClipError, Link
from .runners import memories, relearning
from .store import StoredSession, mark_downloaded, remove

PART = ".part"
TRIES = 3
BATCH = 32  # files asked for at once: their paths are a program in the clip's memory
SPARE_BYTES = 1 << 20
SPARE_FILE_BYTES = 1 << 16  # a file may have grown since it was listed; this much it never does
Progress = Callable[[str, int], None]  # session, bytes more


class IncompleteError(DeviceError):
    """A session that cannot be copied whole; others may be."""


@dataclass
class Copy:
    """What became of one session."""

    name: str
    path: Path
    size_bytes: int
    outcome: str
    """`downloaded`, or `there` if a verified copy was there already."""
    marked: bool = False
    removed: bool = False

    def line(self) -> str:
        """Say it in words."""
        what = "downloaded" if self.outcome == "downloaded" else "is here already"
        then = ", removed from the clip" if self.removed else ""
        if not (self.removed or self.marked):
            then = "; the clip cannot note it, its flash is full: --clear makes room"
        return f"{self.name}  {self.size_bytes / 1000:,.0f} KB  {what} and verified{then}"

    def as_json(self) -> dict[str, str | int | bool]:
        """Return it for another program."""
        return {
            "session": self.name,
            "path": str(self.path),
            "bytes": self.size_bytes,
            "outcome": self.outcome,
            "marked": self.marked,
            "removed": self.removed,
        }


class Downloads:
    """The folder of one clip's sessions on this computer, `folder`/`clip_id`/SESSION; made when it is needed."""

    def __init__(self, folder: Path, clip_id: str) -> None:
        self.root = folder
        self.folder = folder / (re.sub(r"[^0-9A-Za-z_-]", "_", clip_id)[:40] or "clip")

    def prepare(self, needed_bytes: int) -> None:
        """Make the folder and see that there is room for so much; an `OutputError` if not."""
        with _writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            free = shutil.disk_usage(self.folder).free
        if free < needed_bytes + SPARE_BYTES:
            raise OutputError(
                f"{one_line(self.folder)}: {needed_bytes / 1e6:.1f} MB are to be copied, {free / 1e6:.1f} MB are free",
                "Make room, or choose another folder with --out. The sessions stay on the clip.",
            )

    def fetch(self, link: Link, session: StoredSession, clear: bool, progress: Progress) -> Copy:
        """Copy one session, verify it, mark it on the clip, and with `clear` remove it there."""
        with _writing(self.folder):
            there, crc = self._found(link, session)
        if there is None:
            there, crc = self._copy(link, session, progress)
            copy = Copy(session.name, there, session.size_bytes, "downloaded")
        else:
            copy = Copy(session.name, there, session.size_bytes, "there", marked=session.is_marked)
            progress(session.name, session.size_bytes)
        if clear:
            remove(link, session, crc)
            copy.removed = True
        elif not copy.marked:
            with contextlib.suppress(ClipError):  # its flash may be full; the copy is good all the same
                mark_downloaded(link, session, crc)
                copy.marked = True
        return copy

    def keep_history(self, link: Link) -> str:
        """Copy what the clip's coach has learnt of each runner, which a report shows: coach.json, coach-ID.json.

        Returns:
            Whose own values are learnt anew, in a sentence; empty if nobody's.
        """
        if not self.folder.is_dir():
            return ""
        found = list(memories(link))
        for runner, data in found:
            with _writing(self.folder):
                write_whole(self.folder / memory_name(runner.id), data)
        return relearning(found)

    def _found(self, link: Link, session: StoredSession) -> tuple[Path | None, int]:
        """Return a copy that is the same, and its CRC-32, if there is one."""
        crc = None
        for place in self._places(session):
            sizes = {name: (place / name).stat().st_size for name, _ in session.segments if (place / name).is_file()}
            if sizes == dict(session.segments):
                crc = crc_of(link, session.paths) if crc is None else crc
                if self._crc(place, session) == crc:
                    return place, crc
        return None, 0

    def _places(self, session: StoredSession) -> Iterator[Path]:
        """Yield the folders that may hold a session of this name: a clip that was erased counts anew."""
        place, number = self.folder / session.name, 1
        while place.is_dir():
            yield place
            number += 1
            place = self.folder / f"{session.name}~{number}"

    def _copy(self, link: Link, session: StoredSession, progress: Progress) -> tuple[Path, int]:
        part = self.folder / (session.name + PART)
        with _writing(part):
            part.mkdir(exist_ok=True)
            for stray in part.iterdir():
                if stray.name not in dict(session.segments):
                    stray.unlink()
            waiting = [segment for segment in session.segments if not self._is_there(link, session, part, segment)]
            progress(session.name, session.size_bytes - sum(size for _, size in waiting))
            for _ in range(TRIES):
                waiting = self._fetch(link, session, part, waiting, progress)
                if not waiting:
                    break
            if waiting:
                names = ", ".join(name for name, _ in waiting[:3])
                raise IncompleteError(
                    f"{session.name}: {names} cannot be read off the clip, tried {TRIES} times",
                    f"All else of it is in {one_line(part)}, which `recoil show` reads. It stays on the clip.",
                )
            crc = self._crc(part, session)
            if crc_of(link, session.paths) != crc:
                raise IncompleteError(f"{session.name} is not the same on both sides; it stays on the clip, try again")
            place = self.folder / session.name
            taken = len(list(self._places(session)))
            if taken:
                place = self.folder / f"{session.name}~{taken + 1}"
            part.rename(place)
            _sync_folder(self.folder)
        return place, crc

    def _fetch(
        self,
        link: Link,
        session: StoredSession,
        part: Path,
        segments: list[tuple[str, int]],
        progress: Progress,
    ) -> list[tuple[str, int]]:
        """Copy segments; return those that did not come right."""
        failed = []
        for at in range(0, len(segments), BATCH):
            batch = segments[at : at + BATCH]
            paths = [f"/sessions/{session.name}/{name}" for name, _ in batch]
            largest = max(size for _, size in batch)
            contents = read_files(link, paths, lambda more: progress(session.name, more), largest + SPARE_FILE_BYTES)
            for segment, data in zip(batch, contents, strict=True):
                name, size = segment
                if data is None or len(data) != size:
                    failed.append(segment)
                    progress(session.name, -len(data or b""))
                else:
                    write_whole(part / name, data)
        return failed

    def _is_there(self, link: Link, session: StoredSession, part: Path, segment: tuple[str, int]) -> bool:
        """Return True if an earlier try has brought this segment."""
        name, size = segment
        file = part / name
        if not file.is_file() or file.stat().st_size != size:
            return False
        return crc32(file.read_bytes()) == crc_of(link, [f"/sessions/{session.name}/{name}"])

    def _crc(self, place: Path, session: StoredSession) -> int:
        """Return the CRC-32 of the copy, as it can be read back."""
        crc = 0
        for name, _ in session.segments:
            crc = crc32((place / name).read_bytes(), crc)
        return crc


def _sync_folder(folder: Path) -> None:
    """Have names survive a power failure, where the system can say so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn what is wrong with this computer's files into an `OutputError`."""
    try:
        yield
    except OSError as error:
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise OutputError(
            f"cannot write into {one_line(path)}: {(error.strerror or str(error)).lower()}",
            "Make room and run it again: it goes on where it was."
            if is_full
            else "Choose another folder with --out. The sessions stay on the clip.",
        ) from None
