"""Lossless compression of raw samples, a batch at a time, a page at a time.

On each axis a sample is predicted from the one before and from how the signal changed until then:
    x(n) ~ x(n-1) + u d1 + v d2 + w d3
where d1, d2, d3 are the first, second and third difference at n-1, and u, v, w follow the signal (sign-sign LMS: a step
of 2/256 towards less error; one axis in each batch, which costs a sixth and learns as well). The error is folded to a
positive number and coded by Golomb and Rice's code, whose parameter k follows the mean size of what was coded. So
nothing has to be known in advance, and no number leaves 30 bits.
"""

from ..compat import const
from .layout import HEADER_BYTES, RAW_UNITS
from .page import Page

BATCH = const(16)  # samples at most
SAMPLE_BYTES = const(30)  # at worst: six codes of 39 bits

_AXES = const(6)
_STATE = const(18)  # where in a page: after its header and the count
_AXIS_BYTES = const(15)
_FIRST_BYTE = const(108)  # _STATE + 6 x _AXIS_BYTES
_BATCH_BYTES = const(482)  # BATCH x SAMPLE_BYTES, and the bits that wait
_WIDEST = const(22)  # quotient + k; with the bits that wait a code stays below 2^30
_MOST_WEIGHT = const(1022)
_MOST_16 = const(32767)
_MASKS = b"\x00\x01\x03\x07\x0f\x1f\x3f\x7f"


class Axis:
    """One axis: its last sample, its differences, their weights, and the parameter of its code."""

    def __init__(self):
        self.last = 0
        self.d1 = 0
        self.d2 = 0
        self.d3 = 0
        self.u = 256  # weights, Q8
        self.v = 192
        self.w = 0
        self.k = 4
        self.mean = 0  # 4 x mean folded error

    def save(self, page, at):
        """Write all that a decoder has to know before the next sample; what does not fit is forgotten."""
        self.d1 = max(min(self.d1, _MOST_16), -_MOST_16)
        self.d2 = max(min(self.d2, _MOST_16), -_MOST_16)
        self.d3 = max(min(self.d3, _MOST_16), -_MOST_16)
        self.mean = 6 << self.k  # in the middle of where k stays
        at = page.put(at, self.last, 2)
        at = page.put(at, self.d1, 2)
        at = page.put(at, self.d2, 2)
        at = page.put(at, self.d3, 2)
        at = page.put(at, self.u, 2)
        at = page.put(at, self.v, 2)
        at = page.put(at, self.w, 2)
        page.put(at, self.k, 1)

    def learn(self, error, d1, d2, d3):
        """Turn the weights; `error` is modulo 2^16."""
        error -= 32768  # its sign is now the other one
        self.u = self._turned(self.u, error ^ d1)
        self.v = self._turned(self.v, error ^ d2)
        self.w = self._turned(self.w, error ^ d3)

    def _turned(self, weight, sign):
        return min(weight + 2, _MOST_WEIGHT) if sign < 0 else max(weight - 2, -_MOST_WEIGHT)


class RawPage:
    """`begin` a page, `add` batches while not `is_full`; `finish` before the page is sealed, then `clear`.

    What the axes have learnt lives on from page to page and stands at each one's start, so that every page can be
    decoded alone.
    """

    def __init__(self):
        self.page = Page(RAW_UNITS)
        self.count = 0  # samples
        self._batches = 0
        self._axes = [Axis(), Axis(), Axis(), Axis(), Axis(), Axis()]
        self._at = 0
        self._held = 0  # bits that do not fill a byte yet
        self._bits = 0  # how many

    def is_full(self):
        """Return True when the next batch may not fit."""
        return self._at + _BATCH_BYTES > self.page.end

    def size(self):
        """Return how many bytes are used."""
        return self._at

    def clear(self):
        """Have no page."""
        self.page.clear()
        self.count = 0
        self._at = 0

    def begin(self, number):
        """Begin a page; `number` counts samples since the start."""
        page = self.page
        page.base = number
        i = 0
        while i < _AXES:
            self._axes[i].save(page, _STATE + i * _AXIS_BYTES)
            i += 1
        self._at = _FIRST_BYTE
        self._held = self._bits = self._batches = 0

    def add(self, samples, at, count):
        """Put so many samples, at most BATCH: six counts each, in `samples` from `at` on."""
        held = (self._held << 4) | (count - 1)
        bits = self._bits + 4
        if bits >= 8:
            bits -= 8
            self.page.buffer[self._at] = held >> bits
            self._at += 1
            held &= _MASKS[bits]
        self._held = held
        self._bits = bits
        i = 0
        while i < _AXES:
            self._add_axis(self._axes[i], samples, at + i, at + _AXES * count, i == self._batches % _AXES)
            i += 1
        self._batches += 1
        self.count += count

    def finish(self):
        """Complete the payload."""
        page = self.page
        place = self._at
        if self._bits:
            page.buffer[place] = (self._held << (8 - self._bits)) & 255
            place += 1
        page.put(HEADER_BYTES, self.count, 2)
        page.used = place

    def _add_axis(self, axis, samples, at, end, learns):
        # All in locals: this runs six times for every sample.
        buffer = self.page.buffer
        place = self._at
        held = self._held
        bits = self._bits
        masks = _MASKS
        last = axis.last
        d1 = axis.d1
        d2 = axis.d2
        d3 = axis.d3
        u = axis.u
        v = axis.v
        w = axis.w
        k = axis.k
        mean = axis.mean
        while at < end:
            sample = samples[at]
            at += _AXES
            change = sample - last
            last = sample
            # Modulo 2^16 is enough to find the sample again.
            error = (change - ((u * d1 + v * d2 + w * d3) >> 8)) & 65535
            if learns and error:
                axis.learn(error, d1, d2, d3)
                u = axis.u
                v = axis.v
                w = axis.w
            d3 = change - d1 - d2
            d2 = change - d1
            d1 = change

            # 0, -1, 1, -2 .. become 0, 1, 2, 3 ..
            folded = error << 1 if error < 32768 else 131071 - (error << 1)
            quotient = folded >> k
            width = quotient + k
            if width <= _WIDEST:
                # So many zeros as the quotient says, a one, the low k bits.
                held = (held << (width + 1)) + folded + ((1 - quotient) << k)
                bits += width + 1
            else:
                # More zeros than any quotient, then all 16 bits.
                held <<= _WIDEST + 1 - k
                bits += _WIDEST + 1 - k
                while bits >= 8:
                    bits -= 8
                    buffer[place] = (held >> bits) & 255
                    place += 1
                held &= masks[bits]
                held = (held << 16) + folded
                bits += 16
            while bits >= 8:
                bits -= 8
                buffer[place] = (held >> bits) & 255
                place += 1
            held &= masks[bits]

            mean += folded - (mean >> 2)
            level = mean >> (k + 2)
            if level > 1:
                k += 1
            elif not level and k:
                k -= 1
        axis.last = last
        axis.d1 = d1
        axis.d2 = d2
        axis.d3 = d3
        axis.k = k
        axis.mean = mean
        self._at = place
        self._held = held
        self._bits = bits
