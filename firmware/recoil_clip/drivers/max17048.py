"""MAX17048: fuel gauge of one LiPo cell. Data sheet 19-6171, "Register Descriptions"."""

from ..compat import const
from .errors import ChipFault, ChipWrong
from .registers import Registers

_VCELL = const(0x02)
_SOC = const(0x04)
_VERSION = const(0x08)

_VERSION_HIGH = const(0x00)  # VERSION is 0x001_, its last digit the mask revision
_VERSION_LOW = const(0x10)
_HIGHEST_SOC = const(125)  # the model goes a little over 100 %; more is a bus that reads ones
_HIGHEST_MV = const(5000)


class MAX17048:
    """The battery's gauge: whole percent and millivolts. Read it with the motor off: a pulse pulls the voltage down.

    Args:
        i2c: The bus.
        address: The chip's on it.
    """

    def __init__(self, i2c, address=0x36):
        self._registers = Registers(i2c, address, "MAX17048")
        self._word = bytearray(2)

    def begin(self):
        """Make sure that the gauge is there; returns nothing.

        Raises:
            ChipMissing: Nothing answers.
            ChipWrong: Another chip does.
        """
        registers = self._registers
        registers.identify(_VERSION)
        word = self._word
        registers.read_into(_VERSION, word)
        if word[0] != _VERSION_HIGH or word[1] & 0xF0 != _VERSION_LOW:
            raise ChipWrong(registers.name, "the chip says version " + hex(word[0] << 8 | word[1]) + ", not 0x1_")

    def percent(self):
        """Return the charge, 0 to 100 %.

        Raises:
            ChipFault: The chip does not answer, or what it says makes no sense.
        """
        word = self._word
        self._registers.read_into(_SOC, word)  # 1/256 %
        if word[0] > _HIGHEST_SOC:
            raise ChipFault(self._registers.name, "the charge it gives makes no sense")
        return min(word[0], 100)

    def millivolts(self):
        """Return the voltage of the cell in mV.

        Raises:
            ChipFault: The chip does not answer, or what it says makes no sense.
        """
        word = self._word
        self._registers.read_into(_VCELL, word)
        millivolts = ((word[0] << 8 | word[1]) * 5) >> 6  # 78.125 uV a count
        if millivolts > _HIGHEST_MV:
            raise ChipFault(self._registers.name, "the voltage it gives makes no sense")
        return millivolts
