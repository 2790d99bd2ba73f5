"""A whole library, or one runner's part of it, as one file to keep; back again; and erased for good."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.staging import Staging

from .adding import Added, add, sessions_at
from .bin import BIN, binned
from .choosing import runner_named
from .entry import Entry
from .errors import LibraryError
from .index import Library
from .profiles import erase_profile, profile_file
from .scan import UNFINISHED

LARGEST_BYTES = 4 << 30
MOST_FILES = 500_000
GONE = UNFINISHED[0]


def write_backup(library: Library, target: Path, runner: str | None = None) -> int:
    """Write the library, or one runner's sessions, into a ZIP file, whole or not at all; return how many sessions.

    Args:
        library: An open library.
        target: The file; what is there is replaced.
        runner: Whose sessions; None: all, and what the bin holds.

    Raises:
        RecoilError: there is no such runner; the file cannot be written.
    """
    library.refresh()
    entries = library.entries() if runner is None else runner_named(library.entries(), runner)
    with (
        Staging() as staging,
        staging.opened(target) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive,
    ):
        for entry in entries:
            _pack(archive, library.folder / entry.path, entry.path)
        for file in _beside(library.folder, entries, runner):
            archive.write(file, file.relative_to(library.folder).as_posix())
    return len(entries)


def read_backup(library: Library, source: Path) -> list[Added]:
    """Bring sessions from a backup into the library: those that are there already stay as they are.

    Each is there whole or not at all; run it again if it was cut off.

    Raises:
        LibraryError: it is no backup, or one that could do harm.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-backup-") as name:
        scratch = Path(name)
        try:
            with zipfile.ZipFile(source) as archive:
                _check(archive)
                archive.extractall(scratch)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise LibraryError(f"cannot unpack {one_line(source)}: {one_line(reason)}") from None
        except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError) as error:
            raise LibraryError(
                f"this is no backup of a library: {one_line(error)}", "A backup is what “Back up” in the browser wrote."
            ) from None
        library.folder.mkdir(parents=True, exist_ok=True)
        done = add(library, sessions_at(scratch))
        for file in [*scratch.glob("*/coach*.json"), *scratch.glob(".runners/*.json")]:
            target = library.folder / file.relative_to(scratch)
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                part = target.with_name(f".{target.name}.{os.getpid()}.part")
                part.write_bytes(file.read_bytes())
                part.rename(target)
        return done


def erase_runner(library: Library, runner: str) -> int:
    """Remove a runner's sessions for good, from the bin too, and what is noted of them; return how many sessions.

    The clip's own memory of the runner is on the clip: it stays there.
    """
    library.refresh()
    entries = runner_named(library.entries(), runner)
    paths = {entry.path for entry in entries}
    with library.writing():
        for entry in entries:
            _remove(library.folder / entry.path)
        for one in binned(library.folder):
            if one.path in paths or _is_of(library.folder / BIN / one.key, runner):
                _remove(library.folder / BIN / one.key)
        erase_profile(library.folder, entries[-1].runner)
    library.refresh()
    return len(entries)


def _is_of(place: Path, runner: str) -> bool:
    """Tell whose a session in the bin is, by what is said of it or by what its clip was told."""
    from .unindexed import entry_of

    try:
        entry, _ = entry_of(place, [])
    except (RecoilError, OSError):
        return False
    return entry.runner.casefold() == runner.casefold()


def _remove(place: Path) -> None:
    """Remove a folder: under another name first, so that half of it is never taken for a session."""
    gone = place.with_name(f"{place.name}{GONE}")
    try:
        if gone.exists():
            shutil.rmtree(gone)
        place.rename(gone)
        shutil.rmtree(gone)
    except OSError as error:
        raise OutputError(f"cannot remove {one_line(place)}: {(error.strerror or str(error)).lower()}") from None


def _pack(archive: zipfile.ZipFile, folder: Path, name: str) -> None:
    for file in sorted(folder.iterdir()):
        if file.is_file() and not file.name.startswith("."):
            archive.write(file, f"{name}/{file.name}")


def _beside(folder: Path, entries: Iterable[Entry], runner: str | None) -> Iterable[Path]:
    """Yield what belongs to sessions beside their folders: the clips' memories, what is noted of runners, the bin."""
    for clip in sorted({entry.path.split("/")[0] for entry in entries if "/" in entry.path}):
        if runner is None:
            yield from sorted((folder / clip).glob("coach*.json"))
    if runner is not None:
        file = profile_file(folder, runner)
        if file.is_file():
            yield file
        return
    yield from sorted((folder / ".runners").glob("*.json"))


def _check(archive: zipfile.ZipFile) -> None:
    files = archive.infolist()
    if len(files) > MOST_FILES or sum(one.file_size for one in files) > LARGEST_BYTES:
        raise LibraryError("this archive is larger than any library")
    for one in files:
        path = PurePosixPath(one.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in one.filename or ":" in one.filename:
            raise LibraryError(f"this is no backup of a library: it holds {one_line(one.filename, 80)}")
        if (one.external_attr >> 16) & 0o170000 == 0o120000:
            raise LibraryError("this is no backup of a library: it holds links")
