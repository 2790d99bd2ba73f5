"""What is done with many numbers at once: how much a burst of samples shakes, and forgetting."""

from ..compat import const, ptr16, ptr32

_ZERO = const(32768)  # what no count is in the history


def last_above(samples: ptr32, n: int, square: int) -> int:
    """Return the number of the last of `n` samples whose acceleration, squared, in (16 counts)^2, is above `square`.

    -1 if none is.
    """
    i = n - 1
    while i >= 0:
        at = 6 * i
        x = samples[at] >> 4
        y = samples[at + 1] >> 4
        z = samples[at + 2] >> 4
        if x * x + y * y + z * z > square:
            return i
        i -= 1
    return -1


def forget(counts: ptr16, n: int) -> int:
    """Set `n` counts of the gait core's history to zero; return `n`."""
    i = 0
    while i < n:
        counts[i] = _ZERO
        i += 1
    return i
