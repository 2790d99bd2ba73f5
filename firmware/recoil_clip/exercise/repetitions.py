"""Counts slow repetitions, a squat or a bridge, from how far the pelvis tips forward and back.

Going down to the box the trunk leans forward and comes back up; a bridge tips the pelvis back and down again. The angle
is the pitch rate added up, and forgotten with a time of 4.9 s, so that the gyroscope's offset moves it by a few degrees
and no more. A repetition is a swing of 10 degrees out and 10 back, each way 0.25 s long at least. Someone who squats
without leaning is not counted: the wearer ends the set with the button, and what was counted is logged as such.
"""

from array import array

from ..compat import const
from .kernels import repeat

_COUNT = const(6)  # in the state of `kernels.repeat`
_SIZE = const(7)


class Repetitions:
    """`feed` every sample until as many as are wanted are whole; `count` is how many are."""

    def __init__(self):
        self._state = array("i", bytes(4 * _SIZE))

    def count(self):
        """Return how many were whole."""
        return self._state[_COUNT]

    def clear(self):
        """Forget all repetitions; the next try begins."""
        i = 0
        while i < _SIZE:
            self._state[i] = 0
            i += 1

    def feed(self, samples, first, end, wanted):
        """Take samples, six counts each, from number `first` to before `end`.

        Returns the number after the one that completes as many as are wanted, -1 if none does.
        """
        return repeat(self._state, samples, first, end, wanted)
