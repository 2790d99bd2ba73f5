"""Whether the wearer stands still: nothing but sway for the better part of a second."""

from ..compat import const

_STILL = const(125)  # samples: 0.6 s
_BITS = const(8)
_SLOW_BITS = const(6)  # 0.5 Hz: a third of a second
_SCALE_BITS = const(3)
_MOST = const(4096)
_JOLT_SQUARE = const(31 * 31)  # 0.12 g
_RATE_SQUARE = const(45 * 45)  # 25 degrees/s
_FAST_BITS = const(2)


class Stillness:
    """`push` every sample; `is_still` tells."""

    def __init__(self):
        self._still = 0
        self._is_new = True
        self._slow_x = self._slow_y = self._slow_z = 0
        self._rate_x = self._rate_y = self._rate_z = 0

    def is_still(self):
        """Return True after 0.6 s of nothing but sway."""
        return self._still >= _STILL

    def push(self, ax, ay, az, gx, gy, gz, is_shaken):
        """Take a sample in counts."""
        ax <<= _BITS
        ay <<= _BITS
        az <<= _BITS
        if self._is_new:
            self._is_new = False
            self._slow_x = ax
            self._slow_y = ay
            self._slow_z = az
        self._slow_x += (ax - self._slow_x) >> _SLOW_BITS
        self._slow_y += (ay - self._slow_y) >> _SLOW_BITS
        self._slow_z += (az - self._slow_z) >> _SLOW_BITS
        self._rate_x += ((gx << _BITS) - self._rate_x) >> _FAST_BITS
        self._rate_y += ((gy << _BITS) - self._rate_y) >> _FAST_BITS
        self._rate_z += ((gz << _BITS) - self._rate_z) >> _FAST_BITS
        if is_shaken:
            return
        bits = _BITS + _SCALE_BITS
        x = max(min((ax - self._slow_x) >> bits, _MOST), -_MOST)
        y = max(min((ay - self._slow_y) >> bits, _MOST), -_MOST)
        z = max(min((az - self._slow_z) >> bits, _MOST), -_MOST)
        is_quiet = x * x + y * y + z * z < _JOLT_SQUARE
        x = self._rate_x >> bits
        y = self._rate_y >> bits
        z = self._rate_z >> bits
        if is_quiet and x * x + y * y + z * z < _RATE_SQUARE:
            self._still = min(self._still + 1, _STILL)
        else:
            self._still = 0
