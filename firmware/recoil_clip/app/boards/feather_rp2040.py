"""Adafruit Feather RP2040 with STEMMA QT breakouts: the reference build."""

from .rp2040 import RP2040


class FeatherRP2040(RP2040):
    """I2C1 at the STEMMA QT plug, the NeoPixel as light, the BOOTSEL key as button.

    The sensor's breakout lies flat on the back, its face away from the runner, its y axis up: z is backward, x right.
    """

    name = "Adafruit Feather RP2040"
    mount = (-3, 2, 1)
    bus = (1, 2, 3)
    pixel = 16
