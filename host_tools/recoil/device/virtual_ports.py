"""Which virtual clips are switched on: a small folder of JSON files, one for each, locked as long as the clip is on.

The lock goes with the process that holds it, however that ends; an entry without one is stale.
"""

import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from recoil.common.errors import RecoilError, one_line

try:
    import fcntl
except ImportError:  # Windows, which has no virtual clips with a port either
    fcntl = None

VARIABLE = "RECOIL_VIRTUAL_PORTS"
FORMAT = 1
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


@dataclass(frozen=True)
class VirtualPort:
    """The pseudo-terminal of a virtual clip, the process that holds it, and the clip's folder, name and number."""

    path: str
    pid: int
    folder: str
    name: str
    clip_id: str = ""


def entries_folder() -> Path:
    """Return the folder with the entries: of this user alone, unless the environment names another."""
    given = os.environ.get(VARIABLE)
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path(given) if given else Path(tempfile.gettempdir()) / f"recoil-virtual-{user}"


@contextmanager
def announced(path: str, folder: Path, clip_id: str = "") -> Iterator[VirtualPort]:
    """Have `virtual_ports` list a port while the block lasts."""
    port = VirtualPort(path, os.getpid(), str(folder), one_line(folder.name, 40), clip_id)
    entries = entries_folder()
    entry = entries / f"{port.pid}-{Path(path).name}.json"
    try:
        stream = _entered(port, entries, entry)
    except OSError as error:
        raise RecoilError(f"cannot list the clip in {one_line(entries)}: {(error.strerror or '').lower()}") from None
    with stream:
        try:
            yield port
        finally:
            with contextlib.suppress(OSError):
                entry.unlink(missing_ok=True)


def _entered(port: VirtualPort, entries: Path, entry: Path) -> IO[str]:
    """Make an entry; it is locked before anyone can see it."""
    entries.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not _is_ours(entries):
        raise RecoilError(
            f"{one_line(entries)} is not a folder of yours alone, so no virtual clip can be listed there",
            f"Remove it, or name another with the environment variable {VARIABLE}.",
        )
    part = entry.with_suffix(".part")
    stream = part.open("w", encoding="utf-8")
    lock(stream)
    json.dump({"format": FORMAT, **asdict(port)}, stream)
    stream.flush()
    part.replace(entry)
    return stream


def virtual_ports() -> list[VirtualPort]:
    """Return the virtual clips of this user that are on, in order of their ports; stale entries are removed."""
    entries = entries_folder()
    if fcntl is None or not _is_ours(entries):
        return []
    found = []
    for entry in sorted(entries.glob("*.json")):
        with contextlib.suppress(OSError), entry.open(encoding="utf-8") as stream:
            if lock(stream, shared=True):
                entry.unlink(missing_ok=True)
            elif port := _read(stream):
                found.append(port)
    return sorted(found, key=lambda port: port.path)


def lock(stream: IO[str], shared: bool = False) -> bool:
    """Lock a file until it is closed; False if another process has it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(stream, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_ours(folder: Path) -> bool:
    """Whether nobody else can have put anything into a folder."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE


def _read(stream: IO[str]) -> VirtualPort | None:
    try:
        found = json.load(stream)
        if found.pop("format") != FORMAT:
            return None
        port = VirtualPort(**found)
    except (ValueError, TypeError, AttributeError, KeyError):
        return None
    texts = (port.path, port.folder, port.name, port.clip_id)
    return port if isinstance(port.pid, int) and all(isinstance(text, str) for text in texts) else None
