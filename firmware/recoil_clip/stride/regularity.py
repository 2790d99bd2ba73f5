"""Step and stride regularity: how well trunk acceleration repeats after one step and after one stride.

Unbiased autocorrelation (Moe-Nilssen and Helbostad, J Biomech 2004; 37: 121) of acceleration along each body axis
over eight steps, N ticks, less its mean:
    r(L) = [sum_{n=0}^{N-L-1} x(n) x(n+L) / (N - L)] / [sum_{n=0}^{N-1} x(n)^2 / N].
Step regularity is its peak near one step, stride regularity near two; 10000 is perfect. Acceleration to the side
changes its sign from step to step: its step regularity is -r. A tick is 10 ms, so the peak is found between ticks with
the parabola through the three highest lags.

The work is cut into pieces of one to three milliseconds on the clip, 33 for each window.
"""

from array import array

from ..compat import const
from .axes import AXES, HISTORY_MASK, RIGHT
from .stride import UNKNOWN

WINDOW_STEPS = const(8)
VALUES = const(6)  # up, forward, right: step and stride of each

_MOST_TICKS = const(416)  # eight of the longest steps
_LAGS = const(5)  # around the expected one
_SIGNALS = const(3)
_PIECES = const(33)  # three to read, then five lags for each of the values
_TURNED = const(4)  # of the values: the step regularity of the side
_FARTHEST = const(1023)  # 4 g: the sums of squares stay below 2^30
_OLDEST_TICKS = const(505)  # of 512 in the history
_LEAST_SQUARE = const(16)  # a signal of less than 16 mg is none
_PERFECT = const(10000)
_IDLE = const(-1)


class Regularity:
    """`begin` a window, then `work` until it is done; `values` are then renewed and `windows` counts it."""

    def __init__(self):
        self.values = array("h", bytes(2 * VALUES))
        self.windows = 0
        self._signals = (
            array("h", bytes(2 * _MOST_TICKS)),  # up, in 1/256 g
            array("h", bytes(2 * _MOST_TICKS)),
            array("h", bytes(2 * _MOST_TICKS)),
        )
        self._squares = array("i", bytes(4 * _SIGNALS))
        self._sums = array("i", bytes(4 * _LAGS))
        self._piece = _IDLE
        self._first = 0
        self._ticks = 0
        self._step = 0  # ticks
        self._stride = 0

    def begin(self, first, length_q8):
        """Look at eight steps from tick `first` on, if the last ones are through."""
        ticks = length_q8 >> 8
        if self._piece != _IDLE or ticks > _MOST_TICKS:
            return
        self._first = first
        self._ticks = ticks
        self._step = (length_q8 // WINDOW_STEPS + 128) >> 8
        self._stride = (length_q8 // (WINDOW_STEPS >> 1) + 128) >> 8
        if self._step > _LAGS:
            self._piece = 0

    def work(self, history, axes):
        """Do one piece. Returns True if the window is done."""
        piece = self._piece
        if piece == _IDLE:
            return False
        self._piece = piece + 1
        if piece < _SIGNALS:
            if history.ticks - self._first > _OLDEST_TICKS:
                self._piece = _IDLE  # too late, it was written over
                return False
            # Up first.
            self._read(history.counts, axes.directions_q14[piece if piece == RIGHT else 1 - piece], piece)
            return False
        part = piece - _SIGNALS
        lag = part % _LAGS
        part //= _LAGS
        axis = part >> 1
        expected = self._stride if part & 1 else self._step
        total = self._product(self._signals[axis], expected + lag - (_LAGS >> 1))
        self._sums[lag] = -total if part == _TURNED else total
        if lag == _LAGS - 1:
            self.values[part] = self._peak(self._squares[axis], expected - (_LAGS >> 1))
        if piece + 1 < _PIECES:
            return False
        self._piece = _IDLE
        self.windows += 1
        return True

    def _read(self, counts, direction_q14, number):
        """Read acceleration along an axis, less its mean, as signal `number`."""
        x = direction_q14[0]
        y = direction_q14[1]
        z = direction_q14[2]
        signal = self._signals[number]
        ticks = self._ticks
        first = self._first
        total = 0
        i = 0
        while i < ticks:
            at = ((first + i) & HISTORY_MASK) * AXES
            value = (x * counts[at] + y * counts[at + 1] + z * counts[at + 2]) >> 17
            signal[i] = value
            total += value
            i += 1
        mean = total // ticks
        square = 0
        while i:
            i -= 1
            value = max(min(signal[i] - mean, _FARTHEST), -_FARTHEST)
            signal[i] = value
            square += value * value
        self._squares[number] = square

    def _product(self, signal, lag):
        """Return the sum of products at a lag."""
        end = self._ticks - lag
        total = 0
        i = 0
        while i < end:
            total += signal[i] * signal[i + lag]
            i += 1
        return total

    def _peak(self, square, first_lag):
        """Return the peak of the unbiased autocorrelation over the lags just summed, 10000 is perfect."""
        ticks = self._ticks
        if square < _LEAST_SQUARE * ticks:
            return UNKNOWN
        sums = self._sums
        down = 0
        while square >> down >= 32768:
            down += 1
        square >>= down
        highest = 0
        i = 0
        while i < _LAGS:
            # 10000 x sum / square, then x N / (N - L).
            sums[i] = (sums[i] >> down) * _PERFECT // square * ticks // (ticks - first_lag - i)
            if sums[i] > sums[highest]:
                highest = i
            i += 1
        peak = sums[highest]
        if 0 < highest < _LAGS - 1:
            # Vertex of the parabola: b + (c - a)^2 / 8 (2 b - a - c), a and c beside the highest, b.
            slope = sums[highest + 1] - sums[highest - 1]
            bend = 2 * peak - sums[highest + 1] - sums[highest - 1]
            if bend > 0:
                # |c - a| <= bend, so half of it fits 15 bits.
                peak += (slope >> 1) * (slope >> 1) // (2 * bend)
        return max(min(peak, _PERFECT), -_PERFECT)
