"""One cycle's waveform: its signals as averages over fixed parts of the step, so that all speeds compare.

A cycle goes from one anchor to the next and is cut into 24 bins; eight more reach back before its anchor, where initial
contact may lie. A bin's value is the mean over its time (interpolated at both edges) less the mean over the cycle.
"""

from array import array

from ..compat import const
from .body import MASK

BINS = const(24)
BEFORE = const(8)
WIDTH = const(32)  # BEFORE + BINS

_LIMIT = const(4095)  # +-4 g: wider is a blow, not a step


class Cycle:
    """Bins of one cycle, 32 in each of the `channels` of `Body`: acceleration in 1/1025 g, rates in 0.14 degrees/s.

    Index 8 is the first bin after the anchor. Without a gyroscope the last three channels stay zero.
    """

    def __init__(self, gyroscope):
        self.gyroscope = gyroscope
        self.channels = []
        while len(self.channels) < 6:
            self.channels.append(array("h", bytes(2 * WIDTH)))
        self.forward = self.channels[0]
        self.up = self.channels[1]
        self.right = self.channels[2]
        self.pitch = self.channels[5]
        self._sums = array("i", bytes(4 * WIDTH))

    def cut(self, body, tick, fraction_q8, period_q8):
        """Fill the bins of the cycle that starts at tick + fraction_q8 / 256 and lasts period_q8 / 256 ticks."""
        sums = self._sums
        channel = 0
        while channel < len(body.channels):
            ring = body.channels[channel]
            bins = self.channels[channel]
            shift = 3 if channel < 3 else 1
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
            while j:
                j -= 1
                bins[j] = max(min((sums[j] >> shift) * 6144 // period_q8 - mean, _LIMIT), -_LIMIT)
            channel += 1
