"""Left share of contact time over the last steps, for the runner who asked to be cued on asymmetry.

Contact time is known to 14 to 20 ms a step: a pair of steps tells the share to 2 or 3 points, 64 pairs to 1.2 (95 %).
"""

from array import array

from ..compat import const

UNKNOWN = const(-1)

_PAIRS = const(64)


class Share:
    """`add` contacts in order; `left_bp` is the left share in 0.01 % (5000 is even), UNKNOWN before 64 pairs."""

    def __init__(self):
        self.left_bp = UNKNOWN
        self._more_us = array("i", bytes(4 * _PAIRS))  # left less right
        self._both_us = array("i", bytes(4 * _PAIRS))
        self._before_us = 0
        self._before_side = 0
        self.clear()

    def clear(self):
        """Forget every step, as before the first."""
        self.left_bp = UNKNOWN
        self._at = 0
        self._total_more_us = 0
        self._total_both_us = 0
        i = 0
        while i < _PAIRS:
            self._more_us[i] = self._both_us[i] = 0
            i += 1

    def add(self, contact_us, side, row):
        """Add a contact (below 2^20 us) of a side (-1 left, 1 right), the `row`-th of uninterrupted steps."""
        if row > 1 and side and side + self._before_side == 0:
            at = self._at
            self._total_more_us -= self._more_us[at]
            self._total_both_us -= self._both_us[at]
            self._more_us[at] = (contact_us - self._before_us) * -side
            self._both_us[at] = contact_us + self._before_us
            self._total_more_us += self._more_us[at]
            self._total_both_us += self._both_us[at]
            self._at = at = (at + 1) % _PAIRS
            if at == 0 or self.left_bp != UNKNOWN:
                # 100 % L / (L + R) = 50 % + 50 % (L - R) / (L + R), in units of 256 us to stay below 2^30.
                self.left_bp = 5000 + (self._total_more_us >> 8) * 5000 // (self._total_both_us >> 8)
        self._before_us = contact_us
        self._before_side = side
