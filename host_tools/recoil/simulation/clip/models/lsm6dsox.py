"""Model of the LSM6DSOX. Data sheet DS12814, application note AN5272.

Not modelled: batching rates other than the data rate, two different data rates, filters, interrupt pins, embedded
functions; of the events only wake-up by the slope of one sample (AN5272, "Wake-up interrupt"; no duration), while
samples are batched or the gyroscope is off. With it off a slow accelerometer leaves samples of the motion out, which
goes on at the pace of 208 Hz.
"""

from .chip import Chip
from .fifo import BYPASS, STOP_WHEN_FULL, WORD, Fifo
from .motion import Rest

_FUNC_CFG_ACCESS = 0x01
_FIFO_CTRL1, _FIFO_CTRL2, _FIFO_CTRL3, _FIFO_CTRL4 = 0x07, 0x08, 0x09, 0x0A
_WHO_AM_I = 0x0F
_CTRL1_XL, _CTRL2_G, _CTRL3_C, _CTRL9_XL = 0x10, 0x11, 0x12, 0x18
_WAKE_UP_SRC = 0x1B
_STATUS = 0x1E
_OUT_TEMP_L, _OUTX_L_G, _OUTX_L_A, _OUT_END = 0x20, 0x22, 0x28, 0x2E
_FIFO_STATUS1, _FIFO_STATUS2 = 0x3A, 0x3B
_TAP_CFG0, _TAP_CFG2, _WAKE_UP_THS, _WAKE_UP_DUR = 0x56, 0x58, 0x5B, 0x5C
_INTERNAL_FREQ_FINE = 0x63
_TAG, _TAG_END = 0x78, 0x7F

_LATCH, _EVENTS_ON, _FINE_STEP, _WOKEN = 0x01, 0x80, 0x10, 0x08
_SW_RESET, _IF_INC, _BOOT = 0x01, 0x04, 0x80
_RESET_US = 50
_RATES = (_CTRL1_XL, _CTRL2_G)
_WATERMARK = (_FIFO_CTRL1, _FIFO_CTRL2)
_READ_ONLY = (_WHO_AM_I, _WAKE_UP_SRC, _STATUS, _FIFO_STATUS1, _FIFO_STATUS2, _INTERNAL_FREQ_FINE)
_XL_GAIN = (8, 1, 4, 2)  # +-2, 16, 4, 8 g, in counts of +-16 g
_G_GAIN = (8, 4, 2, 1)  # +-250, 500, 1000, 2000 degrees/s
_KEPT = 280  # slots: a little more than the FIFO holds


class LSM6DSOX(Chip):
    """Samples `motion` on a grid of virtual time; `number` is the next sample's, and goes on while the chip is off.

    `trim` is INTERNAL_FREQ_FINE: the chip is so many times 0.15 % fast. Faults: `identity` (a wrong chip), `frozen`
    (the same sample again and again), `silent` (no samples), `jammed` (reset never ends), `stuck` (axes, 0 to 5, that
    give 0), `noisy` (axes that give a little noise and nothing else), `told_trim` (what INTERNAL_FREQ_FINE says instead
    of the truth), and those of `Chip`.
    """

    def __init__(self, clock, motion=None, trim=0, address=0x6A):
        super().__init__(address, clock)
        self.motion = motion or Rest()
        self.trim = trim
        self.fifo = Fifo()
        self.number = 0
        self.identity = 0x6C
        self.frozen = self.silent = self.jammed = False
        self.stuck = self.noisy = ()
        self.told_trim = None
        self._registers = bytearray(128)
        self._frame = bytearray(12)
        self._before = [0, 0, 0]  # acceleration in the sample before
        self._woken = 0
        self._scaled = bytearray(12)
        self._word = self._frame  # the frame at the ranges that are set: itself, or scaled
        self._xl_gain = self._g_gain = 1
        self._code = 0  # data rate of the grid
        self._due_us = 0
        self._due_ns = 0  # and so many nanoseconds
        self._period_us = 0
        self._period_ns = 0
        self._each = 1  # samples of the motion in a slot
        self._filled = -1
        self.power_cycle()

    def power_cycle(self):
        """Lose power for a moment: all settings are as delivered."""
        registers = self._registers
        i = 0
        while i < 128:
            registers[i] = 0
            i += 1
        registers[_CTRL3_C] = _IF_INC
        registers[_CTRL9_XL] = 0xE0
        self.fifo.set_mode(BYPASS)
        self._set_range()
        self._woken = 0
        self._reset_us = 0

    def running(self):
        """Return True while a sensor is on."""
        return self._registers[_CTRL1_XL] >> 4 != 0 or self._registers[_CTRL2_G] >> 4 != 0

    def refresh(self):
        """Take the samples that fell due."""
        now_us = self.clock.now_us()
        if not self._code or self._due_us > now_us:
            return
        behind = (now_us - self._due_us) // (self._period_us + 1)
        if behind > _KEPT and self.fifo.mode != STOP_WHEN_FULL:
            self._pass_over(behind - _KEPT)
        sampling = self.running() and not self.silent
        registers = self._registers
        rates = registers[_FIFO_CTRL3]
        batching = sampling and self.fifo.mode != BYPASS and rates != 0
        gyroscope = registers[_CTRL2_G] >> 4
        feeling = sampling and (batching or not gyroscope) and registers[_TAP_CFG2] & _EVENTS_ON
        batches_gyroscope = gyroscope and rates >> 4
        batches_accelerometer = registers[_CTRL1_XL] >> 4 and rates & 15
        number = self.number
        due_us = self._due_us
        due_ns = self._due_ns
        while due_us <= now_us:
            if batching or feeling:
                self.number = number
                self._sense()
                if feeling:
                    self._feel()
                if batching:
                    self.fifo.batch(self._word, batches_gyroscope, batches_accelerometer)
            # As `_step` does, which would be one call more for each sample.
            number += self._each
            due_ns += self._period_ns
            due_us += self._period_us
            if due_ns >= 1000:
                due_ns -= 1000
                due_us += 1
        self.number = number
        self._due_us = due_us
        self._due_ns = due_ns

    def read(self, register, buffer, start, end):
        """Answer a read; whole words of the FIFO, which are most of what is ever read, without a call for each byte."""
        if register != _TAG or (end - start) % WORD or not self._registers[_CTRL3_C] & _IF_INC:
            Chip.read(self, register, buffer, start, end)
            return
        self.fifo.take(buffer, start, end)
        self.pointer = register

    def get(self, register):
        """Return a register."""
        register &= 0x7F
        if register >= _TAG:
            return self.fifo.get(register - _TAG)
        if _OUTX_L_G <= register < _OUT_END:
            if self._filled != self.number or self._word is not self._frame:
                self._sense()
            # The frame has the accelerometer first.
            return self._word[register - _OUTX_L_A if register >= _OUTX_L_A else register - _OUTX_L_G + 6]
        if register == _WHO_AM_I:
            return self.identity
        if register == _INTERNAL_FREQ_FINE:
            # The trim of an oscillator that is off does not read right.
            trim = self.trim if self.told_trim is None else self.told_trim
            return (trim if self.running() else trim - 1) & 0xFF
        if register == _FIFO_STATUS1:
            return self.fifo.status1()
        if register == _FIFO_STATUS2:
            return self.fifo.status2()
        if register == _WAKE_UP_SRC:
            woken = self._woken
            self._woken = 0
            return woken
        if register == _STATUS:
            return 0x07 if self.number and self.running() else 0
        if register == _CTRL3_C and not self.jammed and self.clock.now_us() >= self._reset_us:
            self._registers[_CTRL3_C] &= ~(_SW_RESET | _BOOT) & 0xFF
        return self._registers[register]

    def put(self, register, value):
        """Write a register."""
        register &= 0x7F
        if register in _READ_ONLY or register >= _TAG or _OUT_TEMP_L <= register < _OUT_END:
            return
        if register == _CTRL3_C and value & _SW_RESET:
            self.power_cycle()
            self._reset_us = self.clock.now_us() + _RESET_US
            value = _IF_INC | _SW_RESET
        self._registers[register] = value
        if register in _RATES:
            self._set_range()
            self._set_rate(max(self._registers[_CTRL1_XL] >> 4, self._registers[_CTRL2_G] >> 4))
        elif register == _FIFO_CTRL4:
            self.fifo.set_mode(value & 7)
        elif register in _WATERMARK:
            self.fifo.watermark = self._registers[_FIFO_CTRL1] | (self._registers[_FIFO_CTRL2] & 1) << 8

    def after(self, register):
        """Step to the next register; reading the FIFO goes round its seven."""
        if not self._registers[_CTRL3_C] & _IF_INC:
            return register
        register += 1
        return _TAG if register == _TAG_END else register & 0x7F

    def _set_range(self):
        """Take the ranges from the registers."""
        gyroscope = self._registers[_CTRL2_G]
        self._xl_gain = _XL_GAIN[self._registers[_CTRL1_XL] >> 2 & 3]
        self._g_gain = 16 if gyroscope & 2 else _G_GAIN[gyroscope >> 2 & 3]
        self._word = self._frame if self._xl_gain == 1 and self._g_gain == 1 else self._scaled

    def _set_rate(self, code):
        """Put the grid at another data rate; from power-down to the same rate it goes on as if never stopped."""
        if not code or code == self._code:
            return
        self._code = code
        # Rate = 6667 Hz x (1 + 0.0015 trim) / 2^(10 - code)
        period_ns = (1 << 10 - code) * 1000000000 // 6667 * 10000 // (10000 + 15 * self.trim)
        self._each = 1 << 5 - code if code < 4 and self._registers[_CTRL2_G] >> 4 == 0 else 1
        self._period_us = period_ns // 1000
        self._period_ns = period_ns % 1000
        self._due_us = self.clock.now_us()
        self._due_ns = 0
        self._step(1)
        self.number -= self._each

    def _step(self, slots):
        """Move the grid on."""
        self.number += slots * self._each
        self._due_ns += slots * self._period_ns
        self._due_us += slots * self._period_us + self._due_ns // 1000
        self._due_ns %= 1000

    def _pass_over(self, slots):
        """Skip what no one will ever read."""
        if self.running() and not self.silent and self.fifo.mode != BYPASS:
            self.fifo.pass_over(slots)
        self._step(slots)

    def _feel(self):
        """Find out whether half of the change since the sample before is above the threshold on any axis."""
        registers = self._registers
        # In counts of +-16 g: a step is 1/64 or 1/256 of the range, 2^15 counts at +-16 g.
        step = 128 if registers[_WAKE_UP_DUR] & _FINE_STEP else 512
        limit = 2 * step * (registers[_WAKE_UP_THS] & 63) // self._xl_gain
        frame = self._frame
        before = self._before
        x = ((frame[0] | frame[1] << 8) ^ 32768) - 32768
        y = ((frame[2] | frame[3] << 8) ^ 32768) - 32768
        z = ((frame[4] | frame[5] << 8) ^ 32768) - 32768
        woken = 0 if -limit <= x - before[0] <= limit else 4
        if not -limit <= y - before[1] <= limit:
            woken |= 2
        if not -limit <= z - before[2] <= limit:
            woken |= 1
        before[0] = x
        before[1] = y
        before[2] = z
        if woken:
            woken |= _WOKEN
        self._woken = woken | (self._woken if registers[_TAP_CFG0] & _LATCH else 0)

    def _sense(self):
        """Bring `_word` up to date."""
        if not self.frozen and self._filled != self.number:
            self._filled = self.number
            self.motion.fill(self.number, self._frame)
            for axis in self.stuck:
                self._frame[2 * axis] = self._frame[2 * axis + 1] = 0
            for axis in self.noisy:
                self._frame[2 * axis] = self.number * 7 >> 2 & 7
                self._frame[2 * axis + 1] = 0
        frame = self._frame
        word = self._word
        if word is frame:
            return
        i = 0
        while i < 12:
            gain = self._xl_gain if i < 6 else self._g_gain
            value = gain * (((frame[i] | frame[i + 1] << 8) ^ 32768) - 32768)
            value = max(min(value, 32767), -32768)
            word[i] = value & 0xFF
            word[i + 1] = value >> 8 & 0xFF
            i += 2
