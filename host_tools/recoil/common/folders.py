"""Where Recoil keeps what is the user's: folders that environment variables can name."""

import os
from pathlib import Path

import platformdirs

LIBRARY_VARIABLE = "RECOIL_LIBRARY"
CACHE_VARIABLE = "RECOIL_CACHE"


def library_folder(given: Path | None = None) -> Path:
    """Return the library's folder: the one `given`, else RECOIL_LIBRARY, else Recoil in the user's home."""
    named = os.environ.get(LIBRARY_VARIABLE)
    folder = given or (Path(named) if named else Path.home() / "Recoil")
    return folder.expanduser()


def cache_folder() -> Path:
    """Return where Recoil keeps what it can make again: RECOIL_CACHE, else the system's place for this user."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named).expanduser() if named else platformdirs.user_cache_path("recoil", appauthor=False)
