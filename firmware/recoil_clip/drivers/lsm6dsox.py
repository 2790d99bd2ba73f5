"""LSM6DSOX: accelerometer and gyroscope, read through its FIFO. Data sheet DS12814, application note AN5272."""

import time
from array import array

from ..compat import const
from .errors import ChipFault, ChipWrong
from .fifo_kernels import unpack
from .registers import TRIES, Registers

_FIFO_CTRL3 = const(0x09)  # batching rates: gyroscope [7:4], accelerometer [3:0]
_FIFO_CTRL4 = const(0x0A)
_WHO_AM_I = const(0x0F)
_CTRL1_XL = const(0x10)  # accelerometer: rate [7:4], range [3:2]
_CTRL2_G = const(0x11)  # gyroscope: rate [7:4], range [3:2]
_CTRL3_C = const(0x12)
_CTRL6_C = const(0x15)
_CTRL9_XL = const(0x18)
_WAKE_UP_SRC = const(0x1B)
_FIFO_STATUS1 = const(0x3A)  # unread words [7:0], then FIFO_STATUS2: flags, unread words [9:8]
_TAP_CFG0 = const(0x56)
_TAP_CFG2 = const(0x58)
_WAKE_UP_THS = const(0x5B)
_WAKE_UP_DUR = const(0x5C)
_INTERNAL_FREQ_FINE = const(0x63)
_FIFO_DATA_OUT_TAG = const(0x78)  # to 0x7E; a longer read goes round (AN5272, FIFO)

_IDENTITY = const(0x6C)
_SW_RESET = const(0x01)  # CTRL3_C
_BDU_IF_INC = const(0x44)  # CTRL3_C: no torn values, register address steps
_NO_I3C = const(0xE2)  # CTRL9_XL: as after reset, I3C off
_RANGE_16_G = const(0x04)
_RANGE_2000_DPS = const(0x0C)
_LOW_POWER = const(0x10)  # CTRL6_C: no high performance for the accelerometer
_DOZING = const(0x34)  # CTRL1_XL: 52 Hz, +-16 g
_CONTINUOUS = const(0x06)  # FIFO_CTRL4: when full, the oldest words go
_OVERRUN = const(0x48)  # FIFO_STATUS2: FIFO_OVR_IA, FIFO_OVR_LATCHED
_LATCHED = const(0x41)  # TAP_CFG0: an event stays until WAKE_UP_SRC is read, which clears it at once
_EVENTS_ON = const(0x80)  # TAP_CFG2
_FINE_STEP = const(0x10)  # WAKE_UP_DUR: one sample is enough, the threshold counts in 1/256 of the range
_THRESHOLD = const(1)  # 62.5 mg: half of what changes from one sample to the next (AN5272, wake-up)
_WOKEN = const(0x08)  # WAKE_UP_SRC
_DEPTH_WORDS = const(512)

# Places in the state of `fifo_kernels`, which says what they mean.
_AT = const(0)
_END = const(1)
_HAVE = const(2)
_SLOT = const(3)
_LAST = const(4)
_GUESS = const(5)
_LOST = const(6)
_BAD = const(7)
_SAME = const(8)
_AXES = const(15)
_TURNED = const(18)
_STILL = const(27)
_SIZE = const(33)

_SILENCE = "silence"

_RATES_HZ = (104, 208, 416)
_FIRST_CODE = const(4)  # of the first of these rates
_FIRST_DIVIDER = const(64)  # of 6667 Hz
_FASTEST_HZ = const(6667)
_RESET_TRIES = const(10)
_SETTLE_MS = const(100)  # gyroscope 70 ms, then filters (AN5272, start-up times)
_BURST_PAIRS = const(16)
_WORD = const(7)  # bytes
_NONE = const(-1)
_IDLE_POLLS = const(64)  # one takes 0.2 ms at the very least: 13 ms, when a sample is due every 10 ms or less
_MOST_NONSENSE = const(8)  # words in a row
_STUCK_S = const(2)  # with its noise, the chip gives another sample every time


class Words:
    """`bursts[pairs]` is a buffer for so many pairs of FIFO words; after `fill(pairs)`, `unpack` makes samples of them.

    `state` is the kernel's; samples lost and words thrown away are counted there.
    """

    def __init__(self, mount):
        self._words = bytearray(2 * _BURST_PAIRS * _WORD)
        whole = memoryview(self._words)
        self.bursts = [whole[: 2 * pairs * _WORD] for pairs in range(_BURST_PAIRS + 1)]
        self.state = array("i", bytes(4 * _SIZE))
        axis = 0
        while axis < 3:
            self.state[_AXES + axis] = abs(mount[axis]) - 1
            self.state[_TURNED + axis] = 1 if mount[axis] < 0 else 0
            axis += 1
        self.forget()

    def forget(self):
        """Begin anew: the next word follows on nothing."""
        state = self.state
        state[_AT] = state[_END] = 0
        state[_HAVE] = 0
        state[_SLOT] = 0
        state[_LAST] = _NONE
        state[_GUESS] = _NONE
        state[_SAME] = 0

    def fill(self, pairs):
        """Take a burst that was read into `bursts[pairs]`."""
        self.state[_AT] = 0
        self.state[_END] = 2 * pairs * _WORD

    def waiting(self):
        """Return how many words are still to be unpacked."""
        return (self.state[_END] - self.state[_AT]) // _WORD

    def suspect(self, words):
        """Tell that about so many words were lost before the next one, perhaps two more."""
        state = self.state
        if state[_LAST] == _NONE:
            return
        state[_GUESS] = words + (state[_GUESS] if state[_GUESS] != _NONE else 0)
        if state[_HAVE] and state[_GUESS] > 2:  # else the other word of the sample may well be the next one
            state[_HAVE] = 0
            state[_GUESS] += 1

    def unpack(self, samples, n, limit):
        """Put samples number n and on into an array; stops at the limit, or before a gap if n is not 0. Returns n."""
        return unpack(self._words, self.state, samples, n, limit)


class LSM6DSOX:
    """The motion sensor: +-16 g in 488 ug, +-2000 degrees/s in 70 mdps. Its reading path, `drain`, allocates nothing.

    `period_ns` and `period_us` are the true sample period, known after `begin`. `overrun`: how many samples are known
    to be lost; what a `drain` adds is missing just before its first sample. `bad_words`: FIFO words with a damaged tag.
    `fault`: what the last ChipFault of `drain` said. `dead`: bits of the body axes that were found stuck, kept here by
    who asks for `stuck_axes`.

    Args:
        i2c: The bus.
        address: The chip's on it.
        clock: Has `ticks_us`, `ticks_diff` and `sleep_ms`; None: the module `time`.
        mount: For each body axis (forward, up, right) which axis of the chip it is: 1 x, 2 y, 3 z, negative if turned
            round; as it is, samples come in the chip's axes.
    """

    def __init__(self, i2c, address=0x6A, clock=None, mount=(1, 2, 3)):
        self._registers = Registers(i2c, address, "LSM6DSOX")
        self._clock = clock or time
        self.rate_hz = 0
        self.period_ns = 0
        self.period_us = 0
        self.overrun = 0
        self.bad_words = 0
        self.fault = ""
        self.dead = 0
        self._words = Words(mount)
        self._state = self._words.state
        self._status = self._registers.reading(_FIFO_STATUS1, bytearray(2))
        self._burst = self._registers.reading(_FIFO_DATA_OUT_TAG, self._words.bursts[0])
        self._woken = self._registers.reading(_WAKE_UP_SRC, bytearray(1))
        self._seen_us = 0  # when the FIFO was last known to hold `_left` words
        self._most_same = 0
        self._forget()

    def begin(self, rate_hz=208):
        """Set up from scratch and start sampling; returns nothing.

        Args:
            rate_hz: 104, 208 or 416.

        Raises:
            ChipMissing: Nothing answers at the address.
            ChipWrong: Another chip answers.
            ChipFault: It does not do what it is told.
        """
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
        registers.write(_TAP_CFG0, _LATCHED)
        registers.write(_TAP_CFG2, _EVENTS_ON)
        registers.write(_WAKE_UP_THS, _THRESHOLD)
        registers.write(_WAKE_UP_DUR, _FINE_STEP)
        self._clock.sleep_ms(_SETTLE_MS)
        # Rate = (6667 + 0.0015 x FREQ_FINE x 6667) / divider (AN5272); the trim is valid only while a sensor runs.
        fine = registers.read(_INTERNAL_FREQ_FINE)
        fine = fine - 256 if fine > 127 else fine
        nominal_ns = (_FIRST_DIVIDER >> step) * 1000000000 // _FASTEST_HZ
        self.period_ns = nominal_ns * 10000 // (10000 + 15 * fine)
        self.period_us = (self.period_ns + 500) // 1000
        self.rate_hz = rate_hz
        self._most_same = _STUCK_S * rate_hz
        registers.write(_FIFO_CTRL3, code | code >> 4)
        registers.write(_FIFO_CTRL4, _CONTINUOUS)
        if registers.read(_CTRL1_XL) != code | _RANGE_16_G or registers.read(_FIFO_CTRL4) != _CONTINUOUS:
            raise ChipFault(registers.name, "does not keep its settings")
        self._forget()
        self._seen_us = self._clock.ticks_us()

    def restart(self):
        """Set up anew after a fault; the samples lost since the last good read are added to `overrun`. Returns nothing.

        The clock tells how many, to one or two, for up to eight minutes.

        Raises:
            ChipFault: As `begin` does, which may also raise ChipMissing and ChipWrong.
        """
        seen_us = self._seen_us
        unread = (self._left + self._words.waiting()) // 2
        self.begin(self.rate_hz)
        gone_us = max(self._clock.ticks_diff(self._seen_us, seen_us), 0)
        self._state[_LOST] += unread + gone_us // self.period_us
        self.overrun = self._state[_LOST]

    def unread(self):
        """Return how many samples are known to wait in the FIFO."""
        return self._left >> 1

    def has_moved(self):
        """Tell whether the chip felt a jolt since this was asked last.

        Returns:
            True if it did.

        Raises:
            ChipFault: It does not answer.
        """
        if not self._woken.thrice():
            self._registers.give_up()
        return self._woken.buffer[0] & _WOKEN != 0

    def doze(self):
        """Feel jolts and nothing else, on 30 uA instead of 550, until the next `begin`; returns nothing.

        The accelerometer changes its power mode only through power-down (AN5272, operating modes).

        Raises:
            ChipFault: The chip does not answer.
        """
        registers = self._registers
        registers.write(_FIFO_CTRL4, 0)
        registers.write(_CTRL2_G, 0)
        registers.write(_CTRL1_XL, 0)
        registers.write(_CTRL6_C, _LOW_POWER)
        registers.write(_CTRL1_XL, _DOZING)

    def is_dozing(self):
        """Return whether the chip is still as `doze` left it: one that lost its power would feel nothing.

        Raises:
            ChipFault: The chip does not answer.
        """
        return self._registers.read(_CTRL1_XL) == _DOZING

    def stuck_axes(self, samples):
        """Tell which axes are stuck: with its noise each gives another number many times a second, moved or not.

        Args:
            samples: An axis that gave the same number for more samples than this is stuck.

        Returns:
            Their bits, as in `recoil_clip.spec.validity`; 0 if none is.
        """
        bits = 0
        axis = 5
        while axis >= 0:
            bits = bits << 1 | (1 if self._state[_STILL + axis] > samples else 0)
            axis -= 1
        return bits

    def drain(self, samples, limit):
        """Move samples from the chip's FIFO into an array.

        Args:
            samples: An array("i") that takes ax, ay, az, gx, gy, gz of each, in body axes.
            limit: How many at most.

        Returns:
            How many there were; 0 means that nothing waits. It may end early, before a gap.

        Raises:
            ChipFault: The chip stopped answering, gives nothing or nonsense; what it holds may still come at the next
                try, else `restart`.
        """
        state = self._state
        self._is_polled = False
        n = 0
        while n < limit:
            if state[_AT] == state[_END] and not self._fetch(limit - n):
                break
            n = self._words.unpack(samples, n, limit)
            if state[_AT] != state[_END]:
                break
        self.overrun = state[_LOST]
        if n:
            self._nonsense = 0
        elif self._trouble:
            self._fail()
        if state[_SAME] > self._most_same or state[_BAD] != self.bad_words:
            self._judge(n)
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
        self._is_polled = False  # in this drain
        self._trouble = ""  # why a burst could not be had
        self._idle = 0
        self._nonsense = 0

    def _fetch(self, most):
        """Read a burst of at most so many samples. Returns False if there is none to be had; `_trouble` may say why.

        A read that is cut off leaves it open how many words the chip took for read; the status tells.
        """
        tries = TRIES
        self._trouble = ""
        while True:
            if self._doubt or not self._is_polled:
                self._is_polled = True
                if not self._poll():
                    return False
            pairs = self._left >> 1
            if pairs > most:
                pairs = most
            if pairs > _BURST_PAIRS:
                pairs = _BURST_PAIRS
            if not pairs:
                return False
            self._burst.buffer = self._words.bursts[pairs]
            if self._burst.once():
                break
            self._doubt = True
            tries -= 1
            if not tries:
                self._trouble = _SILENCE
                return False
        self._left -= 2 * pairs
        self._words.fill(pairs)
        return True

    def _poll(self):
        """Learn how many words wait, and about how many were lost if any were. Returns False if that went wrong."""
        if not self._status.thrice():
            self._trouble = _SILENCE
            return False
        status = self._status.buffer
        words = status[0] | (status[1] & 3) << 8
        if words > _DEPTH_WORDS:
            self._trouble = "gives nonsense for its FIFO status"
            return False
        if self._doubt or status[1] & _OVERRUN:
            self._suspect(words)
        elif words > 1:  # else `restart` could not count from the last samples
            self._seen_us = self._clock.ticks_us()
            self._left = words
        if words > 1:
            self._idle = 0
            return True
        self._idle += 1
        if self._idle > _IDLE_POLLS:
            self._idle = 0
            self._trouble = "gives no samples"
            return False
        return True

    def _suspect(self, words):
        """Find out about how many words were lost: `words` wait."""
        now_us = self._clock.ticks_us()
        passed_us = max(self._clock.ticks_diff(now_us, self._seen_us), 0)
        self._words.suspect(max(self._left - words + 2 * (passed_us // self.period_us), 0))
        self._doubt = False
        self._seen_us = now_us
        self._left = words

    def _fail(self):
        """Raise what went wrong."""
        trouble = self._trouble
        self._trouble = ""
        raise self._faulty(self._registers.silence() if trouble == _SILENCE else trouble)

    def _faulty(self, reason):
        error = ChipFault(self._registers.name, reason)
        self.fault = str(error)
        return error

    def _judge(self, n):
        """Notice a chip that gives nonsense or repeats itself."""
        state = self._state
        if not n:
            self._nonsense += state[_BAD] - self.bad_words
        self.bad_words = state[_BAD]
        if self._nonsense > _MOST_NONSENSE:
            self._nonsense = 0
            raise self._faulty("gives nonsense for its FIFO words")
        if state[_SAME] > self._most_same:
            state[_SAME] = 0
            raise self._faulty("repeats the same sample")
