"""A session that may not be in the library, as an entry of it."""

from collections.abc import Sequence
from pathlib import Path

from recoil.common.errors import one_line

from .annotations import read_annotations
from .digest import digest_of, read_contents
from .entry import UNASSIGNED, Entry
from .errors import LibraryError


def entry_of(path: Path, entries: Sequence[Entry]) -> tuple[Entry, Path]:
    """Return a session by its path, and where it is; the library's own entry if it has the same contents."""
    from recoil.library.finding import session_path

    folder = session_path(path)
    read = read_contents(folder)
    known = [entry for entry in entries if entry.fingerprint == read.fingerprint]
    if known:
        return known[0], folder
    values = digest_of(read)
    if values["reason"]:
        raise LibraryError(f"{one_line(path)}: {values['reason']}")
    about = read_annotations(folder)
    missing = tuple(text for text in (values.pop("missing") or "").split("\n") if text)
    entry = Entry(
        path=folder.absolute().name.encode("utf-8", "replace").decode(),
        fingerprint=read.fingerprint,
        segments=len(read.segments),
        size_bytes=sum(len(data) for _, data in read.segments),
        runner=about.runner or values["wearer"] or UNASSIGNED,
        tags=tuple(about.tags),
        note=about.note,
        pain_before=about.pain_before,
        pain_after=about.pain_after,
        pain_place=about.pain_place,
        pain_down_leg=about.pain_down_leg,
        problems=tuple(about.problems),
        missing=missing,
        **values,
    )
    return entry, folder
