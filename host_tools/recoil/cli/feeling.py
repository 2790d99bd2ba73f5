"""Learning what the clip's pulses mean: each is played with its word, then guessed."""

import random
from collections.abc import Callable, Sequence

from recoil.cli.output import Printer
from recoil.device.haptics import Feeler, Pattern

QUESTIONS = 8
CHOICES = 4


def feel_all(feeler: Feeler, printer: Printer) -> list[dict[str, object]]:
    """Play each pattern after its word; return what was played."""
    for one in feeler.patterns:
        printer.say(f"{one.meaning}: {one.feeling}, {one.when}")
        feeler.play(one)
    return [
        {"name": one.name, "meaning": one.meaning, "when": one.when, "pulses_on_off_ms": list(one.pattern)}
        for one in feeler.patterns
    ]


def quiz(
    feeler: Feeler,
    say: Callable[[str], None],
    ask: Callable[[str], str] = input,
    chance: random.Random | None = None,
) -> tuple[int, int]:
    """Play patterns and have them guessed; return how many were right, of how many. Ctrl-D or Ctrl-C ends it."""
    chance = chance or random.Random()
    right = asked = 0
    in_run = [one for one in feeler.patterns if one.when.startswith(("in a run", "at any time"))]
    for _ in range(QUESTIONS):
        one = chance.choice(in_run)
        offered = _offered(one, in_run, chance)
        feeler.play(one)
        for number, other in enumerate(offered, 1):
            say(f"  {number}  {other.meaning}")
        try:
            answer = ask("What was it? ").strip()
        except (EOFError, KeyboardInterrupt):
            say("")
            break
        asked += 1
        is_right = answer.isdecimal() and 1 <= int(answer) <= len(offered) and offered[int(answer) - 1] is one
        right += is_right
        say("right" if is_right else f"no: {one.meaning} ({one.feeling})")
    return right, asked


def _offered(one: Pattern, others: Sequence[Pattern], chance: random.Random) -> list[Pattern]:
    wrong = chance.sample([other for other in others if other is not one], min(CHOICES - 1, len(others) - 1))
    offered = [one, *wrong]
    chance.shuffle(offered)
    return offered
