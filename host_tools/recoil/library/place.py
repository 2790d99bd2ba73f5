"""Where the library is, and where its index."""

import hashlib
import os
import sys
from pathlib import Path

FOLDER_VARIABLE = "RECOIL_LIBRARY"
CACHE_VARIABLE = "RECOIL_CACHE"


def library_folder(given: Path | None = None) -> Path:
    """Return the library's folder: the one given, else RECOIL_LIBRARY, else Recoil in the user's home."""
    named = os.environ.get(FOLDER_VARIABLE)
    folder = given or (Path(named) if named else Path.home() / "Recoil")
    return folder.expanduser()


def index_file(folder: Path) -> Path:
    """Return where the index of a library is: never in the library, which may be synchronised between computers.

    Each folder has one of its own; a library that was moved begins a new one.
    """
    resolved = os.fsencode(folder.resolve())
    return cache_folder() / f"library-{hashlib.sha256(resolved).hexdigest()[:16]}.sqlite"


def cache_folder() -> Path:
    """Return where this user's programs keep what they can make again."""
    named = os.environ.get(CACHE_VARIABLE)
    if named:
        return Path(named).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "recoil"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "recoil" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "recoil"
