"""Which foot: a physical cue per step, voted over the last steps.

The cue is a sum over parts of the cycle that differ between a left and a right stance: the pelvis is pushed toward the
stance foot early in stance (side acceleration), and with a gyroscope drops and turns toward the swinging leg (roll and
yaw rate). Alternation lets the votes of many steps count together: vote = sum (-1)^k cue_k over a window; one strange
step cannot flip the labels, and labels that became wrong (a missed step) mend themselves when the window has passed.
"""

from array import array

from ..compat import const
from .cycle import BEFORE

LEFT = const(-1)
UNKNOWN = const(0)
RIGHT = const(1)

# Parts of the cycle: channel, first bin, last bin, sign in a right stance.
_PARTS = (2, 4, 7, 1, 2, 15, 18, -1, 3, 8, 14, 1, 3, 17, 20, -1, 4, 11, 16, 1)
_WINDOW = const(16)
_FEW = const(4)
_LIMIT = const(4000)


class Feet:
    """`vote` with every cycle in order.

    `side(k)` names the stance foot of cycle number k. A run begins with 0 `votes`.
    """

    def __init__(self):
        self._cues = array("h", bytes(2 * _WINDOW))  # signed as if the cycle's number were even
        self.votes = 0  # of this run
        self._newest = 0

    def vote(self, number, cycle):
        """Count how much cycle number k looks like a right (positive) or left (negative) stance."""
        cue = 0
        part = 0
        while part < len(_PARTS):
            bins = cycle.channels[_PARTS[part]]
            first = _PARTS[part + 1]
            last = _PARTS[part + 2]
            total = 0
            i = first
            while i <= last:
                total += bins[BEFORE + i]
                i += 1
            cue += _PARTS[part + 3] * (total // (last - first + 1))
            part += 4
        cue = max(min(cue, _LIMIT), -_LIMIT)
        self._cues[number % _WINDOW] = -cue if number & 1 else cue
        self._newest = number
        self.votes += 1

    def side(self, number):
        """Return LEFT, RIGHT, or UNKNOWN while the votes are few or contradict each other."""
        votes = min(self.votes, _WINDOW)
        total = size = 0
        i = 0
        while i < votes:
            cue = self._cues[(self._newest - i) % _WINDOW]
            total += cue
            size += abs(cue)
            i += 1
        if votes < _FEW or abs(total) * 4 <= size:
            return UNKNOWN
        if (total > 0) == (number & 1 == 0):
            return RIGHT
        return LEFT
