"""LSM6DSOX: accelerometer and gyroscope, read through its FIFO. Data sheet DS12814, application note AN5272."""

import time
from array import array

from ..compat import const
from .errors import ChipFault, ChipWrong
from .lsm6dsox_words import Words
from .registers import TRIES, Registers

_FIFO_CTRL3 = const(0x09)  # batching rates: gyroscope [7:4], accelerometer [3:0]
_FIFO_CTRL4 = const(0x0A)
_WHO_AM_I = const(0x0F)
_CTRL1_XL = const(0x10)  # accelerometer: rate [7:4], range [3:2]
_CTRL2_G = const(0x11)  # gyroscope: rate [7:4], range [3:2]
_CTRL3_C = const(0x12)
_CTRL9_XL = const(0x18)
_FIFO_STATUS1 = const(0x3A)  # unread words [7:0], then FIFO_STATUS2: flags, unread words [9:8]
_INTERNAL_FREQ_FINE = const(0x63)
_FIFO_DATA_OUT_TAG = const(0x78)  # to 0x7E; a longer read goes round (AN5272, FIFO)

_IDENTITY = const(0x6C)
_SW_RESET = const(0x01)  # CTRL3_C
_BDU_IF_INC = const(0x44)  # CTRL3_C: no torn values, register address steps
_NO_I3C = const(0xE2)  # CTRL9_XL: as after reset, I3C off
_RANGE_16_G = const(0x04)
_RANGE_2000_DPS = const(0x0C)
_CONTINUOUS = const(0x06)  # FIFO_CTRL4: when full, the oldest words go
_OVERRUN = const(0x48)  # FIFO_STATUS2: FIFO_OVR_IA, FIFO_OVR_LATCHED
_DEPTH_WORDS = const(512)

_RATES_HZ = (104, 208, 416)
_FIRST_CODE = const(4)  # of the first of these rates
_FIRST_DIVIDER = const(64)  # of 6667 Hz
_FASTEST_HZ = const(6667)
_RESET_TRIES = const(10)
_SETTLE_MS = const(100)  # gyroscope 70 ms, then filters (AN5272, start-up times)
_BURST_PAIRS = const(16)
_IDLE_POLLS = const(64)  # one takes 0.2 ms at the very least: 13 ms, when a sample is due every 10 ms or less
_MOST_NONSENSE = const(8)  # words in a row
_STUCK_S = const(2)  # with its noise, the chip gives another sample every time


class LSM6DSOX:
    """+-16 g in 488 ug, +-2000 degrees/s in 70 mdps. Its reading path, `drain`, allocates nothing.

    `period_ns`, `period_us`: the true sample period, known after `begin`. `overrun`: how many samples are known to be
    lost; what a `drain` adds is missing just before its first sample. `bad_words`: FIFO words with a damaged tag.
    """

    def __init__(self, i2c, address=0x6A, clock=None):
        self._registers = Registers(i2c, address, "LSM6DSOX")
        self._clock = clock or time
        self.rate_hz = 0
        self.period_ns = 0
        self.period_us = 0
        self.overrun = 0
        self.bad_words = 0
        self._words = Words(_BURST_PAIRS)
        self._status = bytearray(2)
        self._newest = array("h", bytes(12))
        self._seen_us = 0  # when the FIFO was last known to hold `_left` words
        self._forget()

    def begin(self, rate_hz=208):
        """Set up from scratch at 104, 208 or 416 Hz and start sampling: ChipMissing, ChipWrong, ChipFault."""
        step = _RATES_HZ.index(rate_hz)
        registers = self._registers
        identity = registers.identify(_WHO_AM_I)
        if identity != _IDENTITY:
            raise ChipWrong(registers.name, "the chip says it is " + hex(identity) + ", not " + hex(_IDENTITY))
        self._reset()
        code = (_FIRST_CODE + step) << 4
        registers.write(_CTRL3_C, _BDU_IF_INC)
        registers.write(_CTRL9_XL, _NO_I3C)
        registers.write(_CTRL1_XL, code | _RANGE_16_G)
        registers.write(_CTRL2_G, code | _RANGE_2000_DPS)
        self._clock.sleep_ms(_SETTLE_MS)
        # Rate = (6667 + 0.0015 x FREQ_FINE x 6667) / divider (AN5272); the trim is valid only while a sensor runs.
        fine = registers.read(_INTERNAL_FREQ_FINE)
        fine = fine - 256 if fine > 127 else fine
        nominal_ns = (_FIRST_DIVIDER >> step) * 1000000000 // _FASTEST_HZ
        self.period_ns = nominal_ns * 10000 // (10000 + 15 * fine)
        self.period_us = (self.period_ns + 500) // 1000
        self.rate_hz = rate_hz
        registers.write(_FIFO_CTRL3, code | code >> 4)
        registers.write(_FIFO_CTRL4, _CONTINUOUS)
        if registers.read(_CTRL1_XL) != code | _RANGE_16_G or registers.read(_FIFO_CTRL4) != _CONTINUOUS:
            raise ChipFault(registers.name, "does not keep its settings")
        self._forget()
        self._seen_us = self._clock.ticks_us()

    def restart(self):
        """Set up anew after a fault; the samples lost since the last good read are added to `overrun`.

        The clock tells how many, to one or two, for up to eight minutes.
        """
        seen_us = self._seen_us
        unread = (self._left + self._words.waiting()) // 2
        self.begin(self.rate_hz)
        gone_us = max(self._clock.ticks_diff(self._seen_us, seen_us), 0)
        self._words.lost += unread + gone_us // self.period_us
        self.overrun = self._words.lost

    def unread(self):
        """Return how many samples are known to wait in the FIFO."""
        return self._left // 2

    def drain(self, samples, limit):
        """Move up to `limit` samples into an array("h") as ax, ay, az, gx, gy, gz; return how many.

        It may end early, before a gap: 0 means that nothing waits. ChipFault when the chip stopped answering, gives
        nothing or nonsense; what it holds may still come at the next try, else `restart`.
        """
        words = self._words
        n = 0
        polled = False
        tries = TRIES
        try:
            while n < limit:
                if not words.waiting():
                    if self._doubt or not polled:
                        polled = True
                        self._poll()
                    pairs = min(self._left // 2, limit - n, _BURST_PAIRS)
                    if not pairs:
                        break
                    if not self._fetch(pairs):
                        tries -= 1
                        if not tries:
                            self._registers.give_up()
                        continue
                n = words.unpack(samples, n, limit)
                if words.waiting():
                    break
        except ChipFault as fault:
            if not n:
                raise fault
        self.overrun = words.lost
        self._judge(words.bad - self.bad_words, samples, n)
        return n

    def _reset(self):
        """Software reset, from power-down as AN5272 asks."""
        registers = self._registers
        registers.write(_CTRL1_XL, 0)
        registers.write(_CTRL2_G, 0)
        registers.write(_CTRL3_C, _SW_RESET)
        tries = _RESET_TRIES
        while tries:
            self._clock.sleep_ms(1)  # it takes 50 us
            if registers.read(_CTRL3_C) & _SW_RESET == 0:
                return
            tries -= 1
        raise ChipFault(registers.name, "does not come out of reset")

    def _forget(self):
        """Nothing is known of the samples to come."""
        self._words.forget()
        self._left = 0  # words in the FIFO
        self._doubt = False  # a burst was cut off, its words may be lost
        self._idle = 0
        self._nonsense = 0
        self._same = 0

    def _poll(self):
        """Learn how many words wait, and about how many were lost if any were."""
        status = self._status
        self._registers.read_into(_FIFO_STATUS1, status)
        now_us = self._clock.ticks_us()
        words = status[0] | (status[1] & 3) << 8
        if words > _DEPTH_WORDS:
            raise ChipFault(self._registers.name, "gives nonsense for its FIFO status")
        suspect = self._doubt or status[1] & _OVERRUN != 0
        if suspect:
            passed_us = max(self._clock.ticks_diff(now_us, self._seen_us), 0)
            self._words.suspect(max(self._left - words + 2 * (passed_us // self.period_us), 0))
            self._doubt = False
        if words > 1 or suspect:  # else `restart` could not count from the last samples
            self._seen_us = now_us
            self._left = words
        self._idle = 0 if words > 1 else self._idle + 1
        if self._idle > _IDLE_POLLS:
            self._idle = 0
            raise ChipFault(self._registers.name, "gives no samples")

    def _fetch(self, pairs):
        """Read a burst. Returns False if that went wrong: then no one knows how many words the chip took for read."""
        self._doubt = not self._registers.try_read(_FIFO_DATA_OUT_TAG, self._words.bursts[pairs])
        if self._doubt:
            return False
        self._left -= 2 * pairs
        self._words.fill(pairs)
        return True

    def _judge(self, bad, samples, n):
        """Notice a chip that gives nonsense or repeats itself."""
        self.bad_words += bad
        self._nonsense = 0 if n else self._nonsense + bad
        if self._nonsense > _MOST_NONSENSE:
            self._nonsense = 0
            raise ChipFault(self._registers.name, "gives nonsense for its FIFO words")
        newest = self._newest
        same = True
        i = 6 * n - 6
        j = 0
        while j < 6 and n:
            if newest[j] != samples[i + j]:
                newest[j] = samples[i + j]
                same = False
            j += 1
        self._same = self._same + n if same else 0
        if self._same > _STUCK_S * self.rate_hz:
            self._same = 0
            raise ChipFault(self._registers.name, "repeats the same sample")
