"""The inner part of `raw`: a batch of samples into bits. What is done, and why, is said there."""

from ..compat import const, ptr8, ptr32

# Places in the state.
_AT = const(0)  # where in the page the next byte goes
_HELD = const(1)  # bits that do not fill a byte yet
_BITS = const(2)  # how many
_BATCHES = const(3)  # in the page
_FIRST = const(4)  # of the axes; each has the nine numbers below
_LAST = const(0)  # its last sample
_D1 = const(1)  # differences
_D2 = const(2)
_D3 = const(3)
_U = const(4)  # weights, Q8
_V = const(5)
_W = const(6)
_K = const(7)  # parameter of its code
_MEAN = const(8)  # 4 x mean folded error
_NUMBERS = const(9)

_AXES = const(6)
_WIDEST = const(22)  # quotient + k; with the bits that wait a code stays below 2^30
_MOST_WEIGHT = const(1022)
_MOST_16 = const(32767)


def open_page(state: ptr32, buffer: ptr8, at: int) -> int:
    """Write all that a decoder has to know before the next sample; what does not fit is forgotten.

    Returns the place after it.
    """
    axis = _FIRST
    while axis < _FIRST + _AXES * _NUMBERS:
        i = 0
        while i < _K:
            value = state[axis + i]
            if i >= _D1 and i <= _D3:
                if value > _MOST_16:
                    value = _MOST_16
                if value < -_MOST_16:
                    value = -_MOST_16
                state[axis + i] = value
            buffer[at] = value & 255
            buffer[at + 1] = (value >> 8) & 255
            at += 2
            i += 1
        k = state[axis + _K]
        buffer[at] = k
        at += 1
        state[axis + _MEAN] = 6 << k  # in the middle of where k stays
        axis += _NUMBERS
    state[_AT] = at
    state[_HELD] = 0
    state[_BITS] = 0
    state[_BATCHES] = 0
    return at


def add(state: ptr32, buffer: ptr8, samples: ptr32, at: int, count: int) -> int:
    """Put so many samples, six counts each, in `samples` from `at` on. Returns where the next byte goes."""
    place = state[_AT]
    held = (state[_HELD] << 4) | (count - 1)
    bits = state[_BITS] + 4
    if bits >= 8:
        bits -= 8
        buffer[place] = held >> bits
        place += 1
        held &= (1 << bits) - 1
    turn = state[_BATCHES]
    state[_BATCHES] = turn + 1
    turn %= _AXES
    number = 0
    while number < _AXES:
        axis = _FIRST + number * _NUMBERS
        last = state[axis + _LAST]
        d1 = state[axis + _D1]
        d2 = state[axis + _D2]
        d3 = state[axis + _D3]
        u = state[axis + _U]
        v = state[axis + _V]
        w = state[axis + _W]
        k = state[axis + _K]
        mean = state[axis + _MEAN]
        i = at + number
        end = i + _AXES * count
        while i < end:
            sample = samples[i]
            i += _AXES
            change = sample - last
            last = sample
            # Modulo 2^16 is enough to find the sample again.
            error = (change - ((u * d1 + v * d2 + w * d3) >> 8)) & 65535
            if number == turn and error:
                sign = error - 32768  # the other one
                if (sign ^ d1) < 0:
                    u += 2
                    if u > _MOST_WEIGHT:
                        u = _MOST_WEIGHT
                else:
                    u -= 2
                    if u < -_MOST_WEIGHT:
                        u = -_MOST_WEIGHT
                if (sign ^ d2) < 0:
                    v += 2
                    if v > _MOST_WEIGHT:
                        v = _MOST_WEIGHT
                else:
                    v -= 2
                    if v < -_MOST_WEIGHT:
                        v = -_MOST_WEIGHT
                if (sign ^ d3) < 0:
                    w += 2
                    if w > _MOST_WEIGHT:
                        w = _MOST_WEIGHT
                else:
                    w -= 2
                    if w < -_MOST_WEIGHT:
                        w = -_MOST_WEIGHT
            d3 = change - d1 - d2
            d2 = change - d1
            d1 = change

            # 0, -1, 1, -2 .. become 0, 1, 2, 3 ..
            folded = error << 1
            if error >= 32768:
                folded = 131071 - folded
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
                held &= (1 << bits) - 1
                held = (held << 16) + folded
                bits += 16
            while bits >= 8:
                bits -= 8
                buffer[place] = (held >> bits) & 255
                place += 1
            held &= (1 << bits) - 1

            mean += folded - (mean >> 2)
            level = mean >> (k + 2)
            if level > 1:
                k += 1
            elif level == 0 and k:
                k -= 1
        state[axis + _LAST] = last
        state[axis + _D1] = d1
        state[axis + _D2] = d2
        state[axis + _D3] = d3
        state[axis + _U] = u
        state[axis + _V] = v
        state[axis + _W] = w
        state[axis + _K] = k
        state[axis + _MEAN] = mean
        number += 1
    state[_AT] = place
    state[_HELD] = held
    state[_BITS] = bits
    return place
