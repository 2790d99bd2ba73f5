"""Motion of the pelvis over a stride: tilt, obliquity with its drop, rotation; and braking, which needs the tilt."""

from ..compat import const
from .angle import MOST_TICKS, Angle
from .axes import FORWARD, RIGHT, UP
from .braking import Braking
from .stride import (
    BRAKING_LEFT,
    BRAKING_RIGHT,
    DROP_LEFT,
    DROP_RIGHT,
    OBLIQUITY,
    ROTATION,
    ROTATION_LEFT,
    TILT,
    TILT_LEFT,
    UNKNOWN,
)

_LEFT = const(-1)


class Pelvis:
    """`measure` a stride into a `Stride`. Moments are ticks after its first tick."""

    def __init__(self, gyroscope):
        self._gyroscope = gyroscope
        self._angle = Angle()
        self._turning = Angle()
        self._braking = Braking()

    def measure(self, counts, axes, first, fraction_q8, length_q8, middle, contacts, stride):
        """Measure the stride that begins at tick first + fraction_q8 / 256 and lasts length_q8 / 256 ticks.

        Its second step begins `middle` ticks after `first`; `contacts` are the contacts of both steps in ticks.
        Returns False if it is too long.
        """
        end = (fraction_q8 + length_q8) >> 8
        # Not before its begin, which is nearer to the tick after if half of the tick is over.
        begin = (fraction_q8 + 128) >> 8
        if end > MOST_TICKS or begin + 2 > middle or middle + 2 > end:
            return False
        stride.clear()
        directions_q14 = axes.directions_q14
        is_left = stride.side == _LEFT
        angle = self._angle
        turning = self._turning
        braking = self._braking
        if self._gyroscope:
            angle.integrate(counts, directions_q14[RIGHT], first, fraction_q8, length_q8)
            self._range(angle, begin, middle, end, stride, TILT, TILT_LEFT)
        else:
            angle.clear()
        braking.level(counts, axes, angle.values, first, begin, end)
        if self._gyroscope:
            turning.integrate(counts, directions_q14[UP], first, fraction_q8, length_q8)
            self._range(turning, begin, middle, end, stride, ROTATION, ROTATION_LEFT)
            angle.integrate(counts, directions_q14[FORWARD], first, fraction_q8, length_q8)
            angle.correct(turning, braking.lean_q14, fraction_q8, length_q8)
            # Right side down is positive: the swinging side in a left stance.
            sign = -stride.side
            one = angle.rise_cdeg(begin, min(begin + contacts[0], end), sign)
            other = angle.rise_cdeg(middle, min(middle + contacts[1], end), -sign)
            stride.set(OBLIQUITY, angle.travel_cdeg(begin, end))
            stride.set(DROP_LEFT, one if is_left else other)
            stride.set(DROP_RIGHT, other if is_left else one)
        one = braking.mean_mg(begin, contacts[0])
        other = braking.mean_mg(middle, contacts[1])
        if one != UNKNOWN and other != UNKNOWN:
            stride.set(BRAKING_LEFT, one if is_left else other)
            stride.set(BRAKING_RIGHT, other if is_left else one)
        return True

    def _range(self, angle, begin, middle, end, stride, whole, left):
        """Set the ranges over the stride, and from place `left` on those of the left and the right step."""
        is_right = stride.side != _LEFT
        stride.set(whole, angle.travel_cdeg(begin, end))
        stride.set(left + is_right, angle.travel_cdeg(begin, middle))
        stride.set(left + 1 - is_right, angle.travel_cdeg(middle, end))
