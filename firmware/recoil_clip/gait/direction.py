"""Directions in space: unit vectors as arrays of three integers in Q14."""

from ..compat import const

ONE_Q14 = const(16384)


def isqrt(value):
    """Return the floor of the square root of 0 <= value < 2^30, one result bit at a time."""
    root = 0
    bit = 1 << 28
    while bit:
        root >>= 1
        if value >= 2 * root + bit:
            value -= 2 * root + bit
            root += bit
        bit >>= 2
    return root


def point(direction_q14, vector):
    """Set a direction to that of a vector (components inside +-2^29); one too short to tell changes nothing."""
    largest = max(abs(vector[0]), abs(vector[1]), abs(vector[2]))
    if largest < 64:
        return
    # Scale the largest component into 2^13 .. 2^14, so that the squares add up to less than 2^30.
    up = down = 0
    while largest >> down >= ONE_Q14:
        down += 1
    while largest << up < 8192:
        up += 1
    total = 0
    i = 0
    while i < 3:
        part = (vector[i] << up) >> down
        direction_q14[i] = part
        total += part * part
        i += 1
    norm = isqrt(total)
    while i:
        i -= 1
        direction_q14[i] = (direction_q14[i] << 14) // norm
