"""FIFO words of the LSM6DSOX, turned into samples. Data sheet DS12814, FIFO_DATA_OUT_TAG.

A word is a tag and three axes. The tag names the sensor [7:3], counts time slots modulo 4 [2:1] and has even parity
[0]. The two words of one slot are a sample; a burst may begin or end between them.
"""

from ..compat import const, ptr8, ptr32

# Places in the state.
_AT = const(0)  # byte of the next word in the burst
_END = const(1)  # of the burst
_HAVE = const(2)  # which words of a sample are in the part: 1 gyroscope, 2 accelerometer
_SLOT = const(3)  # count in their tags
_LAST = const(4)  # count of the last slot that is accounted for, -1 for none
_GUESS = const(5)  # words that were lost before the next one, -1 for none
_LOST = const(6)  # samples known to be missing
_BAD = const(7)  # words thrown away because of their tag
_SAME = const(8)  # samples in a row that repeat the one before
_PART = const(9)  # six counts of a sample whose other word is still to come, in the chip's axes
_AXES = const(15)  # for forward, up, right: which of the chip's axes
_TURNED = const(18)  # for each of them: 1 if it is turned round
_NEWEST = const(21)  # the newest sample, in body axes
_STILL = const(27)  # for each axis, how many samples in a row repeat the one before

_WORD = const(7)
_ACCELEROMETER = const(2)
_BOTH = const(3)
_HIGHEST = const(32767)


def unpack(words: ptr8, state: ptr32, samples: ptr32, n: int, limit: int) -> int:
    """Put samples number n and on into an array, in body axes; stop at the limit, or before a gap if n is not 0.

    Returns how many are there then.
    """
    at = state[_AT]
    end = state[_END]
    have = state[_HAVE]
    while at < end and n < limit:
        tag = words[at]
        sensor = tag >> 3
        slot = (tag >> 1) & 3
        if sensor < 1 or sensor > 2 or (tag ^ slot ^ (slot >> 1)) & 1 == 0:
            state[_BAD] += 1
            at += _WORD
            continue
        if have == 0 or slot != state[_SLOT] or have & sensor:
            # The first word of another sample.
            have = 0
            missing = 0
            last = state[_LAST]
            guess = state[_GUESS]
            if last >= 0:
                missing = (slot - last - 1) & 3
                if guess >= 0:
                    # The tags tell modulo 4; of the numbers that agree, the one from 1 below the guess to 2 above.
                    guess >>= 1
                    missing = guess + ((missing - guess + 1) & 3) - 1
                    if missing < 0:
                        missing += 4
            if missing and n:
                break
            state[_LOST] += missing
            state[_GUESS] = -1
            state[_SLOT] = slot
            if last >= 0:
                state[_LAST] = (slot - 1) & 3
        i = _PART
        if sensor != _ACCELEROMETER:
            i += 3
        # Two's complement: (u ^ 32768) - 32768.
        state[i] = ((words[at + 1] | words[at + 2] << 8) ^ 32768) - 32768
        state[i + 1] = ((words[at + 3] | words[at + 4] << 8) ^ 32768) - 32768
        state[i + 2] = ((words[at + 5] | words[at + 6] << 8) ^ 32768) - 32768
        at += _WORD
        have |= sensor
        if have == _BOTH:
            have = 0
            state[_LAST] = slot
            to = 6 * n
            change = 0
            axis = 0
            while axis < 6:
                body = axis
                half = _PART
                if axis > 2:
                    body -= 3
                    half += 3
                value = state[half + state[_AXES + body]]
                if state[_TURNED + body]:
                    value = -value
                    if value > _HIGHEST:
                        value = _HIGHEST  # -32768 has no opposite in 16 bits
                if value != state[_NEWEST + axis]:
                    change = 1
                    state[_STILL + axis] = 0
                else:
                    state[_STILL + axis] += 1
                state[_NEWEST + axis] = value
                samples[to + axis] = value
                axis += 1
            if change:
                state[_SAME] = 0
            else:
                state[_SAME] += 1
            n += 1
    state[_AT] = at
    state[_HAVE] = have
    return n
