"""Model of the DRV2605L with a motor. Data sheet SLOS854D, sections 8.5 and 8.6.

The data sheet gives no lengths of the library's effects but two; the rest are nominal here. Not modelled: the outside
trigger, PWM and audio, strength, LRA.
"""

from .chip import Chip
from .pulses import Pulses

_STATUS, _MODE, _RTP, _LIBRARY, _SLOTS, _GO, _OVERDRIVE, _BRAKE = 0x00, 0x01, 0x02, 0x03, 0x04, 0x0C, 0x0D, 0x10
_COMPENSATION, _BACK_EMF, _CONTROL4, _CONTROL5, _LAST = 0x18, 0x19, 0x1E, 0x1F, 0x22
_DEV_RESET, _STANDBY, _DIAG_RESULT = 0x80, 0x40, 0x08
_TRIGGER, _REALTIME, _DIAGNOSTICS, _CALIBRATION = 0, 5, 6, 7

# 8.6, from 0x00 on
_DELIVERED = bytes((0, 0x40, 0, 0, 1)) + bytes(12) + bytes((0x05, 0x19, 0xFF, 0x19, 0xFF, 0x3E, 0x8C, 0x0C, 0x6C, 0x36,
                                                            0x93, 0xF5, 0xA0, 0x20, 0x80, 0x33, 0, 0))  # fmt: skip
_CALIBRATION_US = (250000, 350000, 600000, 1100000)  # 8.6.24, in the middle
_DIAGNOSTICS_US = 100000
_WAIT_US = 10000
_EFFECT_US = 100000
_EFFECTS_US = {14: 250000, 15: 750000, 16: 1000000, 118: 10000000}
_CLICK_US = 40000


class DRV2605L(Chip):
    """`felt()` and `sequences()` tell what the motor did.

    Faults: `device` (a wrong chip), `motor_open`, `unsettled` (so many calibrations fail), `jammed` (GO stays), and
    those of `Chip`. `calibrations` and `diagnostics` count these routines, which are not in the record.
    """

    def __init__(self, clock, address=0x5A):
        super().__init__(address, clock)
        self.device = 7
        self.motor_open = False
        self.unsettled = 0
        self.jammed = False
        self.calibrations = self.diagnostics = 0
        self.pulses = Pulses()
        self._registers = bytearray(_LAST + 1)
        self._until_us = 0  # GO stays up so long
        self._routine = _TRIGGER  # what GO started
        self._turning = False  # real-time playback
        self.power_cycle()

    def power_cycle(self):
        """Lose power for a moment: all settings are as delivered."""
        self._cancel()
        i = 0
        while i <= _LAST:
            self._registers[i] = _DELIVERED[i]
            i += 1
        self._turn()

    def felt(self):
        """Return the pulses so far, as [start_us, end_us]."""
        return self.pulses.felt(self.clock.now_us())

    def sequences(self):
        """Return what was started so far, as [us, pulses]."""
        return self.pulses.sequences(self.clock.now_us())

    def busy(self):
        """Return True while GO is up."""
        return self.jammed or self.clock.now_us() < self._until_us

    def refresh(self):
        """Finish a routine that has come to its end."""
        if self._routine == _TRIGGER or self.busy():
            return
        failed = self.motor_open
        if self._routine == _CALIBRATION and self.unsettled:
            self.unsettled -= 1
            failed = True
        if failed:
            self._registers[_STATUS] |= _DIAG_RESULT
        elif self._routine == _CALIBRATION:
            self._registers[_COMPENSATION] = 0x0E
            self._registers[_BACK_EMF] = 0x82
        self._routine = _TRIGGER

    def get(self, register):
        """Return a register; reading STATUS clears it."""
        if register == _STATUS:
            value = self._registers[_STATUS] | self.device << 5
            self._registers[_STATUS] = 0
            return value
        if register == _GO:
            return 1 if self.busy() else 0
        return self._registers[register] if register <= _LAST else 0

    def put(self, register, value):
        """Write a register."""
        if register == _STATUS or register > _LAST:
            return
        if register == _MODE and value & _DEV_RESET:
            self.power_cycle()
            return
        self._registers[register] = value
        if register == _MODE:
            self._cancel()
            self._turn()
        elif register == _RTP:
            self._turn()
        elif register == _GO:
            if value & 1:
                self._go()
            else:
                self._cancel()

    def _go(self):
        now_us = self.clock.now_us()
        mode = self._registers[_MODE]
        if mode & _STANDBY or self.busy():
            return
        mode &= 7
        if mode == _TRIGGER:
            self._play(now_us)
        elif mode == _CALIBRATION:
            self.calibrations += 1
            self._until_us = now_us + _CALIBRATION_US[self._registers[_CONTROL4] >> 4 & 3]
            self._routine = mode
        elif mode == _DIAGNOSTICS:
            self.diagnostics += 1
            self._until_us = now_us + _DIAGNOSTICS_US
            self._routine = mode

    def _play(self, us):
        """Play the slots up to the first that is zero (8.6.5), each effect stretched by the time offsets (8.6.7)."""
        self.pulses.begin(us)
        interval_us = 1000 if self._registers[_CONTROL5] & 0x10 else 5000
        overdrive_us = signed(self._registers[_OVERDRIVE]) * interval_us
        brake_us = max(signed(self._registers[_BRAKE]) * interval_us, 0)
        slot = 0
        while slot < 8 and self._registers[_LIBRARY] & 7:
            value = self._registers[_SLOTS + slot]
            if not value:
                break
            if value & 0x80:
                us += (value & 0x7F) * _WAIT_US
            else:
                end_us = us + max(effect_us(value) + overdrive_us, 0)
                if end_us > us and not self.motor_open:
                    self.pulses.add(us, end_us)
                us = end_us + brake_us
            slot += 1
        self._until_us = us

    def _turn(self):
        """Real-time playback: the motor turns while its value is positive."""
        turning = self._registers[_MODE] == _REALTIME and signed(self._registers[_RTP]) > 0 and not self.motor_open
        if turning and not self._turning:
            now_us = self.clock.now_us()
            self.pulses.begin(now_us)
            self.pulses.add(now_us, 1 << 60)
        elif self._turning and not turning:
            self.pulses.cut(self.clock.now_us())
        self._turning = turning

    def _cancel(self):
        """Stop whatever GO started."""
        now_us = self.clock.now_us()
        if now_us < self._until_us:
            self.pulses.cut(now_us)
            self._until_us = now_us
        self._routine = _TRIGGER


def effect_us(effect):
    """Return the nominal length of an effect."""
    if effect in _EFFECTS_US:
        return _EFFECTS_US[effect]
    return _CLICK_US if effect < 10 or 17 <= effect < 27 else _EFFECT_US


def signed(value):
    """Return a byte as a number from -128 to 127."""
    return value - 256 if value & 0x80 else value
