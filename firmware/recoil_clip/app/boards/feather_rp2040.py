"""Adafruit Feather RP2040 with STEMMA QT breakouts: the reference build."""

import neopixel
import rp2
from machine import Pin

from .rp2040 import RP2040


class FeatherRP2040(RP2040):
    """I2C1 at the STEMMA QT plug, the NeoPixel as light, the BOOTSEL key as button.

    The sensor's breakout lies flat on the back, its face away from the runner, its y axis up: z is backward, x right.
    """

    name = "Adafruit Feather RP2040"
    mount = (-3, 2, 1)
    bus = (1, 2, 3)

    def __init__(self):
        super().__init__()
        self._pixel = neopixel.NeoPixel(Pin(16, Pin.OUT), 1)

    def is_pressed(self):
        """Return True while the button is held."""
        return rp2.bootsel_button() == 1

    def light(self, colour):
        """Show a colour: red, green, blue, each 0 to 255."""
        self._pixel[0] = colour
        self._pixel.write()
