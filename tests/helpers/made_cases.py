"""Small made-up inputs that once came out wrong: each folder says what was done with it, and what should come out."""

from pathlib import Path

CASES = Path(__file__).parents[1] / "data" / "cases"


def session_of(case: str) -> Path:
    """Return the session's folder of a case."""
    (folder,) = (path for path in (CASES / case).iterdir() if path.is_dir())
    return folder


def watch_of(case: str) -> Path:
    """Return the watch's file of a case."""
    return CASES / case / "watch.fit"
