"""DRV2605L: haptic driver for the vibration motor. Sections are those of data sheet SLOS854D.

A cue is a sequence in the chip's own eight slots, so its rhythm does not depend on what the processor does meanwhile.
"""

import time

from ..compat import const
from .errors import ChipFault, ChipWrong, MotorFault
from .registers import Registers

_STATUS = const(0x00)
_MODE = const(0x01)
_LIBRARY = const(0x03)
_SLOTS = const(0x04)  # eight of them, then GO
_GO = const(0x0C)
_TIME_OFFSETS = const(0x0D)  # overdrive, then positive sustain
_RATED_VOLTAGE = const(0x16)  # to CONTROL3: all about the motor, with what calibration found
_OVERDRIVE_CLAMP = const(0x17)
_FEEDBACK = const(0x1A)
_CONTROL3 = const(0x1D)

_DEVICE_DRV2605 = const(3)  # STATUS[7:5], 8.6.1
_DEVICE_DRV2605L = const(7)
_DIAG_RESULT = const(0x08)
_DEV_RESET = const(0x80)  # MODE, 8.6.2
_STANDBY = const(0x40)
_INTERNAL_TRIGGER = const(0)
_DIAGNOSTICS = const(6)
_AUTO_CALIBRATION = const(7)
_LIBRARY_B = const(2)  # 3 V motors; library A has its own overdrive and is for open loop only
_WAIT = const(0x80)  # a slot that waits, in 10 ms; 8.6.5
STRONG = const(1)  # "Strong Click - 100 %", the shortest full-strength effect
GENTLE = const(2)  # "Strong Click - 60 %"
_CLICK_MS = const(40)  # nominal: the data sheet gives no lengths

# Coin motor of 3.0 V on a 3.3 V supply; 8.5.2.1: 21.18 mV a count; 8.5.2.2: 21.59 mV x 4.5 / 4.95 a count.
_RATED_3V0 = const(142)
_CLAMP_3V3 = const(168)
_ERM_FEEDBACK = const(0x36)  # 8.6.20: motor with a rotating mass, brake factor 4, medium loop gain
_CLOSED_LOOP = const(0x80)  # 8.6.23: as after reset, without ERM_OPEN_LOOP
_OPEN_LOOP = const(0xA0)

_RESET_MS = const(100)
_ROUTINE_MS = const(1500)  # calibration takes up to 700 ms (8.6.24), diagnostics less
_POLL_MS = const(10)
_STEP_MS = const(5)  # of the time offsets; 8.6.7
_LONGEST_STEPS = const(127)
MOST_PULSES = const(4)
LONGEST_ON_MS = const(675)
LONGEST_OFF_MS = const(1270)


class DRV2605L:
    """The motor's driver: `play` starts a cue and returns at once.

    `calibrated`: it knows its motor, else it runs open loop.

    Args:
        i2c: The bus.
        address: The chip's on it.
        clock: Has `sleep_ms`, `ticks_ms` and `ticks_diff`; None: the module `time`.
        effect: What every pulse is made of: STRONG or GENTLE.
    """

    def __init__(self, i2c, address=0x5A, clock=None, effect=STRONG):
        self._registers = Registers(i2c, address, "DRV2605L")
        self._clock = clock or time
        self._effect = effect
        self._slots = bytearray(9)  # and GO
        self._slots[8] = 1
        self._offsets = bytearray(2)
        self._state = bytearray(3)  # MODE to LIBRARY
        self._motor = bytearray(8)  # RATED_VOLTAGE to CONTROL3, as `begin` left them
        self.calibrated = False

    def begin(self):
        """Set up, calibrate and check the motor: about a second, and felt. Returns nothing.

        Raises:
            ChipMissing: Nothing answers.
            ChipWrong: Another chip does.
            ChipFault: It does not do what it is told.
            MotorFault: The motor is not connected, shorted or stuck. That comes last: the chip is ready for use all the
                same.
        """
        self.wake()
        self.test()

    def wake(self):
        """Set up and let the chip begin to calibrate the motor, as `begin` does; `test` has to follow. Returns nothing.

        Raises:
            ChipMissing: Nothing answers.
            ChipWrong: Another chip does.
            ChipFault: It does not do what it is told.
        """
        registers = self._registers
        device = registers.identify(_STATUS) >> 5
        if device != _DEVICE_DRV2605L and device != _DEVICE_DRV2605:
            raise ChipWrong(registers.name, "the chip says device " + str(device) + ", not 7 or 3")
        registers.write(_MODE, _DEV_RESET)
        self._until_clear(_MODE, _DEV_RESET, _RESET_MS, "does not come out of reset")
        registers.write(_MODE, _INTERNAL_TRIGGER)  # out of standby
        registers.write(_RATED_VOLTAGE, _RATED_3V0)
        registers.write(_OVERDRIVE_CLAMP, _CLAMP_3V3)
        registers.write(_FEEDBACK, _ERM_FEEDBACK)
        registers.write(_CONTROL3, _CLOSED_LOOP)
        registers.write(_LIBRARY, _LIBRARY_B)
        self._go(_AUTO_CALIBRATION)

    def test(self):
        """Wait for the calibration that `wake` began, and check the motor: up to a second. Returns nothing.

        Raises:
            ChipFault: It does not do what it is told.
            MotorFault: As `begin` does.
        """
        registers = self._registers
        # Calibration sometimes does not converge at the first try (8.5.6); open loop needs none.
        self.calibrated = self._has_passed() or self._passes(_AUTO_CALIBRATION)
        if not self.calibrated:
            registers.write(_CONTROL3, _OPEN_LOOP)
        turns = self._passes(_DIAGNOSTICS)
        registers.write(_MODE, _INTERNAL_TRIGGER)
        if registers.read(_LIBRARY) != _LIBRARY_B:
            raise ChipFault(registers.name, "does not keep its settings")
        registers.read_into(_RATED_VOLTAGE, self._motor)
        if not turns:
            raise MotorFault(registers.name, "its motor is not connected, shorted or stuck")

    def play(self, count, on_ms, off_ms):
        """Start pulses; returns nothing. Values outside are taken as the nearest possible one.

        A sequence that is still playing is cut off. A chip that was without power for a moment gets its settings and
        its calibration back.

        Args:
            count: How many pulses, 1 to 4.
            on_ms: How long each is, 40 to 675.
            off_ms: How long the pauses are, 10 to 1270.

        Raises:
            ChipFault: The chip does not answer, or has lost its settings for good.
        """
        slots = self._slots
        last = 2 * max(min(count, MOST_PULSES), 1) - 2
        pause = _WAIT | max(min((off_ms + 5) // 10, 127), 1)
        i = 0
        while i < 8:
            if i > last:
                slots[i] = 0
            else:
                slots[i] = pause if i & 1 else self._effect
            i += 1
        # The offset stretches the positive part of a click, whichever of its two names that has (8.6.7, 8.6.8).
        steps = max(min((on_ms - _CLICK_MS + 2) // _STEP_MS, _LONGEST_STEPS), 0)
        self._offsets[0] = steps
        self._offsets[1] = steps
        registers = self._registers
        if not self._is_set_up():
            self._restore()
        registers.write(_GO, 0)
        registers.write_from(_TIME_OFFSETS, self._offsets)
        registers.write_from(_SLOTS, slots)

    def busy(self):
        """Return True while a sequence plays.

        Raises:
            ChipFault: The chip does not answer.
        """
        return self._registers.read(_GO) & 1 == 1

    def stop(self):
        """Cut off what is playing; returns nothing.

        Raises:
            ChipFault: The chip does not answer.
        """
        self._registers.write(_GO, 0)

    def rest(self):
        """Go to standby, on 4 uA instead of 500, until the next `play`; returns nothing.

        Raises:
            ChipFault: The chip does not answer.
        """
        self._registers.write(_MODE, _STANDBY)

    def _is_set_up(self):
        state = self._state
        self._registers.read_into(_MODE, state)
        return state[0] == _INTERNAL_TRIGGER and state[2] == _LIBRARY_B

    def _restore(self):
        """Write what `begin` found, LIBRARY last: until then the chip does not count as set up."""
        registers = self._registers
        if self._motor[0]:  # else `begin` never got so far
            registers.write(_MODE, _INTERNAL_TRIGGER)
            registers.write_from(_RATED_VOLTAGE, self._motor)
            registers.write(_LIBRARY, _LIBRARY_B)
            if self._is_set_up():
                return
        raise ChipFault(registers.name, "has lost its settings")

    def _passes(self, mode):
        """Run one of the chip's routines and return its result."""
        self._go(mode)
        return self._has_passed()

    def _go(self, mode):
        registers = self._registers
        registers.write(_MODE, mode)
        registers.read(_STATUS)  # clears an old result
        registers.write(_GO, 1)

    def _has_passed(self):
        self._until_clear(_GO, 1, _ROUTINE_MS, "does not finish testing its motor")
        return self._registers.read(_STATUS) & _DIAG_RESULT == 0

    def _until_clear(self, register, bit, limit_ms, otherwise):
        while self._registers.read(register) & bit:
            if limit_ms <= 0:
                raise ChipFault(self._registers.name, otherwise)
            self._clock.sleep_ms(_POLL_MS)
            limit_ms -= _POLL_MS
