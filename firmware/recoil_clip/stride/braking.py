"""Braking: how hard the pelvis is pushed backward early in a stance.

    braking = - mean of a(t) over the first half of contact, a the fore-aft acceleration of the pelvis.
A pelvis that tilts turns part of the push from below into its own fore-aft axis, which is more than braking itself:
with the tilt p from the gyroscope (radians, backward positive) and specific force f ahead and u up in the clip's axes,
    a = f - p u - b u,   b = mean(f - p u) / mean(u) over the stride:
a stride begins and ends at the same speed, so what is left on average is a level that is off by b.
"""

from array import array

from ..compat import const
from .angle import MOST_TICKS
from .axes import AXES, FORWARD, HISTORY_MASK, UP
from .stride import UNKNOWN

_STEEPEST_Q14 = const(8191)  # half a radian
_ONE_G = const(2049)
_MOST = const(16383)  # 8 g
_LEAST_UP = const(512)  # a quarter of g: less on average is no running


class Braking:
    """`level` a stride, then ask for the mean of each step."""

    def __init__(self):
        self._ahead = array("i", bytes(4 * (MOST_TICKS + 2)))  # counts
        self._up = array("i", bytes(4 * (MOST_TICKS + 2)))
        self.lean_q14 = array("i", bytes(4 * (MOST_TICKS + 2)))  # of the pelvis in each tick, backward
        self._mean_ahead = 0
        self._mean_up = 0

    def level(self, counts, axes, tilt, first, begin, end):
        """Read ticks up to `end` after `first`, the stride is begin .. end - 1; `tilt` is an `Angle`'s values."""
        ahead = axes.directions_q14[FORWARD]
        above = axes.directions_q14[UP]
        total_ahead = total_up = 0
        lean_q14 = self.lean_q14
        k = 0
        while k <= end:
            at = ((first + k) & HISTORY_MASK) * AXES
            x = counts[at]
            y = counts[at + 1]
            z = counts[at + 2]
            f = (x * ahead[0] + y * ahead[1] + z * ahead[2]) >> 14
            u = (x * above[0] + y * above[1] + z * above[2]) >> 14
            # 0.7 millidegrees in radians: 0.7e-3 pi / 180 x 2^14 = 205 / 1024, of the sum of two.
            p_q14 = max(min(((tilt[k] + tilt[k + 1]) * 205) >> 11, _STEEPEST_Q14), -_STEEPEST_Q14)
            lean_q14[k] = p_q14
            f -= (p_q14 * u) >> 14
            self._ahead[k] = f
            self._up[k] = u
            if begin <= k < end:
                total_ahead += f
                total_up += u
            k += 1
        self._mean_ahead = max(min(total_ahead // (end - begin), _ONE_G), -_ONE_G)
        self._mean_up = total_up // (end - begin)
        if self._mean_up >= _LEAST_UP:
            off_q14 = max(min((self._mean_ahead << 14) // self._mean_up, _STEEPEST_Q14), -_STEEPEST_Q14)
            while k:
                k -= 1
                lean_q14[k] += off_q14

    def mean_mg(self, first, contact):
        """Return braking of the contact of so many ticks from tick `first` on; UNKNOWN if there is no telling."""
        ticks = (contact + 1) >> 1
        if ticks < 2 or self._mean_up < _LEAST_UP:
            return UNKNOWN
        total_ahead = total_up = 0
        k = first
        while k < first + ticks:
            total_ahead += self._ahead[k]
            total_up += self._up[k]
            k += 1
        up = max(min(total_up // ticks, _MOST), -_MOST)
        back = self._mean_ahead * up // self._mean_up - total_ahead // ticks
        return (back * 125) >> 8
