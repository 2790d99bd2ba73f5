"""What the strides and windows of a minute add up to, for the log."""

from array import array

from ..compat import const
from .regularity import VALUES as REGULARITIES
from .stride import UNKNOWN
from .stride import VALUES as STRIDE_VALUES

# Of a minute: six regularities, variability, the values of a stride, then how many strides and windows.
VARIABILITY = const(6)
STRIDE = const(7)
STRIDES = const(18)
WINDOWS = const(19)
NUMBERS = const(20)

_MOST = const(600)


class Means:
    """`add_*` what comes, then `fill` the `numbers`, which begins the next minute."""

    def __init__(self):
        self.numbers = array("h", bytes(2 * NUMBERS))
        self._sums = array("i", bytes(4 * NUMBERS))
        self._counts = array("i", bytes(4 * NUMBERS))
        self._strides = 0
        self._windows = 0

    def add_stride(self, stride):
        """Count a stride."""
        if self._strides < _MOST:
            self._strides += 1
            self._add(STRIDE, stride.values, STRIDE_VALUES)

    def add_window(self, regularity):
        """Count a window of regularity."""
        if self._windows < _MOST:
            self._windows += 1
            self._add(0, regularity.values, REGULARITIES)

    def fill(self, variability_bp):
        """Write the means into `numbers`; UNKNOWN where there is none."""
        numbers = self.numbers
        i = 0
        while i < STRIDES:
            count = self._counts[i]
            numbers[i] = (self._sums[i] + (count >> 1)) // count if count else UNKNOWN
            self._sums[i] = self._counts[i] = 0
            i += 1
        if variability_bp >= 0:
            numbers[VARIABILITY] = min(variability_bp, 32767)
        numbers[STRIDES] = self._strides
        numbers[WINDOWS] = self._windows
        self._strides = self._windows = 0

    def _add(self, place, values, count):
        i = 0
        while i < count:
            if values[i] != UNKNOWN:
                self._sums[place + i] += values[i]
                self._counts[place + i] += 1
            i += 1
