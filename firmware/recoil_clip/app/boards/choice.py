"""Which board this is, by the name that MicroPython was built with."""

import sys


def this_board():
    """Return the board; the reference build if the name says nothing else."""
    name = getattr(sys.implementation, "_machine", "")
    if "Nano RP2040" in name:
        from .nano_rp2040 import NanoRP2040

        return NanoRP2040()
    from .feather_rp2040 import FeatherRP2040

    return FeatherRP2040()
