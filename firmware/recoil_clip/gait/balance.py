"""Left share of a quantity with its uncertainty, from pairs of one left and one right step.

Each pair gives 100 L / (L + R); the left share is their mean. Two things make it uncertain: what varies from step to
step, t s / sqrt(n) with t^2 = 3.84 + 12.3 / (n - 1) for Student's t (within 2 % of the tables from 8 pairs on), and
what the method gets wrong for one runner's leg, which no number of steps averages out. Half of the 95 % interval is the
root of the sum of their squares.
"""

from ..compat import const
from .tick_kernels import isqrt

UNRESOLVED = const(-1)

_EVEN_BP = const(5000)
_FEW_PAIRS = const(8)
_MOST_PAIRS = const(40000)  # seven hours; the sums stay below 2^30
_FARTHEST_BP = const(2500)  # a pair farther from even than 25 points is a stumble, and counts as this


class Balance:
    """`left_bp` is the left share in 0.01 %, 5000 is even; `half_width_bp` half of its 95 % interval.

    That is -1 while there are too few pairs. `method_bp` is half of the 95 % interval of the method's own error.
    """

    def __init__(self, method_bp=0):
        self._method_bp = method_bp
        self.pairs = 0
        self.left_bp = _EVEN_BP
        self.half_width_bp = UNRESOLVED
        self._sum_bp = 0  # of the pairs' distances from even
        self._squares = 0  # of the same distances, in 256 bp^2

    def add(self, left, right):
        """Add a pair of positive quantities in the same unit, each below 2^20."""
        if left <= 0 or right <= 0 or self.pairs >= _MOST_PAIRS:
            return
        both = left + right
        while both >= 65536:  # the product below has to stay under 2^30
            left >>= 1
            both >>= 1
        off_bp = max(min((left * 10000 + (both >> 1)) // both - _EVEN_BP, _FARTHEST_BP), -_FARTHEST_BP)
        pairs = self.pairs + 1
        self.pairs = pairs
        self._sum_bp += off_bp
        self._squares += (off_bp * off_bp + 128) >> 8
        mean_bp = (self._sum_bp + (pairs >> 1)) // pairs
        self.left_bp = _EVEN_BP + mean_bp
        if pairs >= _FEW_PAIRS:
            variance = max(self._squares - pairs * ((mean_bp * mean_bp) >> 8), 0) // (pairs - 1)  # 256 bp^2
            # t^2 s^2 / n with t^2 in sixteenths.
            chance = variance * (61 + 197 // (pairs - 1)) * 16 // pairs
            self.half_width_bp = isqrt(chance + self._method_bp * self._method_bp) + 1
