"""What is known of a stride, a left and a right step one after the other; what the strides of a minute add up to."""

from array import array

from ..compat import const
from .kernels import add_up

UNKNOWN = const(-32768)

# Places in `values`. Ranges are peak to trough in 0.01 degrees: over the stride, then within the left and right step.
TILT = const(0)
OBLIQUITY = const(1)
ROTATION = const(2)
TILT_LEFT = const(3)
TILT_RIGHT = const(4)
DROP_LEFT = const(5)
DROP_RIGHT = const(6)
ROTATION_LEFT = const(7)
ROTATION_RIGHT = const(8)
BRAKING_LEFT = const(9)  # mg, backward is positive
BRAKING_RIGHT = const(10)
VALUES = const(11)

# Of a minute: six regularities, variability, the values of a stride, then how many strides and windows.
VARIABILITY = const(6)
STRIDE = const(7)
STRIDES = const(18)
WINDOWS = const(19)
NUMBERS = const(20)

_MOST = const(32767)
_MOST_COUNTED = const(600)


class Stride:
    """One stride, from a step's initial contact to the one after the next.

    `values` is an array("i") by the names above, in 0.01 degrees and mg; `initial_contact_s`, `initial_contact_us` and
    `side` (-1 left, 1 right) are those of its first step.
    """

    def __init__(self):
        self.initial_contact_s = 0
        self.initial_contact_us = 0
        self.side = 0
        self.speed_mm_s = 0  # mean of its steps'; 0 not known
        self.values = array("i", bytes(4 * VALUES))


class Means:
    """The means of a minute.

    `add_stride` and `add_window` what comes, then `fill` the `numbers`, which begins the next minute.
    """

    def __init__(self):
        self.numbers = array("i", bytes(4 * NUMBERS))
        self._sums = array("i", bytes(4 * NUMBERS))
        self._counts = array("i", bytes(4 * NUMBERS))
        self._strides = 0
        self._windows = 0

    def add_stride(self, stride):
        """Count a stride; returns nothing.

        Args:
            stride: A `Stride`.
        """
        if self._strides < _MOST_COUNTED:
            self._strides += 1
            add_up(self._sums, self._counts, stride.values, STRIDE, STRIDES)

    def add_window(self, regularity):
        """Count a window of regularity; returns nothing.

        Args:
            regularity: A `Regularity` with new `values`, in 0.0001.
        """
        if self._windows < _MOST_COUNTED:
            self._windows += 1
            add_up(self._sums, self._counts, regularity.values, 0, VARIABILITY)

    def fill(self, variability_bp):
        """Write the means into `numbers`, UNKNOWN where there is none; returns nothing.

        Args:
            variability_bp: Spread of step times over their mean in 0.01 %; -1 if it is not known.
        """
        numbers = self.numbers
        i = 0
        while i < STRIDES:
            numbers[i] = self._mean(i)
            i += 1
        if variability_bp >= 0:
            numbers[VARIABILITY] = min(variability_bp, _MOST)
        numbers[STRIDES] = self._strides
        numbers[WINDOWS] = self._windows
        self._strides = self._windows = 0

    def _mean(self, i):
        """Return a mean, and forget what it is of."""
        count = self._counts[i]
        mean = (self._sums[i] + (count >> 1)) // count if count else UNKNOWN
        self._sums[i] = self._counts[i] = 0
        return mean
