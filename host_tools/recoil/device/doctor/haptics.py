"""The one question of the doctor: whether a pulse was felt."""

from collections.abc import Callable
from dataclasses import dataclass

QUESTION = "Hold the clip. Did you feel one long pulse? [Y/n, r: again] "
_ANSWERS = {"": True, "y": True, "yes": True, "n": False, "no": False}


@dataclass(frozen=True)
class Feel:
    """`why_not` says why nobody is asked; else `read` shows a question and returns what was typed."""

    read: Callable[[str], str] = input
    why_not: str = ""

    @property
    def asks(self) -> bool:
        """Whether there is somebody to ask."""
        return not self.why_not

    def ask(self) -> bool | None:
        """Return the answer, None for another pulse."""
        try:
            return _ANSWERS.get(self.read(QUESTION).strip().lower())
        except EOFError:
            return False
