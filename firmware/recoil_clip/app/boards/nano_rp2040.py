"""Arduino Nano RP2040 Connect: the motion sensor is on the board, the other chips are wired to A4 and A5."""

from machine import Pin

from .rp2040 import RP2040


class NanoRP2040(RP2040):
    """I2C0 on A4 and A5, the yellow light, a button from D2 to ground.

    The mount is that of a board flat on the back with its face away from the runner and its USB plug down; it was not
    checked on a board yet.
    """

    name = "Arduino Nano RP2040 Connect"
    mount = (-3, 2, 1)
    bus = (0, 12, 13)

    def __init__(self):
        super().__init__()
        self._lamp = Pin(6, Pin.OUT)
        self._button = Pin(25, Pin.IN, Pin.PULL_UP)

    def is_pressed(self):
        """Return True while the button is held."""
        return self._button.value() == 0

    def light(self, colour):
        """Shine for every colour but black: patterns differ by rhythm too."""
        self._lamp.value(1 if colour[0] or colour[1] or colour[2] else 0)
