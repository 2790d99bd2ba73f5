"""Finds a session in the library for commands that take a path."""

from pathlib import Path

from recoil.common.errors import one_line
from recoil.common.folders import library_folder

from .choosing import LAST, matches, session_named
from .errors import LibraryError
from .index import Library


def in_library(path: Path, folder: Path | None = None) -> Path | None:
    """Return where the session is that somebody calls by a name, a number, CLIP/number or `last`.

    None if it cannot be one of these: the text is a path from a root, or there is no library.
    """
    folder = library_folder(folder)
    if path.is_absolute() or len(path.parts) > 2 or ".." in path.parts:
        return None
    if not folder.is_dir():
        if path.name == LAST or path.name.isdecimal():
            raise LibraryError(
                f"{one_line(path)}: no such session here, and there is no library {one_line(folder)}",
                "`recoil download` makes it; RECOIL_LIBRARY names another folder",
            )
        return None
    with Library(folder) as library:
        library.refresh()
        entries = library.entries()
    if not matches(entries, str(path), folder):
        raise LibraryError(
            f"{one_line(path)}: no such session, neither here nor in the library {one_line(folder)}",
            "`recoil library sessions` lists what is there",
        )
    return folder / session_named(entries, str(path), folder).path
