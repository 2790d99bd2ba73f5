"""How the clip sits: body axes in the chip's axes, learnt from running itself.

Up: mean specific force over whole steps of running is gravity, so up follows from its direction, however the clip is
tilted or if it is upside down. Forward: the chip's x axis (its face looks ahead along the spine) without its part
along up; right = forward x up.

Yaw, a turn about the vertical that remains, is told by symmetry: what repeats with every step is fore-aft, what
alternates between the feet is side. With f and r the level components of acceleration, bin by bin, of two consecutive
steps, their covariance at a lag of one step,
    M_ff = sum f_k f_(k-1),  M_rr = sum r_k r_(k-1),  M_fr = sum (f_k r_(k-1) + r_k f_(k-1)) / 2,
is positive along what repeats and negative along what alternates; its principal axis is forward:
    yaw = atan2(2 M_fr, M_ff - M_rr) / 2.
"""

from array import array

from ..compat import const
from .cycle import BEFORE, BINS
from .tick_kernels import isqrt, point

_AXES = const(6)
_HISTORY_MASK = const(511)
_ONE_Q14 = const(16384)
_MEMORY_STEPS = const(16)
_FEW_STEPS = const(4)
_LEAST_COS_Q14 = const(5604)  # cos(2 x 35 degrees): a yaw that seems larger is not believed


class Mount:
    """Level body axes as directions in chip axes: `axes_q14` is (forward, up, right).

    Turned by yaw, forward = cos x forward + sin x right, both factors in Q14.
    """

    def __init__(self):
        self.axes_q14 = (array("i", bytes(12)), array("i", [0, _ONE_Q14, 0]), array("i", bytes(12)))
        self.cos_q14 = _ONE_Q14
        self.sin_q14 = 0
        self._steps = 0
        self._sums = array("i", bytes(12))  # of per-step means, counts
        self._pairs = 0
        self._even = 0  # M_ff - M_rr
        self._odd = 0  # 2 M_fr
        self._forward = array("h", bytes(2 * BINS))
        self._right = array("h", bytes(2 * BINS))

    def begin(self, vectors, place):
        """Start a run with a first idea of up, the vector at a place; yaw that was learnt before is kept."""
        self._steps = 0
        self._level(vectors, place)

    def learn_up(self, history, first, end):
        """Add one step: ticks first .. end - 1 of the history."""
        counts = history.counts
        sums = self._sums
        steps = self._steps
        axis = 0
        while axis < 3:
            total = 0
            i = first
            while i < end:
                total += counts[(i & _HISTORY_MASK) * _AXES + axis]
                i += 1
            mean = total // (end - first)
            if steps == 0:
                sums[axis] = 0
            elif steps == _MEMORY_STEPS:
                sums[axis] -= sums[axis] >> 4
            sums[axis] += mean
            axis += 1
        self._steps = min(steps + 1, _MEMORY_STEPS)
        if steps:
            self._level(sums, 0)

    def _level(self, vectors, place):
        axes = self.axes_q14
        up = axes[1]
        point(up, 0, vectors, place)
        forward = axes[0]
        right = axes[2]
        i = 0
        while i < 3:
            right[i] = -((up[0] * up[i]) >> 14)
            i += 1
        right[0] += _ONE_Q14
        point(forward, 0, right, 0)
        while i:
            i -= 1
            j = (i + 1) % 3
            k = (i + 2) % 3
            right[i] = (forward[j] * up[k] - forward[k] * up[j]) >> 14

    def learn_yaw(self, cycle, paired):
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
        if self._pairs == _MEMORY_STEPS:
            even -= self._even >> 4
            odd -= self._odd >> 4
        else:
            self._pairs += 1
        even += self._even
        odd += self._odd
        self._even = even
        self._odd = odd
        while max(abs(even), abs(odd)) >= _ONE_Q14:
            even >>= 1
            odd >>= 1
        length = isqrt(even * even + odd * odd)
        if self._pairs < _FEW_STEPS or length < 64:
            return
        cos2_q14 = min((even << 14) // length, _ONE_Q14)
        if cos2_q14 >= _LEAST_COS_Q14:
            # cos a = sqrt((1 + cos 2a) / 2), sin a = sin 2a / (2 cos a).
            self.cos_q14 = isqrt((_ONE_Q14 + cos2_q14) << 13)
            self.sin_q14 = (((odd << 14) // length) << 13) // self.cos_q14
