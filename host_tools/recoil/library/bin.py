"""What was deleted from a library or said otherwise of a session, kept until somebody wants it back.

`.bin/WHEN/CLIP/SESSION` holds a deleted session as it was, or only the `about.json` that a change replaced; an empty
file `no-about` stands for a session of which nothing had been said. Each is moved in one step: killed at any moment, a
session is in its place or in the bin, whole.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.session_files import STAMP

from .annotations import read_annotations
from .entry import Entry
from .errors import LibraryError
from .index import Library
from .scan import ABOUT

BIN = ".bin"
NOTHING = "no-about"


@dataclass(frozen=True)
class Binned:
    """Something in the bin."""

    when: str
    """The folder in the bin: its age as a hexadecimal number of nanoseconds since 1970."""
    path: str
    """Of the session in the library."""
    is_words: bool
    """Whether it is what was said about a session, not the session."""

    @property
    def key(self) -> str:
        """Return its name for `restore`."""
        return f"{self.when}/{self.path}"

    @property
    def when_s(self) -> float:
        """Return when it was put there, seconds since 1970."""
        return int(self.when, 16) / 1e9


def what_was(library: Path, one: Binned) -> tuple[str, str]:
    """Return when a session in the bin began, in this computer's time zone, and who ran; "" for what is not known."""
    stamp = one.path.rpartition("-")[2]
    try:
        began = f"{datetime.strptime(stamp, STAMP).replace(tzinfo=UTC).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError, OSError):
        began = ""
    place = library / one.path if one.is_words else library / BIN / one.key
    return began, read_annotations(place).runner or ""


def binned(folder: Path) -> list[Binned]:
    """Return what is in a library's bin, the newest first."""
    found = []
    for top in (folder / BIN).glob("*"):
        if not top.is_dir() or not top.name.isalnum():
            continue
        try:
            int(top.name, 16)
        except ValueError:
            continue
        for place in {one.parent for one in top.rglob("*") if one.is_file() and one.parent != top}:
            names = {one.name for one in place.iterdir()}
            is_words = not any(name.endswith(".seg") for name in names)
            if not is_words or names & {ABOUT, NOTHING}:
                found.append(Binned(top.name, place.relative_to(top).as_posix(), is_words))
    return sorted(found, key=lambda one: (-one.when_s, one.path))


def put_session(library: Library, entry: Entry) -> Binned:
    """Move a session into the bin."""
    kept = Binned(_now(), entry.path, False)
    place = library.folder / BIN / kept.key
    with library.writing(), _told(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        (library.folder / entry.path).rename(place)
    library.refresh()
    return kept


def put_words(library: Library, entry: Entry) -> Binned:
    """Keep what is said about a session, as it is now: before it is changed."""
    kept = Binned(_now(), entry.path, True)
    place = library.folder / BIN / kept.key
    with _told(place):
        place.mkdir(parents=True, exist_ok=True)
        about = library.folder / entry.path / ABOUT
        if about.is_file():
            temporary = place / f".{ABOUT}.part"
            temporary.write_bytes(about.read_bytes())
            temporary.rename(place / ABOUT)
        else:
            (place / NOTHING).touch()
    return kept


def restore(library: Library, key: str) -> str:
    """Put something from the bin back into its place; return the session's path.

    Args:
        library: An open library.
        key: Of a `Binned`: nothing else in the file system can be named by it.
    """
    for one in binned(library.folder):
        if one.key != key:
            continue
        source, target = library.folder / BIN / key, library.folder / one.path
        with library.writing(), _told(target):
            if one.is_words:
                if not target.is_dir():
                    raise LibraryError("the session that this was said of is not there", "Put that back first.")
                if (source / ABOUT).is_file():
                    (source / ABOUT).replace(target / ABOUT)
                else:
                    (target / ABOUT).unlink(missing_ok=True)
                    (source / NOTHING).unlink(missing_ok=True)
            else:
                if target.exists():
                    raise LibraryError("something else lies in its place now", "Move that first, then try again.")
                target.parent.mkdir(parents=True, exist_ok=True)
                source.rename(target)
        library.refresh()
        return one.path
    raise RecoilError("that is not in the bin any more")


def _now() -> str:
    return f"{time.time_ns():x}"


class _told:
    """Turns what the disk refuses into words."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        """Say what went wrong."""
        if isinstance(error, OSError):
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"cannot write {one_line(self._place)}: {reason}") from None
