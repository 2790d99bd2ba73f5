"""Which way is up for now: a slow average of specific force.

Good to a few degrees while standing, walking or running, which is enough to find steps. What is measured on a step uses
the finer `Mount`.
"""

from .compat import const
from .direction import Direction
from .integer import isqrt

_MEMORY_TICKS = const(256)  # 2.56 s
_RENEW_TICKS = const(16)  # renewing costs a square root and three divisions


class Level:
    """Feed every tick; `up` is a `Direction`, `gravity` the mean specific force in quarter counts (0.122 mg)."""

    def __init__(self):
        self.up = Direction()
        self.gravity = 0
        self._ticks = 0
        self._renew_in = _RENEW_TICKS
        self._x = self._y = self._z = 0  # sums over the memory, counts

    def feed(self, ax, ay, az):
        """Add one tick of acceleration, counts."""
        if self._ticks < _MEMORY_TICKS:
            self._ticks += 1
            self._x += ax
            self._y += ay
            self._z += az
        else:
            # Exponential average: sum += a - sum / N.
            self._x += ax - (self._x >> 8)
            self._y += ay - (self._y >> 8)
            self._z += az - (self._z >> 8)
        self._renew_in -= 1
        if self._renew_in == 0:
            self._renew_in = _RENEW_TICKS
            self._renew()

    def _renew(self):
        ticks = self._ticks
        x = self._x // ticks
        y = self._y // ticks
        z = self._z // ticks
        self.up.point(x, y, z)
        # |(x, y, z)| can reach 2^15.8 counts: quartered to be squared, then in quarter counts again.
        x >>= 2
        y >>= 2
        z >>= 2
        self.gravity = isqrt(x * x + y * y + z * z) << 4
