"""Adafruit Feather RP2350 with STEMMA QT breakouts, wired as the reference build. Not run on silicon yet."""

import neopixel
import rp2
from machine import Pin

from .rp2350 import RP2350


class FeatherRP2350(RP2350):
    """I2C1 at the STEMMA QT plug, the NeoPixel as light, the BOOT key as button; worn as the reference build."""

    name = "Adafruit Feather RP2350"
    mount = (-3, 2, 1)
    bus = (1, 2, 3)

    def __init__(self):
        super().__init__()
        self._pixel = neopixel.NeoPixel(Pin(21, Pin.OUT), 1)

    def is_pressed(self):
        """Return True while the button is held."""
        return rp2.bootsel_button() == 1

    def light(self, colour):
        """Show a colour: red, green, blue, each 0 to 255."""
        self._pixel[0] = colour
        self._pixel.write()
