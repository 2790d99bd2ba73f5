"""One anchor per step: the moment when the pelvis falls fastest.

Vertical acceleration is low-passed by two moving averages (5 and 4 ticks: -3 dB at 7 Hz, zeros at 20 and 25 Hz, near where a
loose clip rings) and integrated with a leak. The velocity has one minimum per step, shortly after initial contact; a
hysteresis that follows the size of the movement tells it from wobble.
"""

from array import array

from .compat import const
from .integer import clamp

# The averages keep their sum, so acceleration is in 1/20 of a Q2 count (0.122 mg) and velocity in 0.598 um/s.
_GAIN = const(20)
_LEAST_HYSTERESIS = const(167000)  # 0.1 m/s
_LEAK = const(7)  # velocity decays with 2^7 ticks = 1.28 s

# A minimum seen at tick n lies at n - 2.5 on the tick axis, where tick n covers n .. n + 1: the averages delay by
# 2 + 1.5 ticks, and a sum over ticks reaches to the end of the last one.
_DELAY_TICKS = const(3)
_DELAY_Q8 = const(128)


class Tracker:
    """Feed every tick. When `feed` returned True, `tick` + `fraction_q8` / 256 is the anchor of a new step."""

    def __init__(self):
        self._five = array("i", bytes(20))
        self._four = array("i", bytes(16))
        self.restart(0)

    def restart(self, tick):
        """Forget all, as after a gap: the next tick will be number `tick`."""
        self.tick = tick
        self.fraction_q8 = 0
        self.swing_q2 = 0  # peak to trough of low-passed acceleration over the cycle that just ended
        i = 0
        while i < 4:
            self._five[i] = self._four[i] = 0
            i += 1
        self._five[4] = 0
        self._i5 = 0
        self._i4 = 0
        self._sum5 = 0
        self._sum20 = 0
        self._velocity = 0
        self._falling = False
        self._after = False  # the tick after the lowest one has still to come
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
        five = self._five
        i5 = self._i5
        sum5 = self._sum5 + up_q2 - five[i5]
        five[i5] = up_q2
        self._i5 = 0 if i5 == 4 else i5 + 1
        self._sum5 = sum5
        four = self._four
        i4 = self._i4
        sum20 = self._sum20 + sum5 - four[i4]
        four[i4] = sum5
        self._i4 = 0 if i4 == 3 else i4 + 1
        self._sum20 = sum20

        before = self._velocity
        velocity = before + sum20 - (before >> _LEAK)
        self._velocity = velocity

        if sum20 > self._most:
            self._most = sum20
        elif sum20 < self._least:
            self._least = sum20

        if not self._falling:
            if velocity > self._high:
                self._high = velocity
            elif velocity < self._high - self._hysteresis():
                self._falling = True
                self._low = velocity + 1
            else:
                return False
        if self._falling:
            if velocity < self._low:
                self._low = velocity
                self._low_tick = tick
                self._before_low = before
                self._after = True
            else:
                if self._after:
                    self._after = False
                    self._after_low = velocity
                if velocity > self._low + self._hysteresis():
                    self._found(velocity)
                    return True
        return False

    def _hysteresis(self):
        return max(self._travel >> 2, _LEAST_HYSTERESIS)

    def _found(self, velocity):
        travel = self._high - self._low
        self._travel += (travel - self._travel) >> 2
        # Vertex of the parabola through the three lowest points: (a - c) / 2 (a - 2 b + c), b the middle one.
        down = (self._before_low - self._low) >> 6
        rise = (self._after_low - self._low) >> 6
        curve = down + rise
        vertex_q8 = clamp((((down - rise) << 7) // curve) if curve > 0 else 0, -128, 128)
        offset_q8 = vertex_q8 + _DELAY_Q8
        self.tick = self._low_tick - _DELAY_TICKS + (offset_q8 >> 8)
        self.fraction_q8 = offset_q8 & 255
        self.swing_q2 = (self._most - self._least) // _GAIN
        self._most = self._least = 0
        self._high = velocity
        self._falling = False
