"""`machine.I2C` of the virtual clip: the model bus, if the program opens it at the right pins."""

from ..models.bus import I2C as Bus
from . import current
from .pins import Pin

_DEFAULT_PINS = ((5, 4), (7, 6))  # scl, sda


class SoftI2C:
    """A bus on any two pins; the chips are on the pins of the board's `wiring`, elsewhere nothing answers."""

    def __init__(self, scl, sda, *, freq=400000, timeout=50000):
        board = current.board
        wired = (Pin(scl).name, Pin(sda).name) == (board.wiring.scl, board.wiring.sda)
        self._clock = board.clock
        # 9 bits a byte
        self._bus = board.bus if wired else Bus(board.clock, [])
        self._bus.byte_us = (9000000 + freq - 1) // freq

    def scan(self):
        """Return the addresses that answer."""
        found = self._bus.scan()
        self._clock.deliver()
        return found

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        """Read from a register on into a buffer."""
        self._bus.readfrom_mem_into(address, register, buffer)
        self._clock.deliver()

    def readfrom_mem(self, address, register, length, *, addrsize=8):
        """Read from a register on."""
        found = self._bus.readfrom_mem(address, register, length)
        self._clock.deliver()
        return found

    def writeto_mem(self, address, register, buffer, *, addrsize=8):
        """Write a buffer from a register on."""
        self._bus.writeto_mem(address, register, buffer)
        self._clock.deliver()

    def readfrom_into(self, address, buffer, stop=True):
        """Read from where the last transfer ended."""
        self._bus.readfrom_into(address, buffer)
        self._clock.deliver()

    def readfrom(self, address, length, stop=True):
        """Read from where the last transfer ended."""
        found = self._bus.readfrom(address, length)
        self._clock.deliver()
        return found

    def writeto(self, address, buffer, stop=True):
        """Write: the first byte is the register. Returns how many bytes were taken."""
        count = self._bus.writeto(address, buffer)
        self._clock.deliver()
        return count


class I2C(SoftI2C):
    """One of the two I2C blocks; each has its own pins."""

    def __init__(self, id, *, scl=None, sda=None, freq=400000, timeout=50000):
        if id not in (0, 1):
            raise ValueError("I2C(" + str(id) + ") doesn't exist")
        scl = _DEFAULT_PINS[id][0] if scl is None else Pin(scl).name
        sda = _DEFAULT_PINS[id][1] if sda is None else Pin(sda).name
        # Pins go SDA0 SCL0 SDA1 SCL1 SDA0 and so on.
        if scl % 4 != 2 * id + 1:
            raise ValueError("bad SCL pin")
        if sda % 4 != 2 * id:
            raise ValueError("bad SDA pin")
        super().__init__(scl, sda, freq=freq, timeout=timeout)
