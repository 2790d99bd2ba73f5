"""Sway of the trunk while a position is held: how much and how busily it accelerates and turns.

Horizontal acceleration (fore and aft x, sideways z) and the rates of rolling (about x) and pitching (about z) below
3.5 Hz, the band of postural sway at the waist (Mancini 2012, ISway), 26 times a second. The spread is the RMS about the
mean, so neither the clip's tilt nor the gyroscope's offset counts. The path is the length of the way that the pair of
values goes: sum of sqrt(dx^2 + dz^2). Also the RMS of the changes from value to value, dx and dz alike, which JERK is
made of, and the spread of x + z: it and theirs tell how the two go together.
"""

from array import array

from ..compat import const
from ..gait.tick_kernels import isqrt
from .deviation import MOST, Deviation
from .kernels import sway

_VALUE_BITS = const(5)  # shifted out: an eighth of a count is left, 61 ug and 8.75 mdps
_SAMPLES = const(8)  # in the state of `kernels.sway`
_WARM_UP = const(104)  # as there
_CHANGE_BITS = const(2)  # a change is small: more bits of it
_WAITING = const(20)  # values, 0.8 s: longer than a fall
_MOST_WAY = const(16383)
_LONGEST = const(1 << 24)


class Plane:
    """A pair of values on their way."""

    def __init__(self):
        self.x = Deviation()
        self.z = Deviation()
        self.sum = Deviation()
        self.change = Deviation()
        self.clear()

    def clear(self):
        """Forget all samples; the next try begins."""
        self.x.clear()
        self.z.clear()
        self.sum.clear()
        self.change.clear()
        self.path = 0
        self._is_on_way = False
        self._begin_x = self._begin_z = 0
        self._last_x = self._last_z = 0

    def lift(self):
        """Leave a piece of the way out."""
        self._is_on_way = False

    def add(self, x, z):
        """Go on to these values."""
        if not self.x.count:
            self._begin_x = x
            self._begin_z = z
        # Counted from where it began, so that tilt and offset leave the spread all its room.
        x -= self._begin_x
        z -= self._begin_z
        self.x.add(x)
        self.z.add(z)
        self.sum.add(x + z)
        if self._is_on_way:
            dx = max(min(x - self._last_x, _MOST_WAY), -_MOST_WAY)
            dz = max(min(z - self._last_z, _MOST_WAY), -_MOST_WAY)
            self.path = min(self.path + isqrt(dx * dx + dz * dz), _LONGEST)
            self.change.add(dx << _CHANGE_BITS)
            self.change.add(dz << _CHANGE_BITS)
        self._is_on_way = True
        self._last_x = x
        self._last_z = z


class Sway:
    """`feed` every sample, from before the trial on; `begin` it and `end` it.

    What is shaken is left out. The last 0.8 s wait: they count where the position was held, not where it was lost.
    """

    def __init__(self):
        self.acceleration = Plane()
        self.rate = Plane()
        self._state = array("i", bytes(4 * 9))
        self._waiting = array("i", bytes(4 * 4 * _WAITING))
        self._at = 0  # of the value that waits longest
        self._waits = 0  # how many values
        self._is_on = False

    def begin(self):
        """Note that a try begins, and forget the one before."""
        self.acceleration.clear()
        self.rate.clear()
        self._at = self._waits = 0
        self._is_on = True

    def end(self, is_held):
        """It is over; what waits counts if the position was held."""
        if self._is_on and is_held:
            self._let_all()
        self._is_on = False

    def feed(self, samples, first, end, is_shaken):
        """Take samples, six counts each, from number `first` to before `end`; none of them or all are shaken."""
        state = self._state
        while first < end:
            first = sway(state, samples, first, end)
            if state[_SAMPLES] == _WARM_UP and self._is_on:
                self._take(is_shaken)

    def _take(self, is_shaken):
        """Take the value that is due."""
        if is_shaken:
            self._let_all()
            self.acceleration.lift()
            self.rate.lift()
            return
        if self._waits == _WAITING:
            self._let_one()
        at = 4 * ((self._at + self._waits) % _WAITING)
        i = 0
        while i < 4:
            self._waiting[at + i] = self._state[2 * i + 1] >> _VALUE_BITS
            i += 1
        self._waits += 1

    def _let_all(self):
        while self._waits:
            self._let_one()

    def _let_one(self):
        """Count what waits longest."""
        waiting = self._waiting
        at = 4 * self._at
        self.acceleration.add(waiting[at], waiting[at + 1])
        self.rate.add(waiting[at + 2], waiting[at + 3])
        self._at = (self._at + 1) % _WAITING
        self._waits -= 1


def ug(eighths):
    """Return an RMS of acceleration in ug: a count is 488."""
    return min(eighths, 2 * MOST) * 61


def mdps(eighths):
    """Return an RMS of rate in thousandths of a degree/s: a count is 70."""
    return min(eighths, 2 * MOST) * 35 // 4


def path_mg(eighths):
    """Return a path of acceleration in mg."""
    return eighths // 10 * 61 // 100


def path_mdps(eighths):
    """Return a path of rate in thousandths of a degree/s."""
    return eighths * 35 // 4
