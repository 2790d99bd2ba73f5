"""`sys` and `micropython` on the virtual clip: the real ones, but for what belongs to the board."""

import sys

from . import current


class Implementation:
    """`sys.implementation`."""

    def __init__(self, real, machine):
        self.name = real.name
        self.version = tuple(real.version[:3])
        self._machine = machine
        self._mpy = getattr(real, "_mpy", 0) & 0x3FF  # without machine code: none of the RP2040's runs here


class System:
    """`sys`, with the name of the board, and the virtual cable as its input and output."""

    platform = "rp2"

    def __init__(self, machine, stdin, stdout):
        self.implementation = Implementation(sys.implementation, machine)
        self.stdin = stdin
        self.stdout = stdout

    def __getattr__(self, name):
        """Return what the real module has."""
        return getattr(sys, name)


class MicroPython:
    """`micropython`, with the virtual cable's Ctrl-C."""

    def __init__(self, real):
        self._real = real

    def kbd_intr(self, byte):
        """Set the byte that interrupts the program, -1 for none."""
        current.board.clock.deliver()
        current.board.keyboard.interrupt = byte

    def __getattr__(self, name):
        """Return what the real module has."""
        return getattr(self._real, name)
