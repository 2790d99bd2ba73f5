"""Goes through a folder and finds the sessions in it, with what tells whether their files have changed."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass

from recoil_log.layout import SEGMENT_ENDING

ABOUT = "about.json"
DEPTH = 3
UNFINISHED = (".gone", ".part")  # being removed, being copied
COARSEST_CLOCK_NS = 2_000_000_000  # of a file system: FAT counts in 2 s
UNSURE = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A folder with segments. `path` is relative to where the search began."""

    path: str
    stamp: str
    """Name, size and time of every file; `UNSURE` if a file is so new that its time may not tell the next change."""
    segments: int
    size_bytes: int


def sessions_under(folder: str | os.PathLike[str], now_ns: int | None = None) -> Iterator[Found]:
    """Yield every session to a depth of three folders; folders that cannot be opened have none."""
    yield from _under(os.fspath(folder), "", DEPTH, time.time_ns() if now_ns is None else now_ns)


def _under(folder: str, relative: str, depth: int, now_ns: int) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            there = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return
    segments = [entry for entry in there if entry.name.endswith(SEGMENT_ENDING) and not entry.name.startswith(".")]
    if segments and relative:
        yield _found(relative, segments, [entry for entry in there if entry.name == ABOUT], now_ns)
    elif depth:
        for entry in there:
            name = entry.name
            if not name.startswith(".") and not name.endswith(UNFINISHED) and _is_folder(entry):
                yield from _under(entry.path, f"{relative}/{name}" if relative else name, depth - 1, now_ns)


def _found(path: str, segments: list[os.DirEntry[str]], about: list[os.DirEntry[str]], now_ns: int) -> Found:
    parts: list[str] = []
    total, is_sure = 0, True
    for entry in (*segments, *about):
        try:
            status = entry.stat()
        except OSError:
            is_sure = False
            continue
        parts.append(f"{entry.name}:{status.st_size}:{status.st_mtime_ns}")
        is_sure = is_sure and abs(now_ns - status.st_mtime_ns) > COARSEST_CLOCK_NS
        total += status.st_size if entry.name != ABOUT else 0
    return Found(path, "/".join(parts) if is_sure else UNSURE, len(segments), total)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
