"""From the sensor's FIFO to the gait core: samples in body axes, lost ones told."""

import gc
from array import array

from ..compat import const
from ..gait.gait import Gait
from .elapsed import Elapsed

BURST = const(16)
_HIGHEST = const(32767)
_NOMINAL_US = const(4800)  # 208 Hz, before the sensor was asked


class Motion:
    """`read` a burst, then `push` its samples one by one into `gait`. Neither allocates.

    `samples` holds the burst in body axes, the same counts that the core gets; `lost` samples were missing before it.
    `number` is that of the next sample, lost ones counted, whatever core they went to.
    `elapsed` is the core's clock: it begins with the first sample after `begin`.
    """

    def __init__(self, sensor, mount):
        self.sensor = sensor
        self.samples = array("h", bytes(12 * BURST))
        self.lost = 0
        self.number = 0
        self.is_pushing = False  # the core is at work; left True, an interrupt came in the middle
        self._chip = array("h", bytes(12 * BURST))
        self._axis = array("b", [abs(axis) - 1 for axis in mount])
        self._turned = array("b", [1 if axis < 0 else 0 for axis in mount])
        self._count = 0  # samples in the burst
        self._at = 0  # the one that was pushed last
        self._overrun = sensor.overrun
        self.gait = Gait(_NOMINAL_US)
        self.elapsed = Elapsed(_NOMINAL_US)

    def begin(self):
        """Start over with a new core, whose time begins with the next sample."""
        del self.gait
        gc.collect()  # the old core's memory is wanted for the new one
        period_us = self.sensor.period_us or _NOMINAL_US
        self.gait = Gait(period_us)
        self.elapsed = Elapsed(period_us)
        self.is_pushing = False

    def read(self):
        """Drain a burst; return how many samples. A ChipFault is the driver's."""
        sensor = self.sensor
        n = sensor.drain(self._chip, BURST)
        self.lost = sensor.overrun - self._overrun
        self._overrun += self.lost
        self.number += self.lost + n
        if self.lost:
            if self.elapsed.samples:
                self.gait.gap(self.lost)
                self.elapsed.add(self.lost)
            else:
                self.lost = 0  # nothing is missing before the first one
        self._turn(n)
        self._count = n
        return n

    def behind_ms(self):
        """Return how much newer the newest sample is than the one pushed last: what happens now is so much later."""
        behind = self.sensor.unread() + max(self._count - 1 - self._at, 0)
        return behind * self.gait.period_us // 1000

    def push(self, i):
        """Give sample `i` of the burst to the core. Returns how many steps wait."""
        samples = self.samples
        self._at = i
        i *= 6
        self.elapsed.add(1)
        self.is_pushing = True
        waiting = self.gait.push(
            samples[i], samples[i + 1], samples[i + 2], samples[i + 3], samples[i + 4], samples[i + 5]
        )
        self.is_pushing = False
        return waiting

    def _turn(self, n):
        """Put a burst into body axes."""
        chip = self._chip
        samples = self.samples
        axis = 0
        while axis < 3:
            at = axis
            end = 6 * n
            i = self._axis[axis]
            if self._turned[axis]:
                while at < end:
                    # -32768 has no opposite in 16 bits.
                    samples[at] = min(-chip[i], _HIGHEST)
                    samples[at + 3] = min(-chip[i + 3], _HIGHEST)
                    at += 6
                    i += 6
            else:
                while at < end:
                    samples[at] = chip[i]
                    samples[at + 3] = chip[i + 3]
                    at += 6
                    i += 6
            axis += 1
