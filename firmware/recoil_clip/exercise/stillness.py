"""Whether the wearer stands still: nothing but sway for the better part of a second."""

from array import array

from ..compat import const
from .kernels import still

# As in `kernels`, which says what counts as still.
_STILL = const(6)
_LONG_STILL = const(125)


class Stillness:
    """`feed` every sample; `is_still` tells."""

    def __init__(self):
        self._state = array("i", bytes(4 * 8))

    def is_still(self):
        """Return True after 0.6 s of nothing but sway."""
        return self._state[_STILL] >= _LONG_STILL

    def feed(self, samples, first, end, is_shaken):
        """Take samples, six counts each, from number `first` to before `end`; none of them or all are shaken."""
        still(self._state, samples, first, end, is_shaken)
