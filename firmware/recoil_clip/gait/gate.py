"""Running or not: judged on the size and the rhythm of consecutive cycles, never on free fall (shufflers have none).

Walking moves the pelvis by less than 1.5 g peak to trough at step times of half a second, slow running by more than
0.9 g at under 0.42 s; jumps, stumbles, falls and a flight of stairs do not last 3.6 s. So a run begins when a chain of
plausible cycles has lasted that long, and its steps are then listed from the chain's first one.
"""

from ..compat import const

_SHORTEST_STEP_Q8 = const(5632)  # 0.22 s: 273 steps/min
_LONGEST_STEP_Q8 = const(13312)  # 0.52 s: 115 steps/min
_CONFIRM_Q8 = const(92160)  # 3.6 s
_BRISK_Q8 = const(10240)  # 0.40 s: walkers do not step as fast
_ONE_SWING_Q2 = const(4500)  # 0.55 g: less is no running step
_MEAN_SWING_Q2 = const(7400)  # 0.9 g: less on average is no running
_SWING_PER_TICK_Q2 = const(490)  # and 0.06 g more for each 10 ms that a step takes longer than 0.40 s


class Gate:
    """Feed every cycle; `running` tells the verdict.

    The chain of plausible cycles that the newest ones form: `cycles` is its length (8 stands for more too),
    `period_q8` its mean cycle, ticks in Q8, fading over 8 cycles.
    """

    def __init__(self):
        self.stop()

    def feed(self, period_q8, swing_q2):
        """Judge one cycle (ticks in Q8, Q2 counts). Returns False when it breaks the chain."""
        extra_q2 = (max(period_q8 - _BRISK_Q8, 0) * _SWING_PER_TICK_Q2) >> 8
        off_q8 = period_q8 - self.period_q8
        good = _SHORTEST_STEP_Q8 <= period_q8 <= _LONGEST_STEP_Q8 and swing_q2 >= _ONE_SWING_Q2 + extra_q2
        if good and self.cycles:
            # A cycle a third longer or shorter than the chain's holds a missed step, or a false one.
            good = abs(off_q8) * 3 <= self.period_q8
        if good:
            self.cycles = min(self.cycles + 1, 8)
            self.period_q8 += off_q8 // self.cycles
            self._swing_q2 += (swing_q2 - self._swing_q2) // self.cycles
            good = self._swing_q2 >= _MEAN_SWING_Q2 + extra_q2
        if not good:
            self.stop()
        elif not self.running:
            self._lasted_q8 += period_q8
            self.running = self._lasted_q8 >= _CONFIRM_Q8
        return good

    def stop(self):
        """Break the chain: not running."""
        self.running = False
        self.cycles = 0
        self.period_q8 = 0
        self._lasted_q8 = 0
        self._swing_q2 = 0  # mean over the chain, fading over 8 cycles
