"""Counts slow repetitions, a squat or a bridge, from how far the pelvis tips forward and back.

Going down to the box the trunk leans forward and comes back up; a bridge tips the pelvis back and down again. The angle
is the pitch rate added up, and forgotten with a time of 4.9 s, so that the gyroscope's offset moves it by a few degrees
and no more. A repetition is a swing of 10 degrees out and 10 back, each way 0.25 s long at least. Someone who squats
without leaning is not counted: the wearer ends the set with the button, and what was counted is logged as such.
"""

from ..compat import const

_FORGET_BITS = const(10)  # samples
_SWING = const(29700)  # 10 degrees in counts x samples: 70 mdps / 208 Hz is 0.337 thousandths of a degree
_SHORTEST = const(52)  # samples, 0.25 s


class Repetitions:
    """`push` every sample; `count` is how many were whole."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Begin anew."""
        self.count = 0
        self._angle = 0
        self._low = self._high = 0  # since the last turn
        self._way = 0  # 1 out to one side, -1 back; 0 before the first swing
        self._first = 0  # which way the first swing went
        self._samples = 0  # since the last turn

    def push(self, gz):
        """Take a sample of the pitch rate in counts."""
        angle = self._angle
        angle += gz - (angle >> _FORGET_BITS)
        self._angle = angle
        self._samples += 1
        if angle > self._high:
            self._high = angle
        if angle < self._low:
            self._low = angle
        if self._way <= 0 and angle - self._low >= _SWING:
            self._turn(1, angle)
        elif self._way >= 0 and self._high - angle >= _SWING:
            self._turn(-1, angle)

    def _turn(self, way, angle):
        if self._way and self._samples < _SHORTEST:
            return
        if not self._first:
            self._first = way
        elif way != self._first:
            self.count += 1
        self._way = way
        self._samples = 0
        self._low = self._high = angle
