"""The FIFO of the LSM6DSOX. Data sheet DS12814, FIFO_CTRL1 to 4, FIFO_STATUS1 and 2, FIFO_DATA_OUT_TAG."""

from .copying import copy

DEPTH = 512
WORD = 7
BYPASS, STOP_WHEN_FULL, CONTINUOUS = 0, 1, 6
GYROSCOPE, ACCELEROMETER = 1, 2
# By sensor and slot: 5 bits of the sensor, 2 of the slot, and even parity.
_TAGS = bytes([0, 0, 0, 0, 9, 10, 12, 15, 17, 18, 20, 23])
_WATERMARK, _OVERRUN, _FULL, _LATCHED = 0x80, 0x40, 0x20, 0x08


class Fifo:
    """Words of 7 bytes: a tag, then three axes. `overwritten` counts the words that were never read."""

    def __init__(self):
        self.memory = bytearray(DEPTH * WORD)
        self.mode = BYPASS
        self.watermark = 0
        self.words = 0
        self.overwritten = 0
        self._first = 0  # place of the oldest word
        self._slot = 0
        self._overrun = False
        self._latched = False

    def set_mode(self, mode):
        """Change the mode; bypass empties the FIFO."""
        self.mode = mode
        if mode == BYPASS:
            self.words = 0
            self._overrun = self._latched = False

    def batch(self, frame, gyroscope, accelerometer):
        """Put what is batched of a frame into the next time slot, the gyroscope's word first."""
        self._slot = (self._slot + 1) & 3
        if gyroscope and accelerometer and self.words <= DEPTH - 2:
            # As two calls of `_push`, which would take twice the time of nearly all that the chip does.
            memory = self.memory
            i = (self._first + self.words) % DEPTH * WORD
            memory[i] = _TAGS[4 * GYROSCOPE + self._slot]
            copy(frame, 6, memory, i + 1, WORD - 1)
            i = (i + WORD) % (DEPTH * WORD)
            memory[i] = _TAGS[4 * ACCELEROMETER + self._slot]
            copy(frame, 0, memory, i + 1, WORD - 1)
            self.words += 2
            return
        if gyroscope:
            self._push(GYROSCOPE, frame, 6)
        if accelerometer:
            self._push(ACCELEROMETER, frame, 0)

    def pass_over(self, slots):
        """Let so many slots (of two words) go by that all that was in the FIFO is overwritten long since."""
        self._slot = (self._slot + slots) & 3
        self.overwritten += self.words + 2 * slots
        self.words = 0
        self._overrun = self._latched = True

    def drop(self, words):
        """Remove the oldest words."""
        self._first = (self._first + words) % DEPTH
        self.words -= words

    def get(self, place):
        """Read byte 0 to 6 of the oldest word; the last one removes it. An empty FIFO gives zeros."""
        if not self.words:
            return 0
        value = self.memory[self._first * WORD + place]
        if place == WORD - 1:
            self.drop(1)
            self._overrun = False
        return value

    def take(self, buffer, start, end):
        """Read the oldest words, seven bytes each, into buffer[start .. end - 1]; zeros when there are no more."""
        while start < end and self.words:
            words = min((end - start) // WORD, self.words, DEPTH - self._first)  # up to the end of the ring
            copy(self.memory, self._first * WORD, buffer, start, words * WORD)
            self.drop(words)
            self._overrun = False
            start += words * WORD
        while start < end:
            buffer[start] = 0
            start += 1

    def status1(self):
        """Return FIFO_STATUS1."""
        return self.words & 0xFF

    def status2(self):
        """Return FIFO_STATUS2; reading it clears the latched overrun."""
        value = self.words >> 8
        if self.watermark and self.words >= self.watermark:
            value |= _WATERMARK
        if self._overrun:
            value |= _OVERRUN
        if self.words >= DEPTH - 2:
            value |= _FULL
        if self._latched:
            value |= _LATCHED
        self._latched = False
        return value

    def _push(self, sensor, frame, at):
        """Put in a word of six bytes, frame[at] and on."""
        if self.words == DEPTH:
            self._overrun = self._latched = True
            self.overwritten += 1
            if self.mode == STOP_WHEN_FULL:
                return
            self.drop(1)
        memory = self.memory
        i = (self._first + self.words) % DEPTH * WORD
        memory[i] = _TAGS[4 * sensor + self._slot]
        copy(frame, at, memory, i + 1, WORD - 1)
        self.words += 1
