"""Pimoroni Pico LiPo, 16 MB, with Qw/ST breakouts; it has no gauge but the cell's voltage. Not run on silicon yet."""

from machine import ADC, Pin

from .rp2040 import RP2040

# A LiPo cell that gives a tenth of its capacity an hour: millivolts and percent, straight between; an estimate.
_MILLIVOLTS = (3300, 3600, 3700, 3750, 3800, 3900, 4000, 4100, 4180)
_PERCENT = (0, 8, 20, 35, 50, 65, 80, 92, 100)


class CellVoltage:
    """Stands in for the gauge: percent and millivolts from a third of the cell's voltage at an analogue pin."""

    def __init__(self, adc):
        self._adc = adc

    def begin(self):
        """Nothing to do."""

    def millivolts(self):
        """Return the voltage of the cell; with a cable in, that of the charger."""
        return self._adc.read_u16() * 9900 // 65535

    def percent(self):
        """Return the charge, 0 to 100 %, by the voltage: coarse, and a little low while the motor runs."""
        millivolts = self.millivolts()
        if millivolts <= _MILLIVOLTS[0]:
            return 0
        for i in range(1, len(_PERCENT)):
            if millivolts < _MILLIVOLTS[i]:
                over = (millivolts - _MILLIVOLTS[i - 1]) * (_PERCENT[i] - _PERCENT[i - 1])
                return _PERCENT[i - 1] + over // (_MILLIVOLTS[i] - _MILLIVOLTS[i - 1])
        return 100


class PicoLiPo(RP2040):
    """I2C0 at the Qw/ST plug, one lamp, the BOOT key, which has a pin of its own; worn as the reference build."""

    name = "Pimoroni Pico LiPo"
    mount = (-3, 2, 1)
    bus = (0, 4, 5)

    def __init__(self):
        super().__init__()
        self.own_gauge = CellVoltage(ADC(Pin(29)))
        self._lamp = Pin(25, Pin.OUT)
        self._button = Pin(23, Pin.IN, Pin.PULL_UP)

    def is_pressed(self):
        """Return True while the button is held."""
        return self._button.value() == 0

    def light(self, colour):
        """Shine for every colour but black: patterns differ by rhythm too."""
        self._lamp.value(1 if colour[0] or colour[1] or colour[2] else 0)
