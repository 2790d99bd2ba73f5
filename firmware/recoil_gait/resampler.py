"""Box averages on a fixed 10 ms clock, whatever the chip's sample rate is.

Real-valued: tick[n] = 1/L * integral of the signal over L = 10 ms, a sample standing for the interval of one period around
it. The average is the anti-alias filter (first zero at 100 Hz), and all that follows runs at one rate.
"""

from .compat import const

TICK_US = const(10000)
_HALF = const(5000)

SHORTEST_PERIOD_US = const(1900)
LONGEST_PERIOD_US = const(10000)


class Resampler:
    """Turns samples into ticks: after `feed` returned True, `ax .. gz` hold the new tick in the chip's counts."""

    def __init__(self, period_us):
        self.period_us = period_us
        self.left_us = TICK_US  # until the tick in progress is full
        self.ax = self.ay = self.az = 0
        self.gx = self.gy = self.gz = 0
        self._ax = self._ay = self._az = 0  # integrals over the tick in progress, counts x us
        self._gx = self._gy = self._gz = 0

    def feed(self, ax, ay, az, gx, gy, gz):
        """Add one sample (six int16 counts). Returns True when it completed a tick."""
        period_us = self.period_us
        left_us = self.left_us
        if period_us < left_us:
            self.left_us = left_us - period_us
            self._ax += ax * period_us
            self._ay += ay * period_us
            self._az += az * period_us
            self._gx += gx * period_us
            self._gy += gy * period_us
            self._gz += gz * period_us
            return False
        self.ax = (self._ax + ax * left_us + _HALF) // TICK_US
        self.ay = (self._ay + ay * left_us + _HALF) // TICK_US
        self.az = (self._az + az * left_us + _HALF) // TICK_US
        self.gx = (self._gx + gx * left_us + _HALF) // TICK_US
        self.gy = (self._gy + gy * left_us + _HALF) // TICK_US
        self.gz = (self._gz + gz * left_us + _HALF) // TICK_US
        over_us = period_us - left_us
        self.left_us = TICK_US - over_us
        self._ax = ax * over_us
        self._ay = ay * over_us
        self._az = az * over_us
        self._gx = gx * over_us
        self._gy = gy * over_us
        self._gz = gz * over_us
        return True

    def skip(self, lost, ax, ay, az, gx, gy, gz):
        """Let time pass over lost samples, before the given one arrives. Returns the number of ticks that went by."""
        ticks = 0
        filled_us = TICK_US - self.left_us
        while lost > 0:
            some = min(lost, 50000)  # keeps the product below 2^30
            lost -= some
            filled_us += some * self.period_us
            ticks += filled_us // TICK_US
            filled_us %= TICK_US
        self.left_us = TICK_US - filled_us
        self._ax = ax * filled_us
        self._ay = ay * filled_us
        self._az = az * filled_us
        self._gx = gx * filled_us
        self._gy = gy * filled_us
        self._gz = gz * filled_us
        return ticks
