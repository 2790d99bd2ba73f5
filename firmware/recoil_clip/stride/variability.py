"""Step-to-step variability: the spread of step time over the last 150 steps.

    variability = 100 s / mean step time, s^2 = sum (T - mean of its foot)^2 / (n - 2), in 0.01 %.
Each foot has its own mean, so a left/right difference does not count; a slow change of pace does (the coach's
unsteadiness leaves it out).
"""

from array import array

from ..compat import const
from ..gait.tick_kernels import isqrt

STEPS = const(150)

_LEFT = const(-1)
_FARTHEST = const(2047)  # 65 ms off is a stumble; 150 squares stay below 2^30
_LONGEST_US = const(600000)
_EVERY = const(8)


class Variability:
    """`add` clean steps; `bp` is renewed every 8 steps, -1 before there are 150."""

    def __init__(self):
        self.bp = -1
        self._times_us = array("i", bytes(4 * STEPS))  # of a left step, its opposite
        self._steps = 0

    def add(self, step_us, side):
        """Count a step."""
        if not side or not 0 < step_us <= _LONGEST_US:
            return
        self._times_us[self._steps % STEPS] = -step_us if side == _LEFT else step_us
        self._steps += 1
        if self._steps >= STEPS and self._steps % _EVERY == 0:
            self._renew()
        if self._steps >= 2 * STEPS * _EVERY:
            self._steps -= STEPS * _EVERY

    def _renew(self):
        times_us = self._times_us
        left = left_us = right = right_us = 0
        i = 0
        while i < STEPS:
            time_us = times_us[i]
            if time_us < 0:
                left += 1
                left_us -= time_us
            else:
                right += 1
                right_us += time_us
            i += 1
        mean_us = (left_us + right_us) // STEPS
        left_us //= max(left, 1)
        right_us //= max(right, 1)
        squares = 0
        while i:
            i -= 1
            time_us = times_us[i]
            # In 32 us.
            off = min(abs(-time_us - left_us if time_us < 0 else time_us - right_us) >> 5, _FARTHEST)
            squares += off * off
        # 10000 s / mean: s in 32 us / 8.
        self.bp = (isqrt(squares // (STEPS - 2) * 64) * 40000) // max(mean_us, 1)
