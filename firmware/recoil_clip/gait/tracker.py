"""One anchor per step: the moment when the pelvis falls fastest.

Vertical acceleration is low-passed by two moving averages (5 and 4 ticks: -3 dB at 7 Hz, zeros at 20 and 25 Hz, near
where a loose clip rings) and integrated with a leak. The velocity has one minimum per step, shortly after initial
contact; a hysteresis that follows the size of the movement tells it from wobble.
"""

from array import array

from ..compat import const

# The averages keep their sum, so acceleration is in 1/20 of a Q2 count (0.122 mg) and velocity in 0.598 um/s.
_GAIN = const(20)
_LEAST_HYSTERESIS = const(167000)  # 0.1 m/s
_LEAK = const(7)  # velocity decays with 2^7 ticks = 1.28 s
_RING = const(8)

# A minimum seen at tick n lies at n - 2.5 on the tick axis, where tick n covers n .. n + 1: the averages delay by
# 2 + 1.5 ticks, and a sum over ticks reaches to the end of the last one.
_DELAY_TICKS = const(3)
_DELAY_Q8 = const(128)


class Tracker:
    """Feed every tick. When `feed` returned True, `tick` + `fraction_q8` / 256 is the anchor of a new step."""

    def __init__(self):
        self._raw = array("i", bytes(4 * _RING))
        self._sum5 = array("i", bytes(4 * _RING))
        self.restart(0)

    def restart(self, tick):
        """Forget all, as after a gap: the next tick will be number `tick`."""
        self.tick = tick
        self.fraction_q8 = 0
        self.swing_q2 = 0  # peak to trough of low-passed acceleration over the cycle that just ended
        i = 0
        while i < _RING:
            self._raw[i] = self._sum5[i] = 0
            i += 1
        self._sum20 = 0
        self._velocity = 0
        self._falling = False
        self._low_tick = 0
        self._low = 0
        self._before_low = 0
        self._after_low = 0
        self._high = 0
        self._travel = 0  # smoothed peak to trough of velocity
        self._most = 0
        self._least = 0

    def feed(self, up_q2, tick):
        """Add one tick of vertical acceleration without gravity, Q2 counts."""
        raw = self._raw
        sums = self._sum5
        sum5 = sums[(tick - 1) % _RING] + up_q2 - raw[(tick - 5) % _RING]
        sum20 = self._sum20 + sum5 - sums[(tick - 4) % _RING]
        raw[tick % _RING] = up_q2
        sums[tick % _RING] = sum5
        self._sum20 = sum20
        self._most = max(self._most, sum20)
        self._least = min(self._least, sum20)

        before = self._velocity
        velocity = before + sum20 - (before >> _LEAK)
        self._velocity = velocity
        hysteresis = max(self._travel >> 2, _LEAST_HYSTERESIS)
        if not self._falling:
            self._high = max(self._high, velocity)
            if velocity >= self._high - hysteresis:
                return False
            self._falling = True
            self._low = velocity + 1
        if velocity < self._low:
            self._low = velocity
            self._low_tick = tick
            self._before_low = before
            return False
        if tick == self._low_tick + 1:
            self._after_low = velocity
        if velocity <= self._low + hysteresis:
            return False
        self._travel += (self._high - self._low - self._travel) >> 2
        # Vertex of the parabola through the three lowest points: (a - c) / 2 (a - 2 b + c), b the middle one.
        down = (self._before_low - self._low) >> 6
        rise = (self._after_low - self._low) >> 6
        offset_q8 = max(min(((down - rise) << 7) // max(down + rise, 1), 128), -128) + _DELAY_Q8
        self.tick = self._low_tick - _DELAY_TICKS + (offset_q8 >> 8)
        self.fraction_q8 = offset_q8 & 255
        self.swing_q2 = (self._most - self._least) // _GAIN
        self._most = self._least = 0
        self._high = velocity
        self._falling = False
        return True
