"""Whether a person reads what is written."""

from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether someone sees what is written to a stream; a stream that the shell has closed is None."""
    return stream is not None and stream.isatty()
