"""Running or not: judged on the size and the rhythm of consecutive cycles, never on free fall (shufflers have none).

Walking moves the pelvis by less than 1.5 g peak to trough at step times of half a second, slow running by more than 0.9 g at
under 0.42 s; jumps, stumbles, falls and a flight of stairs do not last 3.6 s. So a run begins when a chain of plausible cycles
has lasted that long, and its steps are then listed from the chain's first one.
"""

from .compat import const

SHORTEST_STEP_Q8 = const(5632)  # 0.22 s: 273 steps/min
LONGEST_STEP_Q8 = const(13312)  # 0.52 s: 115 steps/min
_CONFIRM_Q8 = const(92160)  # 3.6 s
_BRISK_Q8 = const(10240)  # 0.40 s: walkers do not step as fast
_ONE_SWING_Q2 = const(4500)  # 0.55 g: less is no running step
_MEAN_SWING_Q2 = const(7400)  # 0.9 g: less on average is no running
_SWING_PER_TICK_Q2 = const(490)  # and 0.06 g more for each 10 ms that a step takes longer than 0.40 s


class Gate:
    """Feed every cycle; `running` tells the verdict, `cycles` the length of the chain of plausible ones."""

    def __init__(self):
        self.running = False
        self.cycles = 0
        self._lasted_q8 = 0
        self._swing_q2 = 0  # mean over the chain, fading over 8 cycles
        self._period_q8 = 0

    def feed(self, period_q8, swing_q2):
        """Judge one cycle (ticks in Q8, Q2 counts). Returns False when it breaks the chain."""
        if period_q8 < SHORTEST_STEP_Q8 or period_q8 > LONGEST_STEP_Q8:
            self.stop()
            return False
        extra_q2 = (max(period_q8 - _BRISK_Q8, 0) * _SWING_PER_TICK_Q2) >> 8
        if swing_q2 < _ONE_SWING_Q2 + extra_q2:
            self.stop()
            return False
        cycles = self.cycles
        if cycles:
            # A cycle a third longer or shorter than the chain's holds a missed step, or a false one.
            period_mean_q8 = self._period_q8
            if abs(period_q8 - period_mean_q8) * 3 > period_mean_q8:
                self.stop()
                return False
        weight = min(cycles + 1, 8)
        self._period_q8 += (period_q8 - self._period_q8) // weight
        self._swing_q2 += (swing_q2 - self._swing_q2) // weight
        self.cycles = min(cycles + 1, 1 << 20)
        if self._swing_q2 < _MEAN_SWING_Q2 + extra_q2:
            self.stop()
            return False
        if not self.running:
            self._lasted_q8 += period_q8
            self.running = self._lasted_q8 >= _CONFIRM_Q8
        return True

    def stop(self):
        """Break the chain: not running."""
        self.running = False
        self.cycles = 0
        self._lasted_q8 = 0
        self._swing_q2 = 0
        self._period_q8 = 0
