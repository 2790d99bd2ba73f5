"""What a command says: results to standard output, or one JSON document in their place; colour only on a terminal."""

from dataclasses import dataclass
from typing import Any

from recoil.common.errors import one_line
from recoil.common.terminal import put, put_json


@dataclass(frozen=True)
class Printer:
    """How much to say; `--json` wins over the rest."""

    quiet: bool = False
    verbose: bool = False
    as_json: bool = False

    @property
    def shows_progress(self) -> bool:
        """Whether bars are wanted (they appear only on a terminal)."""
        return not (self.quiet or self.as_json)

    def say(self, line: str = "") -> None:
        """Print a result."""
        if not (self.quiet or self.as_json):
            put(line)

    def detail(self, line: str) -> None:
        """Print what is done, where that was asked for; to standard error, so that results stay clean."""
        if self.verbose and not self.quiet:
            put(one_line(line), err=True)

    def warn(self, line: str) -> None:
        """Print what the user should know and may miss; to standard error, never held back."""
        put(f"warning: {one_line(line)}", err=True)

    def document(self, content: Any) -> None:
        """Print the result as JSON, where that was asked for."""
        if self.as_json:
            put_json({"format": 1, **content})
