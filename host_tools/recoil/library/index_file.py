"""Where the index of a library is."""

import hashlib
import os
from pathlib import Path

from recoil.common.folders import cache_folder


def index_file(folder: Path) -> Path:
    """Return where the index of a library is: never in the library, which may be synchronised between computers.

    Each folder has one of its own; a library that was moved begins a new one.
    """
    resolved = os.fsencode(os.path.realpath(folder))
    return cache_folder() / f"library-{hashlib.sha256(resolved).hexdigest()[:16]}.sqlite"
