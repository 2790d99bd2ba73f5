"""SparkFun Thing Plus RP2350, revision v11, with Qwiic breakouts; its gauge is on the board. Not run on silicon yet."""

from machine import Pin

from .rp2350 import RP2350


class ThingPlusRP2350(RP2350):
    """I2C1 at the Qwiic plug, the RGB lamp as light, the BOOT key as button; worn as the reference build."""

    name = "SparkFun Thing Plus RP2350"
    mount = (-3, 2, 1)
    bus = (1, 6, 7)
    pixel = 14

    def __init__(self):
        super().__init__()
        # The regulator of Qwiic plug and lamp: off at reset if the jumper LP is cut.
        self._rail = Pin(13, Pin.OUT, value=1)

    def deinit(self):
        """Take the chips' power away; a restart gives it back. Without the cut at LP nothing happens."""
        self._rail.value(0)
