"""The boards a clip is built on, and how its parts are wired to them."""

_FLAT_ON_THE_BACK = "x=-z,y=+y,z=+x"


class Wiring:
    """`machine` is what MicroPython calls the board.

    `button` is "bootsel" or the number of a pin that a press pulls low; `mount` says which chip axis points forward
    (x), up (y) and right (z) when the clip is worn.
    """

    def __init__(self, machine, i2c, sda, scl, button, mount=_FLAT_ON_THE_BACK):
        self.machine = machine
        self.i2c = i2c
        self.sda = sda
        self.scl = scl
        self.button = button
        self.mount = mount


WIRINGS = {
    "feather_rp2040": Wiring("Adafruit Feather RP2040 with RP2040", 1, 2, 3, "bootsel"),
    "nano_rp2040": Wiring("Arduino Nano RP2040 Connect with RP2040", 0, 12, 13, 25),
}
