"""The clip's turn about the vertical, told by symmetry.

What repeats with every step is fore-aft, what alternates between the feet is side. With f and r the level components of
acceleration, bin by bin, of two consecutive steps, their covariance at a lag of one step,
    M_ff = sum f_k f_(k-1),  M_rr = sum r_k r_(k-1),  M_fr = sum (f_k r_(k-1) + r_k f_(k-1)) / 2,
is positive along what repeats and negative along what alternates; its principal axis is forward:
    yaw = atan2(2 M_fr, M_ff - M_rr) / 2.
"""

from array import array

from .compat import const
from .cycle import BEFORE, BINS
from .direction import ONE_Q14
from .integer import isqrt

_MEMORY_STEPS = const(16)
_FEW_STEPS = const(4)
_LEAST_COS_Q14 = const(5604)  # cos(2 x 35 degrees): what seems farther off is not believed


class Yaw:
    """Learn from every cycle; forward = cos f + sin r, both in Q14."""

    def __init__(self):
        self.cos_q14 = ONE_Q14
        self.sin_q14 = 0
        self._steps = 0
        self._even = 0  # M_ff - M_rr
        self._odd = 0  # 2 M_fr
        self._forward = array("h", bytes(2 * BINS))
        self._right = array("h", bytes(2 * BINS))

    def learn(self, cycle, paired):
        """Add a cycle; `paired` tells that it follows the one learnt before."""
        even = odd = 0
        i = 0
        while i < BINS:
            f = cycle.forward[BEFORE + i]
            r = cycle.right[BEFORE + i]
            f_before = self._forward[i]
            r_before = self._right[i]
            self._forward[i] = f
            self._right[i] = r
            even += (f * f_before - r * r_before) >> 5
            odd += (f * r_before + r * f_before) >> 5
            i += 1
        if not paired:
            return
        if self._steps < _MEMORY_STEPS:
            self._steps += 1
        else:
            self._even -= self._even >> 4
            self._odd -= self._odd >> 4
        self._even += even
        self._odd += odd
        if self._steps >= _FEW_STEPS:
            self._turn(self._even, self._odd)

    def _turn(self, even, odd):
        while max(abs(even), abs(odd)) >= ONE_Q14:
            even >>= 1
            odd >>= 1
        length = isqrt(even * even + odd * odd)
        if length < 64:
            return
        cos2_q14 = min((even << 14) // length, ONE_Q14)
        if cos2_q14 < _LEAST_COS_Q14:
            return
        # cos a = sqrt((1 + cos 2a) / 2), sin a = sin 2a / (2 cos a).
        self.cos_q14 = isqrt((ONE_Q14 + cos2_q14) << 13)
        self.sin_q14 = (((odd << 14) // length) << 13) // self.cos_q14
