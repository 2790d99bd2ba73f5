"""The last five seconds of ticks, in the chip's own axes and counts."""

from array import array

from ..compat import const

# As in `tick_kernels`.
_AXES = const(6)
_HISTORY_TICKS = const(512)


class History:
    """Ring of ticks.

    The six counts of tick `n` begin at index `(n & HISTORY_MASK) * AXES` of `counts`, an array("i"); `ticks` is the
    next one's number.
    """

    def __init__(self):
        self.counts = array("i", bytes(4 * _HISTORY_TICKS * _AXES))
        self.ticks = 0
