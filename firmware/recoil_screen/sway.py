"""Sway of the trunk while a position is held: how much and how busily it accelerates and turns.

Horizontal acceleration (fore and aft x, sideways z) and the rates of rolling (about x) and pitching (about z) below
3.5 Hz, the band of postural sway at the waist (Mancini 2012, ISway), 26 times a second. The spread is the RMS about the
mean, so neither the clip's tilt nor the gyroscope's offset counts. The path is the length of the way that the pair of
values goes: sum of sqrt(dx^2 + dz^2).
"""

from .compat import const
from .moments import MOST, Moments
from .roots import root

_EVERY = const(8)  # of 208 samples a second
_FILTER_BITS = const(8)  # of fractions in a filter
_VALUE_BITS = const(5)  # shifted out: an eighth of a count is left, 61 ug and 8.75 mdps
_CUT = const(5)  # two poles at 208 Hz x 5/32 / (2 pi) = 5.2 Hz: together -3 dB at 3.4 Hz
_CUT_BITS = const(5)
_WARM_UP = const(104)  # samples until a filter has forgotten how it began
_MOST_WAY = const(16383)
_LONGEST = const(1 << 24)


class Filter:
    """Two poles, one behind the other."""

    def __init__(self):
        self.value = 0
        self._first = 0

    def push(self, count):
        """Let a sample of 16 bits through."""
        first = self._first
        first += ((count << _FILTER_BITS) - first) * _CUT >> _CUT_BITS
        self._first = first
        self.value += (first - self.value) * _CUT >> _CUT_BITS


class Plane:
    """A pair of values on their way."""

    def __init__(self):
        self.x = Moments()
        self.z = Moments()
        self.clear()

    def clear(self):
        """Begin anew."""
        self.x.clear()
        self.z.clear()
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
        self.x.add(x - self._begin_x)
        self.z.add(z - self._begin_z)
        if self._is_on_way:
            dx = max(min(x - self._last_x, _MOST_WAY), -_MOST_WAY)
            dz = max(min(z - self._last_z, _MOST_WAY), -_MOST_WAY)
            self.path = min(self.path + root(dx * dx + dz * dz), _LONGEST)
        self._is_on_way = True
        self._last_x = x
        self._last_z = z


class Sway:
    """`push` every sample, from before the trial on; `begin` it; what is shaken is left out of it."""

    def __init__(self):
        self.acceleration = Plane()
        self.rate = Plane()
        self._ax = Filter()
        self._az = Filter()
        self._gx = Filter()
        self._gz = Filter()
        self._samples = 0
        self._is_on = False

    def begin(self):
        """A trial begins."""
        self.acceleration.clear()
        self.rate.clear()
        self._is_on = True

    def end(self):
        """It is over."""
        self._is_on = False

    def push(self, ax, az, gx, gz, is_shaken):
        """Take a sample in counts."""
        self._ax.push(ax)
        self._az.push(az)
        self._gx.push(gx)
        self._gz.push(gz)
        self._samples += 1
        if self._samples < _WARM_UP or self._samples % _EVERY:
            return
        self._samples = _WARM_UP
        if not self._is_on:
            return
        if is_shaken:
            self.acceleration.lift()
            self.rate.lift()
            return
        self.acceleration.add(self._ax.value >> _VALUE_BITS, self._az.value >> _VALUE_BITS)
        self.rate.add(self._gx.value >> _VALUE_BITS, self._gz.value >> _VALUE_BITS)


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
