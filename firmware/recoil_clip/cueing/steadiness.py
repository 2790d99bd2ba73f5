"""Steadiness: how much step time changes from one stride to the next.

Over the last 16 steps, the mean absolute change of step time against the step before last (the same foot), relative to
mean step time:
    unsteadiness = sum |T(i) - T(i-2)| / sum T(i), in 0.01 %; smaller is steadier.
Comparing the same foot keeps a left/right difference out; comparing neighbours keeps a slow change of speed out. That
is the moving range of quality control (Shewhart's charts for individual values): for independent noise 1.128 times its
standard deviation. Stride-interval variability is smaller in trained runners (Nakayama, Kudo and Ohtsuki, Gait &
Posture 2010; 31: 331). On 14 treadmill recordings the measure is 105 to 230 and strays by a tenth to a fifth of that;
for a runner as steady as a metronome the clip's own timing makes it 20.
"""

from array import array

from ..compat import const

UNKNOWN = const(-1)

_STEPS = const(16)
_LARGEST_US = const(65535)  # a larger change is a stumble; sums stay below 2^20


class Steadiness:
    """`add` step times; `unsteadiness_bp` is in 0.01 %, UNKNOWN before 16 changes are known."""

    def __init__(self):
        self.unsteadiness_bp = UNKNOWN
        self._change_us = array("i", bytes(4 * _STEPS))
        self._step_us = array("i", bytes(4 * _STEPS))
        self._before_us = 0
        self._two_before_us = 0
        self.clear()

    def clear(self):
        """Forget every step, as before the first."""
        self.unsteadiness_bp = UNKNOWN
        self._at = 0
        self._total_us = 0
        self._time_us = 0
        i = 0
        while i < _STEPS:
            self._change_us[i] = self._step_us[i] = 0
            i += 1

    def add(self, step_us, row):
        """Add a step time of 0.2 .. 0.6 s, the `row`-th of uninterrupted steps: a change needs three of them."""
        if row > 2:
            at = self._at
            change_us = min(abs(step_us - self._two_before_us), _LARGEST_US)
            self._total_us += change_us - self._change_us[at]
            self._time_us += step_us - self._step_us[at]
            self._change_us[at] = change_us
            self._step_us[at] = step_us
            self._at = at = (at + 1) % _STEPS
            if at == 0 or self.unsteadiness_bp != UNKNOWN:
                # 10000 x change / time, both scaled to stay below 2^30.
                self.unsteadiness_bp = self._total_us * 1000 // (self._time_us // 10)
        self._two_before_us = self._before_us
        self._before_us = step_us
