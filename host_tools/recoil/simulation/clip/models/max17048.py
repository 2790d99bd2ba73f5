"""Model of the MAX17048. Data sheet 19-6171, "Register Descriptions"."""

from .chip import Chip

_VCELL, _SOC, _MODE, _VERSION = 0x02, 0x04, 0x06, 0x08
_HIBRT, _CONFIG, _VALRT, _CRATE, _VRESET, _STATUS, _CMD = 0x0A, 0x0C, 0x14, 0x16, 0x18, 0x1A, 0xFE


class MAX17048(Chip):
    """Says what it is told about the battery: `set(percent, millivolts)`. Fault: `version` (a wrong chip)."""

    def __init__(self, clock, percent=80, millivolts=3900, address=0x36):
        super().__init__(address, clock)
        self.version = 0x0012
        self._percent = percent
        self._millivolts = millivolts
        self._registers = bytearray(256)
        self.power_cycle()

    def set(self, percent, millivolts):
        """Charge or discharge the battery; fractions of a percent are allowed."""
        self._percent = percent
        self._millivolts = millivolts
        self._word(_SOC, int(percent * 256))
        self._word(_VCELL, (int(millivolts) * 64 + 2) // 5)  # 78.125 uV a count

    def told_millivolts(self):
        """Return the cell's voltage in whole mV: what an analogue pin would see of it, too."""
        return int(self._millivolts)

    def power_cycle(self):
        """Lose power for a moment: all settings are as delivered."""
        self._word(_VERSION, self.version)
        self._word(_HIBRT, 0x8030)
        self._word(_CONFIG, 0x971C)
        self._word(_VALRT, 0x00FF)
        self._word(_VRESET, 0x9600)
        self._word(_STATUS, 0x0100)  # RI: was reset
        self.set(self._percent, self._millivolts)

    def get(self, register):
        """Return a register, the high byte of a word first."""
        if register == _VERSION:
            return self.version >> 8
        if register == _VERSION + 1:
            return self.version & 0xFF
        return self._registers[register]

    def put(self, register, value):
        """Write a byte; measurements and the version stay."""
        self._registers[register] = value
        if register == _CMD + 1 and self._registers[_CMD] == 0x54:
            self.power_cycle()
        elif register < _HIBRT and register // 2 * 2 != _MODE:
            self.set(self._percent, self._millivolts)

    def _word(self, register, value):
        self._registers[register] = value >> 8 & 0xFF
        self._registers[register + 1] = value & 0xFF
