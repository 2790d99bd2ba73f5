"""The last five seconds of ticks, in the chip's own axes and counts.

A step is measured after it has ended, and the first steps of a run after running was recognised: both look back here.
"""

from array import array

from ..compat import const

TICKS = const(512)
MASK = const(511)
AXES = const(6)

_FULL_SCALE = const(32000)  # a tick's average this near the end of the range holds clipped samples


class History:
    """Ring of ticks.

    The six int16 counts of tick `n` begin at index `(n & MASK) * AXES`; `ticks` is the next one's number.
    """

    def __init__(self):
        self.counts = array("h", bytes(2 * TICKS * AXES))
        self.ticks = 0
        self.saturated_tick = -1  # the last one that was

    def append(self, tick):
        """Keep a tick, an array of six counts."""
        counts = self.counts
        at = (self.ticks & MASK) * AXES
        i = 0
        while i < AXES:
            count = tick[i]
            counts[at + i] = count
            if abs(count) >= _FULL_SCALE:
                self.saturated_tick = self.ticks
            i += 1
        self.ticks += 1

    def recall(self, number, tick):
        """Copy tick `number`, one of the last 512, to an array."""
        at = (number & MASK) * AXES
        i = 0
        while i < AXES:
            tick[i] = self.counts[at + i]
            i += 1
