"""Notices from the trunk alone that a foot met the ground: a jolt while the trunk turns, or either by itself if large.

A foot that is put down in haste stops the falling trunk: a jolt of some tenths of g within a tenth of a second, after a
moment in which the trunk turned faster than it does in a held position. Nobody who holds a position turns at 70
degrees/s, and a jolt of half a g is a hop or a step however quiet the trunk is. A toe that is set down gently moves the
trunk by nothing that could be told from sway: the wearer, or who watches, ends such a try with the button.
"""

from array import array

from ..compat import const
from .kernels import touch

# As in `kernels`, which says what counts as what.
_SINCE_JOLT = const(9)
_SINCE_TURN = const(10)
_TURNING = const(11)
_IS_ON = const(12)
_ENDING = const(13)
_TOGETHER = const(83)


class TouchDown:
    """`feed` every sample, from before the trial on; `begin` it and `end` it. `ending` tells what ends it by itself."""

    def __init__(self):
        self._state = array("i", bytes(4 * 15))
        self.end()

    def ending(self):
        """Return what ended the try by itself: TOUCH_DOWN, MOVED, or 0."""
        return self._state[_ENDING]

    def begin(self):
        """Note that a try begins, and forget the one before."""
        state = self._state
        state[_ENDING] = 0
        state[_IS_ON] = 1
        state[_SINCE_JOLT] = state[_SINCE_TURN] = _TOGETHER
        state[_TURNING] = 0

    def end(self):
        """Note that the try is over: samples are passed over."""
        self._state[_IS_ON] = 0

    def feed(self, samples, first, end, is_shaken):
        """Take samples, six counts each, from number `first` to before `end`; none of them or all are shaken.

        Returns the number after the one that ends the try, -1 if none does.
        """
        return touch(self._state, samples, first, end, is_shaken)
