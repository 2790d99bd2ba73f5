"""The board's file system, read and changed while it is off."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recoil.bench.target.tools import TargetError
from recoil_clip.spec.files import SESSIONS

STORAGE_AT, STORAGE_BYTES = 1024 * 1024, 7 * 1024 * 1024
"""Where the Feather RP2040's image keeps its files: behind the first megabyte of its 8."""
BLOCK_BYTES = 4096
_LAYOUT: dict[str, Any] = {"prog_size": 256, "read_size": 32, "cache_size": 1024, "lookahead_size": 128}


def _disk(path: Path) -> Any:
    try:
        from littlefs import LittleFS
    except ImportError:
        raise TargetError(
            "the board's file system is read with littlefs-python, which is not installed",
            "pip install 'recoil-clip[target]'",
        ) from None
    blocks = STORAGE_BYTES // BLOCK_BYTES
    disk = LittleFS(block_size=BLOCK_BYTES, block_count=blocks, mount=False, **_LAYOUT)
    disk.context.buffer[:] = path.read_bytes()
    disk.mount()
    return disk


def put_files(path: Path, files: Mapping[str, bytes], out: Path) -> None:
    """Write files into a copy of a file system.

    Args:
        path: The file system as the emulator left it.
        files: Contents by path on the clip.
        out: Where the changed one goes.
    """
    disk = _disk(path)
    for name, data in files.items():
        with disk.open(name, "wb") as file:
            file.write(data)
    disk.unmount()
    out.write_bytes(bytes(disk.context.buffer))


def read_sessions(path: Path, folder: Path) -> list[Path]:
    """Copy the sessions of a file system into a folder; return the folder of each, the oldest first."""
    disk = _disk(path)
    found = set()
    if "sessions" not in disk.listdir("/"):
        return []
    for root, _, names in disk.walk(SESSIONS):
        for name in (name for name in names if name.endswith(".seg")):
            target = folder / Path(root).name / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with disk.open(f"{root}/{name}", "rb") as file:
                target.write_bytes(file.read())
            found.add(target.parent)
    return sorted(found)
