"""Adafruit Feather RP2350 with STEMMA QT breakouts, wired as the reference build. Not run on silicon yet."""

from .rp2350 import RP2350


class FeatherRP2350(RP2350):
    """I2C1 at the STEMMA QT plug, the NeoPixel as light, the BOOT key as button; worn as the reference build."""

    name = "Adafruit Feather RP2350"
    mount = (-3, 2, 1)
    bus = (1, 2, 3)
    pixel = 21
