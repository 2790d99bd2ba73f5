"""All that can be felt, in the order of the table in `docs/cueing.md`; imported only where somebody wants to feel it.

One meaning a pattern, by count and rhythm. What comes at once with a press is its answer and may be as short as the
press; what comes unasked in a run has a pattern that nothing else unasked has.
"""

from ..cueing.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER
from ..cueing.patterns import patterns
from ..exercise.signals import END, FINISHED, HALF, START, TAP
from ..exercise.signals import PATTERNS as EXERCISE
from .cueing import BATTERY, GRANTED, MARKED, MUTED, REFUSED, STARTED, STOPPED


def language(pulse_ms, long_pulse_ms):
    """Return (name, pattern) of each, with the pulses as long as the settings say."""
    cues = patterns(pulse_ms, long_pulse_ms)
    return (
        ("quicker", cues[CUE_QUICKER]),
        ("softer", cues[CUE_SOFTER]),
        ("steadier", cues[CUE_STEADIER]),
        ("even", cues[CUE_EVEN]),
        ("confirm", cues[CUE_CONFIRM]),
        ("battery", BATTERY),
        ("started", STARTED),
        ("stopped", STOPPED),
        ("marked", MARKED),
        ("muted", MUTED),
        ("granted", GRANTED),
        ("refused", REFUSED),
        ("ready", EXERCISE[TAP]),
        ("begin", EXERCISE[START]),
        ("half", EXERCISE[HALF]),
        ("end", EXERCISE[END]),
        ("finished", EXERCISE[FINISHED]),
    )
