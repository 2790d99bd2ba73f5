"""Integer arithmetic that the modules share."""


def isqrt(value):
    """Return the floor of the square root of 0 <= value < 2^30, one result bit at a time."""
    root = 0
    bit = 1 << 28
    while bit > value:
        bit >>= 2
    while bit:
        trial = root + bit
        root >>= 1
        if value >= trial:
            value -= trial
            root += bit
        bit >>= 2
    return root


def clamp(value, low, high):
    """Return value limited to low .. high."""
    if value < low:
        return low
    if value > high:
        return high
    return value
