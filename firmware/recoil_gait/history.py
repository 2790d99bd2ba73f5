"""The last five seconds of ticks, in the chip's own axes and counts.

A step is measured after it has ended, and the first steps of a run after running was recognised: both look back here.
"""

from array import array

from .compat import const

TICKS = const(512)
MASK = const(511)


class History:
    """Ring of int16 counts: tick number `n` is at index `n & MASK`; `ticks` is the number of the next one."""

    def __init__(self):
        self.ax = array("h", bytes(2 * TICKS))
        self.ay = array("h", bytes(2 * TICKS))
        self.az = array("h", bytes(2 * TICKS))
        self.gx = array("h", bytes(2 * TICKS))
        self.gy = array("h", bytes(2 * TICKS))
        self.gz = array("h", bytes(2 * TICKS))
        self.ticks = 0

    def append(self, tick):
        """Keep the tick that a `Resampler` holds."""
        i = self.ticks & MASK
        self.ax[i] = tick.ax
        self.ay[i] = tick.ay
        self.az[i] = tick.az
        self.gx[i] = tick.gx
        self.gy[i] = tick.gy
        self.gz[i] = tick.gz
        self.ticks += 1

    def recall(self, number, tick):
        """Put tick `number` (one of the last 512) back into a `Resampler`."""
        i = number & MASK
        tick.ax = self.ax[i]
        tick.ay = self.ay[i]
        tick.az = self.az[i]
        tick.gx = self.gx[i]
        tick.gy = self.gy[i]
        tick.gz = self.gz[i]
