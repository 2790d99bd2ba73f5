"""Which foot: a physical cue per step, voted over the last steps.

The cue is a sum over parts of the cycle that differ between a left and a right stance: the pelvis is pushed toward the
stance foot early in stance (side acceleration), and with a gyroscope drops and turns toward the swinging leg (roll and yaw
rate). Alternation lets the votes of many steps count together: vote = sum (-1)^k cue_k over a window; one strange step cannot
flip the labels, and labels that became wrong (a missed step) mend themselves when the window has passed.
"""

from array import array

from .compat import const
from .cycle import BEFORE
from .integer import clamp

LEFT = const(-1)
UNKNOWN = const(0)
RIGHT = const(1)

_WINDOW = const(16)
_MASK = const(15)
_FEW = const(4)
_LIMIT = const(4000)


class Feet:
    """`vote` with every cycle in order; `side(k)` then names the stance foot of cycle number k."""

    def __init__(self, gyroscope):
        self.gyroscope = gyroscope
        self._cues = array("h", bytes(2 * _WINDOW))  # signed as if the cycle's number were even
        self.restart()

    def restart(self):
        """Forget: the count of cycles starts again."""
        i = 0
        while i < _WINDOW:
            self._cues[i] = 0
            i += 1
        self._votes = 0
        self._sum = 0
        self._size = 0

    def cue(self, cycle):
        """Return how much the cycle looks like a right (positive) or left (negative) stance."""
        right = cycle.right
        cue = _part(right, 4, 7) - _part(right, 15, 18)
        if self.gyroscope:
            roll = cycle.roll
            yaw = cycle.yaw
            cue += _part(roll, 8, 14) - _part(roll, 17, 20)
            cue += _part(yaw, 11, 16)
        return clamp(cue, -_LIMIT, _LIMIT)

    def vote(self, number, cycle):
        """Count the cue of cycle number k of this run."""
        cue = self.cue(cycle)
        if number & 1:
            cue = -cue
        i = number & _MASK
        old = self._cues[i]
        self._sum += cue - old
        self._size += abs(cue) - abs(old)
        self._cues[i] = cue
        self._votes += 1

    def side(self, number):
        """Return LEFT, RIGHT, or UNKNOWN while the votes are few or contradict each other."""
        if self._votes < _FEW or abs(self._sum) * 4 < self._size:
            return UNKNOWN
        if (self._sum > 0) == (number & 1 == 0):
            return RIGHT
        return LEFT


def _part(bins, first, last):
    """Return the mean of the bins first .. last after the anchor."""
    total = 0
    i = first
    while i <= last:
        total += bins[BEFORE + i]
        i += 1
    return total // (last - first + 1)
