"""Copies sessions into the library: compared by CRC, there whole or not at all, the same one only once."""

import contextlib
import os
import re
import shutil
from binascii import crc32
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.session_files import REMEASURED, SESSION_NAME, STAMP
from recoil.common.staging import write_synced

from .annotations import LARGEST_BYTES
from .digest import Contents, digest_of, read_contents
from .errors import LibraryError
from .index import Advance, Library
from .scan import ABOUT, UNFINISHED, sessions_under

SEGMENT_NAME = re.compile(r"\w[\w.-]{0,80}", re.ASCII)
STAGE = "copying"


@dataclass(frozen=True)
class Added:
    """What became of one session: `path` is where it is now; `error` why it is not."""

    source: str
    outcome: str
    """`added`, `there` or `failed`."""
    path: str | None = None
    error: str | None = None
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it for another program, ready for JSON."""
        return {
            "source": self.source,
            "outcome": self.outcome,
            "path": self.path,
            "error": self.error,
            "missing": list(self.missing),
        }


def sessions_at(path: Path) -> list[Path]:
    """Find the sessions in a folder.

    Args:
        path: The folder of a session, or one with sessions anywhere below it.

    Returns:
        Their folders.

    Raises:
        LibraryError: There is none.
    """
    if not path.is_dir():
        raise LibraryError(
            f"{one_line(path)}: {'a file, not a folder' if path.exists() else 'no such folder'}",
            "give the folder of a session, or one with sessions in it",
        )
    if any(path.glob("[!.]*.seg")):
        return [path]
    found = [path / one.path for one in sessions_under(path)]
    if not found:
        raise LibraryError(f"{one_line(path)}: no session in it: there are no files *.seg")
    return found


def add(library: Library, sources: Sequence[Path], advance: Advance | None = None) -> list[Added]:
    """Copy sessions into a library; one that fails does not stop the others.

    A copy becomes visible by one rename. A session that is there already, by its contents, is not copied again.

    Args:
        library: The library.
        sources: Folders of sessions; `sessions_at` finds those below a folder.
        advance: Told how many of how many are done.

    Returns:
        What became of each, in the same order.
    """
    library.refresh(advance)
    done = []
    for number, source in enumerate(sources):
        if advance:
            advance(STAGE, number, len(sources))
        try:
            done.append(_add(library, source))
        except (RecoilError, OSError) as error:
            reason = one_line(getattr(error, "strerror", None) or error, 300)
            done.append(Added(str(source), "failed", error=reason))
    library.refresh()
    return done


def _add(library: Library, source: Path) -> Added:
    read = read_contents(source)
    same = library.paths_with(read.fingerprint)
    if same:
        return Added(str(source), "there", same[0])
    values = digest_of(read)
    if values["reason"]:
        raise LibraryError(values["reason"])
    if not values["steps"] and values["clip"] is None:
        raise LibraryError("neither a head page nor a step of it can be read")
    parent = library.folder / (re.sub(r"[^0-9A-Za-z_-]", "_", values["clip"] or "")[:40] or "clip")
    name = name_of(source, values)
    part = parent / f"{name}.{os.getpid()}{UNFINISHED[1]}"
    try:
        _copy(read, source / ABOUT, part)
        if read.remeasured:
            write_synced(part / REMEASURED, read.remeasured)
        with library.writing():
            # Another process may have added the same, or another one of this name, meanwhile.
            place, number = parent / name, 1
            while place.exists():
                if read_contents(place).recorded == read.recorded:
                    return Added(str(source), "there", place.relative_to(library.folder).as_posix())
                number += 1
                place = parent / f"{name}~{number}"
            part.rename(place)
    except OSError as error:
        raise OutputError(f"cannot write {one_line(parent / name)}: {(error.strerror or str(error)).lower()}") from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(part)
    missing = tuple(text for text in (values["missing"] or "").split("\n") if text)
    return Added(str(source), "added", place.relative_to(library.folder).as_posix(), missing=missing)


def name_of(source: Path, values: dict[str, Any]) -> str:
    """Return the session's folder name: its own if it is one as clips give them, else made of number and time."""
    if SESSION_NAME.fullmatch(source.name):
        return source.name
    number = f"{values['number'] or 0:05d}"
    if not values["start_s"]:
        return number
    return f"{number}-{datetime.fromtimestamp(values['start_s'], UTC):{STAMP}}"


def _copy(read: Contents, about: Path, part: Path) -> None:
    """Write the copy and read it back."""
    names = [name for name, _ in read.segments]
    strange = [name for name in names if not SEGMENT_NAME.fullmatch(name)]
    if strange or len(set(names)) < len(names):
        raise LibraryError(f"{(strange or names)[0]}: clips do not give their files such names")
    part.mkdir(parents=True)
    for name, data in read.segments:
        write_synced(part / name, data)
        if crc32((part / name).read_bytes()) != crc32(data):
            raise LibraryError(f"{name} is not the same when it is read back: the disk is not to be trusted")
    if about.is_file() and about.stat().st_size <= LARGEST_BYTES:
        write_synced(part / ABOUT, about.read_bytes())
