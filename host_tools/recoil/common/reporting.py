"""How a long job tells whoever started it what it does; the command line and the page each bring their own."""

from typing import Protocol


class Reporter(Protocol):
    """Takes what a job has to say, line by line."""

    def say(self, line: str = "") -> None:
        """Take a result."""

    def detail(self, line: str) -> None:
        """Take a detail that is wanted only by those who asked for it."""


class FileProgress(Protocol):
    """Takes how far a job over several files is."""

    def begin(self, number: int, name: str) -> None:
        """Take the number, from 0, and the name of the file that comes next."""

    def advance(self, done: int, total: int) -> None:
        """Take how much of the file at hand is done."""
