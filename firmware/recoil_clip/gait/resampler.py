"""Box averages on a fixed 10 ms clock, whatever the chip's sample rate is.

Real-valued: tick[n] = 1/L x the integral of the signal over L = 10 ms, a sample standing for the interval of one
period around it. The average is the anti-alias filter (first zero at 100 Hz), and all that follows runs at one rate.
"""

from array import array

from ..compat import const
from .history import AXES

_TICK_US = const(10000)
_HALF = const(5000)

SHORTEST_PERIOD_US = const(1900)
LONGEST_PERIOD_US = const(10000)


class Resampler:
    """Put a sample's six int16 counts into `sample` and `feed` it; after True, `tick` holds six averages, counts.

    The order is ax, ay, az, gx, gy, gz.
    """

    def __init__(self, period_us):
        self.period_us = period_us
        self.sample = array("h", bytes(2 * AXES))
        self.tick = array("h", bytes(2 * AXES))
        self._sums = array("i", bytes(4 * AXES))  # integrals over the tick in progress, counts x us
        self._left_us = _TICK_US  # until it is full

    def feed(self):
        """Add the sample. Returns True when it completed a tick."""
        sample = self.sample
        sums = self._sums
        period_us = self.period_us
        left_us = self._left_us
        i = 0
        if period_us < left_us:
            self._left_us = left_us - period_us
            while i < AXES:
                sums[i] += sample[i] * period_us
                i += 1
            return False
        tick = self.tick
        over_us = period_us - left_us
        while i < AXES:
            tick[i] = (sums[i] + sample[i] * left_us + _HALF) // _TICK_US
            sums[i] = sample[i] * over_us
            i += 1
        self._left_us = _TICK_US - over_us
        return True

    def skip(self, lost):
        """Let time pass over lost samples, before the sample. Returns the number of ticks that went by."""
        ticks = 0
        filled_us = _TICK_US - self._left_us
        while lost > 0:
            some = min(lost, 50000)  # keeps the product below 2^30
            lost -= some
            filled_us += some * self.period_us
            ticks += filled_us // _TICK_US
            filled_us %= _TICK_US
        self._left_us = _TICK_US - filled_us
        i = 0
        while i < AXES:
            self._sums[i] = self.sample[i] * filled_us
            i += 1
        return ticks
