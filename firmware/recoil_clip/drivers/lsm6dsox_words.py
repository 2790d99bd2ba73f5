"""FIFO words of the LSM6DSOX, turned into samples. Data sheet DS12814, FIFO_DATA_OUT_TAG.

A word is a tag and three axes. The tag names the sensor [7:3], counts time slots modulo 4 [2:1] and has even parity
[0]. The two words of one slot are a sample; a burst may begin or end between them.
"""

from array import array

from ..compat import const

WORD = const(7)
_GYROSCOPE = const(1)
_ACCELEROMETER = const(2)
_BOTH = const(3)
_TAGS = const(24)  # both sensors' tags are below
_NONE = const(-1)


class Words:
    """`bursts[pairs]` is a buffer for so many pairs of words; after `fill(pairs)`, `unpack` makes samples of them.

    `lost` and `bad` only grow: samples known to be missing, words thrown away because of their tag.
    """

    def __init__(self, most_pairs):
        self.lost = 0
        self.bad = 0
        self._words = bytearray(2 * most_pairs * WORD)
        whole = memoryview(self._words)
        self.bursts = [whole[: 2 * pairs * WORD] for pairs in range(most_pairs + 1)]
        self._kinds = tag_kinds()
        self._part = array("h", bytes(12))  # of a sample whose other word is still to come
        self.forget()

    def forget(self):
        """Begin anew: the next word follows on nothing."""
        self._at = self._end = 0
        self._have = 0  # which words of a sample are in `_part`
        self._slot = 0  # count in their tags
        self._last = _NONE  # count of the last slot that is accounted for
        self._guess = _NONE  # words that were lost before the next one

    def fill(self, pairs):
        """Take a burst that was read into `bursts[pairs]`."""
        self._at = 0
        self._end = 2 * pairs * WORD

    def waiting(self):
        """Return how many words are still to be unpacked."""
        return (self._end - self._at) // WORD

    def suspect(self, words):
        """Tell that about so many words were lost before the next one, perhaps two more."""
        if self._last == _NONE:
            return
        self._guess = words + (self._guess if self._guess != _NONE else 0)
        if self._have and self._guess > 2:  # else the other word of the sample may well be the next one
            self._have = 0
            self._guess += 1

    def unpack(self, samples, n, limit):
        """Put samples number n and on into an array; stops at the limit, or before a gap if n is not 0. Returns n."""
        words = self._words
        kinds = self._kinds
        part = self._part
        at = self._at
        end = self._end
        have = self._have
        while at < end and n < limit:
            tag = words[at]
            kind = kinds[tag] if tag < _TAGS else 0
            if not kind:
                self.bad += 1
                at += WORD
                continue
            slot = kind >> 2
            kind &= 3
            if not have or slot != self._slot or have & kind:
                # The first word of another sample.
                have = 0
                missing = self._missing(slot)
                if missing and n:
                    break
                self.lost += missing
                self._guess = _NONE
                self._slot = slot
                if self._last != _NONE:
                    self._last = (slot - 1) & 3
            i = 3 if kind == _GYROSCOPE else 0
            # Two's complement: (u ^ 32768) - 32768.
            part[i] = ((words[at + 1] | words[at + 2] << 8) ^ 32768) - 32768
            part[i + 1] = ((words[at + 3] | words[at + 4] << 8) ^ 32768) - 32768
            part[i + 2] = ((words[at + 5] | words[at + 6] << 8) ^ 32768) - 32768
            at += WORD
            have |= kind
            if have == _BOTH:
                have = 0
                self._last = slot
                i = 6 * n
                samples[i] = part[0]
                samples[i + 1] = part[1]
                samples[i + 2] = part[2]
                samples[i + 3] = part[3]
                samples[i + 4] = part[4]
                samples[i + 5] = part[5]
                n += 1
        self._at = at
        self._have = have
        return n

    def _missing(self, slot):
        """Return how many samples are missing before one of this slot: the tags tell modulo 4, the guess the rest."""
        if self._last == _NONE:
            return 0
        missing = (slot - self._last - 1) & 3
        if self._guess != _NONE:
            # Of the numbers that agree, the one from 1 below the guess to 2 above.
            guess = self._guess >> 1
            missing = guess + ((missing - guess + 1) & 3) - 1
            if missing < 0:
                missing += 4
        return missing


def tag_kinds():
    """Return a table of the tags that a whole word may have: sensor (1, 2) and slot count << 2; 0 for all others."""
    kinds = bytearray(_TAGS)
    for sensor in (_GYROSCOPE, _ACCELEROMETER):
        for slot in range(4):
            ones = 1 + (slot & 1) + (slot >> 1)
            kinds[sensor << 3 | slot << 1 | ones & 1] = sensor | slot << 2
    return kinds
