"""Square roots of whole numbers."""

from ..compat import const

_TOP = const(1 << 28)


def root(value):
    """Return the whole part of the square root of 0 .. 2^30 - 1, bit by bit."""
    found = 0
    bit = _TOP
    while bit > value:
        bit >>= 2
    while bit:
        if value >= found + bit:
            value -= found + bit
            found = (found >> 1) + bit
        else:
            found >>= 1
        bit >>= 2
    return found
