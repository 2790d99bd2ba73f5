"""What the log, the clip and the command line say, in words for who has never heard of them."""

import re
from collections.abc import Iterable

PHASES = {
    "off": "no taps",
    "baseline": "learning own form, no taps",
    "full": "all taps",
    "fewer": "fewer taps",
    "request": "taps when asked for",
    "recall": "one tap, then alone",
    "retention": "no taps, to see what stays",
    "held": "no taps after pain",
}
"""Where a runner is in the plan, by the word that the log has for it."""
STATES = {
    "boot": "It is starting.",
    "ready": "It waits for a run.",
    "recording": "It records.",
    "paused": "It has paused.",
    "saving": "It saves what it has recorded.",
    "usb": "Nothing is being recorded.",
    "screen": "It leads through a screening or core work.",
    "prompt": "Its app was not running.",
    "silent": "It says nothing.",
    "fault": "Something is wrong with it.",
}
"""What a clip is doing, by its own word."""

ON_THE_PAGE = {
    "recoil doctor": "“Look at everything” (Start, “Set up a new clip”)",
    "recoil flash": "“Set up a new clip” (Start)",
    "recoil download": "“Get the sessions” (Start)",
    "recoil library runner SESSION NAME": "open the session, then “Who ran, pain, tags, note”",
}
"""What a page does that a command does, too."""
BOXES = (
    (r'say (it, in local time|when it started): --start ".*"', "say when it began, in its box"),
    (r"and say it: --offset SECONDS", "and write it into the box “Seconds after the watch's start”"),
    (r'recoil config set wearer_name=".*"', "say who wears it (Start, “What it should do next”)"),
    (r" \(recoil coach relearn \S+ forgets own values\)", ""),
    (r"--offset (-?\d+)", r"write \1 into the box “Seconds after the watch's start”"),
)
"""Options that are boxes of the form."""
TERMINAL = re.compile(r"\brecoil [a-z]+|(?<![\w-])--[a-z]")


def sentence(text: str) -> str:
    """Return what an error says as a sentence: a page is no line of a terminal."""
    said = text[:1].upper() + text[1:] if re.match(r"[a-z]+(?![\w.:/\\-])", text) else text
    return f"{said}." if said[-1:].isalnum() or said[-1:] in "'\"”)" else said


def advice_for_page(lines: Iterable[str]) -> list[str]:
    """Return what an error advises to who has no terminal: pages instead of commands.

    Args:
        lines: As an error has them.

    Returns:
        Sentences; what only a terminal can do says so.
    """
    told = []
    for line in lines:
        for command, page in ON_THE_PAGE.items():
            line = re.sub(rf"`?\b{command}\b(?! -)`?", page, line)
        for option, box in BOXES:
            line = re.sub(option, box, line)
        told.append(f"At a terminal: {line}" if TERMINAL.search(line) else sentence(line))
    return told


def phase_words(phase: str | None) -> str:
    """Return where a runner is in the plan, in plain words."""
    return PHASES.get(phase or "", phase or "")


def state_words(state: str) -> str:
    """Return what a clip is doing, a sentence."""
    return STATES.get(state, state)
