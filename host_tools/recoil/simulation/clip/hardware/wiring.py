"""The boards a clip is built on, and how its parts are wired to them."""

_FLAT_ON_THE_BACK = "x=-z,y=+y,z=+x"


class Wiring:
    """`machine` is what MicroPython calls the board; its last word is the processor, which says where registers lie.

    `button` is "bootsel" or the number of a pin that a press pulls low; `mount` says which chip axis points forward
    (x), up (y) and right (z) when the clip is worn. `cell` is the pin with a third of the cell's voltage, where
    there is no gauge. `has_radio`: MicroPython has `bluetooth` there.
    """

    def __init__(self, machine, i2c, sda, scl, button, mount=_FLAT_ON_THE_BACK, cell=None, has_radio=False):
        self.machine = machine
        self.i2c = i2c
        self.sda = sda
        self.scl = scl
        self.button = button
        self.mount = mount
        self.cell = cell
        self.has_radio = has_radio
        self.has_rp2350 = machine.endswith("RP2350")


WIRINGS = {
    "feather_rp2040": Wiring("Adafruit Feather RP2040 with RP2040", 1, 2, 3, "bootsel"),
    "nano_rp2040": Wiring("Arduino Nano RP2040 Connect with RP2040", 0, 12, 13, 25),
    "thingplus_rp2350": Wiring("SparkFun Thing Plus RP2350 with RP2350", 1, 6, 7, "bootsel", has_radio=True),
    "feather_rp2350": Wiring("Adafruit Feather RP2350 with RP2350", 1, 2, 3, "bootsel"),
    "picolipo": Wiring("Pimoroni Pico LiPo 16MB with RP2040", 0, 4, 5, 23, cell=29),
}
