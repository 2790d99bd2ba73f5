"""Mean and spread of a stream of numbers, exact, in small whole numbers."""

from ..compat import const
from ..gait.tick_kernels import isqrt

MOST = const(8191)  # what is beyond counts as this
_LOW_BITS = const(24)
_LOW_MASK = const((1 << 24) - 1)
_HALF_BITS = const(12)
_HALF_MASK = const(4095)


class Deviation:
    """`add` up to 2^16 numbers; `spread` is their standard deviation."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Forget all numbers, as before the first."""
        self.count = 0
        self._sum = 0
        self._high = 0  # of the sum of squares: high x 2^24 + low
        self._low = 0

    def add(self, value):
        """Take a number in."""
        value = max(min(value, MOST), -MOST)
        self.count += 1
        self._sum += value
        low = self._low + value * value
        self._high += low >> _LOW_BITS
        self._low = low & _LOW_MASK

    def spread(self):
        """Return sqrt(mean of squares - square of mean); 0 for fewer than two."""
        count = self.count
        if count < 2:
            return 0
        # (high x 2^24 + low) / count by hand, twelve bits at a time: the quotient is below 2^26, the rest below count.
        rest = self._high
        quotient = rest // count
        rest = (rest % count << _HALF_BITS) + (self._low >> _HALF_BITS)
        quotient = (quotient << _HALF_BITS) + rest // count
        rest = (rest % count << _HALF_BITS) + (self._low & _HALF_MASK)
        quotient = (quotient << _HALF_BITS) + rest // count
        mean = self._sum // count
        return isqrt(max(quotient - mean * mean, 0))
