"""How much a run hurt and where, asked where someone sits at a terminal."""

import sys
from collections.abc import Callable, Mapping
from typing import Any

from recoil.common.terminal import is_terminal, put
from recoil.library.annotations import PAIN_PLACES, Pain

LOWEST, HIGHEST = 0, 10


def ask_pain(ask: Callable[[str], str] = input) -> Pain:
    """Ask for the score before and after the run and, where it hurt, for the place; Enter skips one, Ctrl-C the rest.

    Args:
        ask: Shows a question and returns the answer.
    """
    told = Pain()
    try:
        told = told._replace(before=_score("Pain before the run, 0 none to 10 worst (Enter: skip): ", ask))
        told = told._replace(after=_score("Pain after it, 0 to 10 (Enter: skip): ", ask))
        if told.before or told.after:
            places = {name: name for name in PAIN_PLACES}
            told = told._replace(place=_one_of(f"Where: {', '.join(places)} (Enter: skip): ", places, ask))
            down_leg = _one_of("Does it go down the leg, yes or no (Enter: skip): ", {"yes": True, "no": False}, ask)
            told = told._replace(down_leg=down_leg)
    except (EOFError, KeyboardInterrupt):
        put()
    return told


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


def _one_of(question: str, choices: Mapping[str, Any], ask: Callable[[str], str]) -> Any:
    """Ask until an answer, or its beginning, is one of a few; None where Enter skips it."""
    while True:
        answer = ask(question).strip().lower()
        if not answer:
            return None
        for name, value in choices.items():
            if name.startswith(answer):
                return value
        put(f"one of {', '.join(choices)}")
