"""Lossless compression of raw samples, a batch at a time, a page at a time.

On each axis a sample is predicted from the one before and from how the signal changed until then:
    x(n) ~ x(n-1) + u d1 + v d2 + w d3
where d1, d2, d3 are the first, second and third difference at n-1, and u, v, w follow the signal (sign-sign LMS: a step
of 2/256 towards less error; one axis in each batch, which costs a sixth and learns as well). The error is folded to a
positive number and coded by Golomb and Rice's code, whose parameter k follows the mean size of what was coded. So
nothing has to be known in advance, and no number leaves 30 bits.
"""

from array import array

from ..compat import const
from ..spec.log import HEADER_BYTES, RAW_UNITS
from .page import Page
from .raw_kernels import add, open_page

BATCH = const(16)  # samples at most
SAMPLE_BYTES = const(30)  # at worst: six codes of 39 bits

_STATE_AT = const(18)  # where in a page: after its header and the count
_BATCH_BYTES = const(482)  # BATCH x SAMPLE_BYTES, and the bits that wait

# Places in the state of `raw_kernels`, which says what they mean.
_AT = const(0)
_HELD = const(1)
_BITS = const(2)
_FIRST = const(4)
_U = const(4)
_V = const(5)
_K = const(7)
_NUMBERS = const(9)
_SIZE = const(58)


class RawPage:
    """A page of raw samples, compressed as they come: written is how far each is from what the last ones foretold.

    `begin` a page, `add` batches while not `is_full`; `finish` before the page is sealed, then `clear`. What the axes
    have learnt lives on from page to page and stands at each one's start, so that every page can be decoded alone. The
    code is in `docs/session-format.md`.
    """

    def __init__(self):
        self.page = Page(RAW_UNITS)
        self.count = 0  # samples
        self._last_start = self.page.end - _BATCH_BYTES
        self._state = array("i", bytes(4 * _SIZE))
        axis = _FIRST
        while axis < _SIZE:
            self._state[axis + _U] = 256
            self._state[axis + _V] = 192
            self._state[axis + _K] = 4
            axis += _NUMBERS

    def is_full(self):
        """Return True when the next batch may not fit."""
        return self._state[_AT] > self._last_start

    def size(self):
        """Return how many bytes are used."""
        return self._state[_AT]

    def clear(self):
        """Have no page; returns nothing."""
        self.page.clear()
        self.count = 0
        self._state[_AT] = 0

    def begin(self, number):
        """Begin a page; returns nothing.

        Args:
            number: Of its first sample, counted from the session's first.
        """
        self.page.base = number
        open_page(self._state, self.page.buffer, _STATE_AT)

    def add(self, samples, at, count):
        """Put samples into the page; returns nothing.

        Args:
            samples: An array("i") with six counts a sample.
            at: Index in it of the first one's first count.
            count: How many, at most BATCH.
        """
        add(self._state, self.page.buffer, samples, at, count)
        self.count += count

    def finish(self):
        """Complete the payload; returns nothing."""
        page = self.page
        state = self._state
        place = state[_AT]
        if state[_BITS]:
            page.buffer[place] = (state[_HELD] << (8 - state[_BITS])) & 255
            place += 1
        page.put(HEADER_BYTES, self.count, 2)
        page.used = place
