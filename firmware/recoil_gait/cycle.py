"""One cycle's waveform: its signals as averages over fixed parts of the step, so that all speeds compare.

A cycle goes from one anchor to the next and is cut into 24 bins; eight more reach back before its anchor, where initial
contact may lie. A bin's value is the mean over its time (interpolated at both edges) less the mean over the cycle.
"""

from array import array

from .body import MASK
from .compat import const
from .integer import clamp

BINS = const(24)
BEFORE = const(8)
WIDTH = const(32)  # BEFORE + BINS

_LIMIT = const(4095)  # +-4 g: wider is a blow, not a step


class Cycle:
    """Bins of one cycle: `forward, up, right` in 1/1025 g, `roll, yaw, pitch` (rates) in 0.14 degrees/s.

    Each is an array of 32: index 8 is the first bin after the anchor.
    """

    def __init__(self, gyroscope):
        self.gyroscope = gyroscope
        self.forward = array("h", bytes(2 * WIDTH))
        self.up = array("h", bytes(2 * WIDTH))
        self.right = array("h", bytes(2 * WIDTH))
        self.roll = array("h", bytes(2 * WIDTH))
        self.yaw = array("h", bytes(2 * WIDTH))
        self.pitch = array("h", bytes(2 * WIDTH))
        self._sums = array("i", bytes(4 * WIDTH))

    def cut(self, body, tick, fraction_q8, period_q8):
        """Fill the bins of the cycle that starts at tick + fraction_q8 / 256 and lasts period_q8 / 256 ticks."""
        self._cut(body.forward, self.forward, tick, fraction_q8, period_q8, 3)
        self._cut(body.up, self.up, tick, fraction_q8, period_q8, 3)
        self._cut(body.right, self.right, tick, fraction_q8, period_q8, 3)
        if self.gyroscope:
            self._cut(body.roll, self.roll, tick, fraction_q8, period_q8, 1)
            self._cut(body.yaw, self.yaw, tick, fraction_q8, period_q8, 1)
            self._cut(body.pitch, self.pitch, tick, fraction_q8, period_q8, 1)

    def _cut(self, ring, bins, tick, fraction_q8, period_q8, shift):
        sums = self._sums
        start_q8 = fraction_q8 - (BEFORE * period_q8) // BINS
        i = start_q8 >> 8  # tick that is being summed, relative to the anchor's
        whole = 0
        before = (ring[(tick + i) & MASK] * (start_q8 & 255)) >> 8
        total = 0
        j = 0
        while j < WIDTH:
            edge_q8 = start_q8 + ((j + 1) * period_q8) // BINS
            end = edge_q8 >> 8
            while i < end:
                whole += ring[(tick + i) & MASK]
                i += 1
            upto = whole + ((ring[(tick + i) & MASK] * (edge_q8 & 255)) >> 8)
            sums[j] = upto - before
            if j >= BEFORE:
                total += upto - before
            before = upto
            j += 1
        # Mean of a bin: sum / (period / 24 / 256); of the cycle: total / (period / 256).
        mean = (total >> shift) * 256 // period_q8
        j = 0
        while j < WIDTH:
            value = (sums[j] >> shift) * 6144 // period_q8 - mean
            bins[j] = clamp(value, -_LIMIT, _LIMIT)
            j += 1
