"""How a cue feels: count and rhythm, never strength.

Strength cannot carry meaning: it changes with clothing, fit and battery. A pulse of 60 ms or more is felt while
running; under 30 ms it is a tap and is missed.
"""

from ..compat import const

SHORTEST_PULSE_MS = const(60)
TICK_MS = const(80)

# Indices into a pattern.
COUNT = const(0)
ON_MS = const(1)
OFF_MS = const(2)


def patterns(pulse_ms=120, long_pulse_ms=600):
    """Return the patterns by cue number, each (count, on ms, off ms); the pauses lie between pulses only."""
    pulse_ms = max(pulse_ms, SHORTEST_PULSE_MS)
    return (
        (0, 0, 0),
        (2, pulse_ms, pulse_ms),  # quicker: two in quick succession
        (1, max(long_pulse_ms, 2 * pulse_ms), 0),  # softer or lower: a long one
        (3, pulse_ms, 2 * pulse_ms),  # steadier: three, slow and even
        (1, pulse_ms, 0),  # confirm: one short
        (1, TICK_MS, 0),
        (4, pulse_ms, 3 * pulse_ms),  # even: four, very slow
    )


def duration_ms(pattern):
    """Return how long a pattern lasts, from the start of its first pulse to the end of its last."""
    return pattern[COUNT] * (pattern[ON_MS] + pattern[OFF_MS]) - pattern[OFF_MS]
