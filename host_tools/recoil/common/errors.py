"""Mistakes and mishaps a user can act on: shown as one line, never as a stack trace."""


class RecoilError(Exception):
    """Something the user can put right; its text says what is wrong, `advice` line by line what to do about it."""

    def __init__(self, text: object = "", *advice: str) -> None:
        super().__init__(text)
        self.advice = advice


class RecordingError(RecoilError):
    """A recording that cannot be read or replayed."""


class MountError(RecoilError):
    """A mount that does not describe a possible sensor position."""


class OutputError(RecoilError):
    """A result that could not be written."""


def one_line(text: object, limit: int = 1000) -> str:
    """Return text as one printable line (file names and broken files may hold anything)."""
    line = "".join(c if c.isprintable() else "?" for c in " ".join(str(text).split()))
    return line if len(line) <= limit else line[: limit - 3] + "..."
