"""What is known of one stride: a left and a right step, one after the other."""

from array import array

from ..compat import const

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

_MOST = const(32767)


class Stride:
    """`values` by the names above; `initial_contact_*` and `side` are those of its first step."""

    def __init__(self):
        self.initial_contact_s = 0
        self.initial_contact_us = 0
        self.side = 0
        self.values = array("h", bytes(2 * VALUES))

    def set(self, place, value):
        """Keep a value, or the nearest that 16 bits hold."""
        self.values[place] = max(min(value, _MOST), -_MOST)

    def clear(self):
        """Forget the values."""
        i = 0
        while i < VALUES:
            self.values[i] = UNKNOWN
            i += 1
