"""Which way is up for now: a slow average of specific force.

Good to a few degrees while standing, walking or running, which is enough to find steps. What is measured on a step uses
the finer `Mount`.
"""

from array import array

from ..compat import const
from .direction import isqrt, point

_MEMORY_TICKS = const(256)  # 2.56 s
_RENEW_TICKS = const(16)  # renewing costs two square roots and some divisions


class Level:
    """Feed every tick; `up_q14` is a direction, `gravity_q2` the mean specific force in Q2 counts (0.122 mg)."""

    def __init__(self):
        self.up_q14 = array("i", bytes(12))
        self.gravity_q2 = 0
        self._ticks = 0
        self._sums = array("i", bytes(12))  # over the memory, counts

    def feed(self, tick):
        """Add one tick of counts: ax, ay, az, ..."""
        sums = self._sums
        ticks = self._ticks
        full = ticks >= _MEMORY_TICKS
        i = 0
        while i < 3:
            # Exponential average once the memory is full: sum += a - sum / N.
            sums[i] += tick[i] - (sums[i] >> 8 if full else 0)
            i += 1
        ticks += 1
        if ticks % _RENEW_TICKS == 0:
            point(self.up_q14, sums)
            ticks = min(ticks, _MEMORY_TICKS)
            total = 0
            while i:
                i -= 1
                # A mean can reach 2^15 counts: quartered to be squared.
                part = sums[i] // (4 * ticks)
                total += part * part
            self.gravity_q2 = isqrt(total) << 4
        self._ticks = ticks
