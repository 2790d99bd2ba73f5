"""Notices from the trunk alone that a foot met the ground: a jolt while the trunk turns, or either by itself if large.

A foot that is put down in haste stops the falling trunk: a jolt of some tenths of g within a tenth of a second, after a
moment in which the trunk turned faster than it does in a held position. Nobody who holds a position turns at 70
degrees/s, and a jolt of half a g is a hop or a step however quiet the trunk is. A toe that is set down gently moves the
trunk by nothing that could be told from sway: the wearer, or who watches, ends such a try with the button.
"""

from ..compat import const
from ..spec.exercises import MOVED, TOUCH_DOWN

# A unit of acceleration is 8 counts, 3.9 mg; one of rate is 8 counts, 0.56 degrees/s.
_SCALE_BITS = const(3)
_MOST = const(4096)
_JOLT = const(36)  # 0.14 g
_JOLT_ALONE = const(115)  # 0.45 g
_TURN = const(45)  # 25 degrees/s
_TURN_ALONE = const(125)  # 70 degrees/s
_JOLT_SQUARE = const(_JOLT * _JOLT)
_JOLT_ALONE_SQUARE = const(_JOLT_ALONE * _JOLT_ALONE)
_TURN_SQUARE = const(_TURN * _TURN)
_TURN_ALONE_SQUARE = const(_TURN_ALONE * _TURN_ALONE)
_TOGETHER = const(83)  # samples: 0.4 s from one to the other
_TURNING = const(21)  # samples, 0.1 s, of so much turning: a knock at the clip is shorter
_FRACTION_BITS = const(8)
_SLOW_BITS = const(8)  # gravity: what is below 0.13 Hz, a mean of 1.2 s
_FAST_BITS = const(2)  # a jolt: what is below 10 Hz
_TURN_BITS = const(2)


class TouchDown:
    """`push` every sample, from before the trial on. `ending` is 0, TOUCH_DOWN or MOVED after `begin`."""

    def __init__(self):
        self.ending = 0
        self._is_on = False
        self._is_new = True
        self._slow_x = self._slow_y = self._slow_z = 0
        self._fast_x = self._fast_y = self._fast_z = 0
        self._rate_x = self._rate_y = self._rate_z = 0
        self._since_jolt = self._since_turn = _TOGETHER
        self._turning = 0

    def begin(self):
        """A trial begins."""
        self.ending = 0
        self._is_on = True
        self._since_jolt = self._since_turn = _TOGETHER
        self._turning = 0

    def end(self):
        """It is over."""
        self._is_on = False

    def push(self, ax, ay, az, gx, gy, gz, is_shaken):
        """Take a sample in counts."""
        ax <<= _FRACTION_BITS
        ay <<= _FRACTION_BITS
        az <<= _FRACTION_BITS
        if self._is_new:
            self._is_new = False
            self._slow_x = self._fast_x = ax
            self._slow_y = self._fast_y = ay
            self._slow_z = self._fast_z = az
        self._slow_x += (ax - self._slow_x) >> _SLOW_BITS
        self._slow_y += (ay - self._slow_y) >> _SLOW_BITS
        self._slow_z += (az - self._slow_z) >> _SLOW_BITS
        self._fast_x += (ax - self._fast_x) >> _FAST_BITS
        self._fast_y += (ay - self._fast_y) >> _FAST_BITS
        self._fast_z += (az - self._fast_z) >> _FAST_BITS
        self._rate_x += ((gx << _FRACTION_BITS) - self._rate_x) >> _TURN_BITS
        self._rate_y += ((gy << _FRACTION_BITS) - self._rate_y) >> _TURN_BITS
        self._rate_z += ((gz << _FRACTION_BITS) - self._rate_z) >> _TURN_BITS
        if self._is_on and not is_shaken and not self.ending:
            self._judge()

    def _judge(self):
        bits = _FRACTION_BITS + _SCALE_BITS
        x = max(min((self._fast_x - self._slow_x) >> bits, _MOST), -_MOST)
        y = max(min((self._fast_y - self._slow_y) >> bits, _MOST), -_MOST)
        z = max(min((self._fast_z - self._slow_z) >> bits, _MOST), -_MOST)
        jolt = x * x + y * y + z * z
        x = self._rate_x >> bits
        y = self._rate_y >> bits
        z = self._rate_z >> bits
        turn = x * x + y * y + z * z
        self._since_jolt = 0 if jolt > _JOLT_SQUARE else min(self._since_jolt + 1, _TOGETHER)
        self._since_turn = 0 if turn > _TURN_SQUARE else min(self._since_turn + 1, _TOGETHER)
        self._turning = self._turning + 1 if turn > _TURN_ALONE_SQUARE else 0
        if jolt > _JOLT_ALONE_SQUARE or (self._since_jolt < _TOGETHER and self._since_turn < _TOGETHER):
            self.ending = TOUCH_DOWN
        elif self._turning >= _TURNING:
            self.ending = MOVED
