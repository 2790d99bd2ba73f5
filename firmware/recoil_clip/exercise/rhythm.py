"""The rhythm of skipping: how regular it is, and how alike the two legs are.

The vertical acceleration 26 times a second, and how well it repeats itself (its autocorrelation; Moe-Nilssen and
Helbostad 2004, for walking at the waist) after a whole cycle, both legs, and after half of one, from one leg to the
other. A leg that skips otherwise than its fellow lowers the second and leaves the first.
"""

from array import array

from ..compat import const
from .kernels import gather, level, product

_EVERY = const(8)  # of 208 samples a second
_UNIT_BITS = const(7)  # eight samples of 488 ug, shifted by so much: 7.8 mg
_MOST = const(511)  # 4 g; its square x 1600 samples stays below 2^30
_ONE_G = const(128)
_SHORTEST_LAG = const(16)  # a cycle of both legs lasts 0.6 s at least
_LONGEST_LAG = const(52)  # and 2 s at most
_FEWEST = const(130)  # 5 s
_LEAST = const(13)  # 0.1 g: less is no skipping
_ONE = const(10000)
_NOT_KNOWN = const(-1)


class Rhythm:
    """`feed` every sample of a trial, then `finish`.

    `cycle_ms` is both legs' time, 0 if there was no rhythm; `cycle_bp` and `half_bp` are 10000 for what repeats itself
    exactly, -1 where nothing is known.
    """

    def __init__(self, longest_ms):
        self._values = array("i", bytes(4 * (longest_ms * 26 // 1000 + _EVERY)))
        self._state = array("i", bytes(8))  # sum, and of how many samples
        self.clear()

    def clear(self):
        """Forget all hops; the next try begins."""
        self.cycle_ms = 0
        self.cycle_bp = self.half_bp = _NOT_KNOWN
        self._count = 0
        self._state[0] = self._state[1] = 0

    def feed(self, samples, first, end):
        """Take samples, six counts each, from number `first` to before `end`."""
        state = self._state
        while first < end:
            first = gather(state, samples, first, end)
            if state[1] == _EVERY:
                if self._count < len(self._values):
                    self._values[self._count] = max(min((state[0] >> _UNIT_BITS) - _ONE_G, _MOST), -_MOST)
                    self._count += 1
                state[0] = state[1] = 0

    def finish(self, period_us):
        """Find the rhythm; takes a tenth of a second."""
        count = self._count
        if count < _FEWEST:
            return
        level(self._values, count)
        whole = self._product(0)
        if whole < _LEAST * _LEAST * count:
            return
        best = best_lag = 0
        lag = _SHORTEST_LAG
        before = self._product(lag - 1)
        here = self._product(lag)
        while lag <= _LONGEST_LAG:
            after = self._product(lag + 1)
            # Not scaled up for the fewer pairs at long lags: of two cycles and one, the one is meant.
            if here > best and here >= before and here >= after:
                best = here
                best_lag = lag
            before = here
            here = after
            lag += 1
        if not best_lag:
            return
        self.cycle_ms = best_lag * _EVERY * period_us // 1000
        self.cycle_bp = self._share(best, best_lag, whole)
        half = best_lag // 2
        self.half_bp = self._share(self._product(half), half, whole)
        if best_lag % 2:
            self.half_bp = max(self.half_bp, self._share(self._product(half + 1), half + 1, whole))

    def _product(self, lag):
        return product(self._values, self._count, lag)

    def _share(self, product, lag, whole):
        """Return product / whole, both per sample, in 0.01 %."""
        product //= self._count - lag
        whole //= self._count
        return max(min(product * _ONE // max(whole, 1), _ONE), 0)
