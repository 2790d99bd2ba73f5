"""What the log and the clip have one word for, in words for who has never heard of it."""

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


def phase_words(phase: str | None) -> str:
    """Return where a runner is in the plan, in plain words."""
    return PHASES.get(phase or "", phase or "")


def state_words(state: str) -> str:
    """Return what a clip is doing, a sentence."""
    return STATES.get(state, state)
