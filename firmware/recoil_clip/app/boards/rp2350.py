"""What all boards with an RP2350 share: what those with an RP2040 do, and another address. Not run on silicon yet."""

from .rp2040 import RP2040


class RP2350(RP2040):
    """A board without its pins. The USB's registers lie where the RP2040 has them, those of the watchdog elsewhere."""

    watchdog_base = 0x400D8000  # RP2350 data sheet, 12.9: CTRL, clearing alias and scratch registers as on the RP2040
