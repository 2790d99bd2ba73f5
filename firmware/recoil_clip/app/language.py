"""All that can be felt, in the order of the table in `docs/cueing.md`; imported only where somebody wants to feel it.

One meaning a pattern, by count and rhythm. What comes at once with a press is its answer and may be as short as the
press; what comes unasked in a run has a pattern that nothing else unasked has.
"""

from ..cueing.patterns import patterns
from ..exercise.signals import BROKEN, END, FINISHED, HALF, START, TAP
from ..exercise.signals import PATTERNS as EXERCISE
from ..spec.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER
from .cueing import BATTERY, GRANTED, MARKED, MUTED, NOT_KEPT, REFUSED, STARTED, STOPPED


def language(pulse_ms, long_pulse_ms):
    """Return the patterns, with the pulses as long as the settings say."""
    cues = patterns(pulse_ms, long_pulse_ms)
    return (
        cues[CUE_QUICKER],
        cues[CUE_SOFTER],
        cues[CUE_STEADIER],
        cues[CUE_EVEN],
        cues[CUE_CONFIRM],
        BATTERY,
        NOT_KEPT,
        STARTED,
        STOPPED,
        MARKED,
        MUTED,
        GRANTED,
        REFUSED,
        EXERCISE[TAP],
        EXERCISE[START],
        EXERCISE[HALF],
        EXERCISE[END],
        EXERCISE[BROKEN],
        EXERCISE[FINISHED],
    )
