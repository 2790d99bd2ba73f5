"""Which board this is, by the name that MicroPython was built with."""

import sys


def this_board():
    """Return the board; the reference build if the name says nothing else."""
    name = getattr(sys.implementation, "_machine", "")
    if "Nano RP2040" in name:
        from .nano_rp2040 import NanoRP2040

        return NanoRP2040()
    if "Thing Plus RP2350" in name:
        from .thingplus_rp2350 import ThingPlusRP2350

        return ThingPlusRP2350()
    if "Feather RP2350" in name:
        from .feather_rp2350 import FeatherRP2350

        return FeatherRP2350()
    if "Pico LiPo" in name:
        from .picolipo import PicoLiPo

        return PicoLiPo()
    from .feather_rp2040 import FeatherRP2040

    return FeatherRP2040()
