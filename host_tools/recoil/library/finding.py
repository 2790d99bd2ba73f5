"""Finds the session that a person means by a path."""

from collections.abc import Iterator
from pathlib import Path

from recoil.common.errors import one_line
from recoil.session.errors import SessionError
from recoil_clip.spec.files import SEGMENT_ENDING

REMOVED = ".gone"
MOST_LISTED = 20
DEPTH = 3  # DIR/sessions/CLIP/SESSION


def session_path(path: Path) -> Path:
    """Return the folder of a session, or a segment, as it was given; or the only session in a folder.

    What is no path is looked for in the library: a session's name, its number, CLIP/number, or `last`.
    """
    try:
        if not path.exists():
            from recoil.library.lookup import in_library

            return in_library(path) or path
        if path.is_file() or not path.is_dir() or _holds_segments(path):
            return path
        found = sorted(_sessions_under(path, DEPTH))
    except (OSError, ValueError) as error:
        raise SessionError(f"{one_line(path)}: {one_line(getattr(error, 'strerror', None) or error)}") from None
    if not found:
        raise SessionError(
            f"{one_line(path)}: no session in it: there are no files *{SEGMENT_ENDING}",
            "give the folder of one session, such as sessions/00012-20251122T152320Z",
        )
    if len(found) > 1:
        more = [f"... and {len(found) - MOST_LISTED} more"] if len(found) > MOST_LISTED else []
        raise SessionError(
            f"{one_line(path)}: there are {len(found)} sessions in it: say which",
            *(one_line(at) for at in found[:MOST_LISTED]),
            *more,
        )
    return found[0]


def _sessions_under(folder: Path, depth: int) -> Iterator[Path]:
    for at in folder.iterdir():
        if at.is_dir() and at.suffix != REMOVED and not at.name.startswith("."):
            if _holds_segments(at):
                yield at
            elif depth > 1:
                yield from _sessions_under(at, depth - 1)


def _holds_segments(folder: Path) -> bool:
    return any(at.name.endswith(SEGMENT_ENDING) for at in folder.iterdir())
