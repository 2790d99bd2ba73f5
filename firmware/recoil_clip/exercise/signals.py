"""What is felt: by count and rhythm, as (pulses, on ms, off ms), four at most. None of them comes in a run."""

from ..compat import const

SILENT = const(0)
TAP = const(1)  # three, a second apart: get ready
START = const(2)
HALF = const(3)
END = const(4)
BROKEN = const(5)  # ended early
FINISHED = const(6)  # nothing is left to do

PATTERNS = (
    (0, 0, 0),
    (1, 80, 0),
    (1, 500, 0),  # one long
    (1, 120, 0),  # one short
    (2, 400, 200),  # two long
    (3, 80, 80),  # three quick
    (4, 250, 150),  # four
)
_AFTER_MS = const(150)  # the clip rings on


def shaken_ms(signal):
    """Return for how long what is measured cannot be trusted."""
    pattern = PATTERNS[signal]
    return pattern[0] * (pattern[1] + pattern[2]) - pattern[2] + _AFTER_MS
