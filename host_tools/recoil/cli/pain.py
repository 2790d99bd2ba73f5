"""The pain score of a run, asked where someone sits at a terminal."""

import sys
from collections.abc import Callable

from recoil.common.terminal import is_terminal, put

LOWEST, HIGHEST = 0, 10


def ask_pain(ask: Callable[[str], str] = input) -> tuple[int | None, int | None]:
    """Ask for the score before and after the run; None where Enter skips it, or Ctrl-C both."""
    try:
        before = _score("Pain before the run, 0 none to 10 worst (Enter: skip): ", ask)
        return before, _score("Pain after it, 0 to 10 (Enter: skip): ", ask)
    except (EOFError, KeyboardInterrupt):
        put()
        return None, None


def can_ask() -> bool:
    """Whether there is someone to ask."""
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _score(question: str, ask: Callable[[str], str]) -> int | None:
    while True:
        answer = ask(question).strip()
        if not answer:
            return None
        if answer.isdecimal() and LOWEST <= int(answer) <= HIGHEST:
            return int(answer)
        put(f"a whole number from {LOWEST} to {HIGHEST}")
