"""The registers of one chip on an I2C bus, every transfer tried a bounded number of times."""

from ..compat import const
from .errors import ChipFault, ChipMissing

TRIES = const(3)


class Registers:
    """Reads and writes without allocating; `failures` counts the transfers that went wrong.

    A chip that is not there is ENODEV, EIO or ETIMEDOUT, depending on the port and the wiring: all mean the same here.
    """

    def __init__(self, i2c, address, name):
        self.name = name
        self.failures = 0
        self._i2c = i2c
        self._address = address
        self._errno = 0
        self._byte = bytearray(1)

    def identify(self, register):
        """Return the byte that tells which chip this is; ChipMissing if nothing answers."""
        tries = TRIES
        while tries:
            if self.try_read(register, self._byte):
                return self._byte[0]
            tries -= 1
        raise ChipMissing(self.name, "no answer at address " + hex(self._address) + ", check its cable")

    def read(self, register):
        """Return one byte."""
        self.read_into(register, self._byte)
        return self._byte[0]

    def read_into(self, register, buffer):
        """Fill a buffer from a register on."""
        tries = TRIES
        while not self.try_read(register, buffer):
            tries -= 1
            if not tries:
                self.give_up()

    def reading(self, register, buffer):
        """Return a `Reading` of that register into a buffer."""
        return Reading(self, self._i2c, self._address, register, buffer)

    def write(self, register, value):
        """Write one byte."""
        self._byte[0] = value
        self.write_from(register, self._byte)

    def write_from(self, register, buffer):
        """Write a buffer from a register on."""
        tries = TRIES
        while not self._try_write(register, buffer):
            tries -= 1
            if not tries:
                self.give_up()

    def try_read(self, register, buffer):
        """Fill a buffer in one try. Returns False if that went wrong."""
        try:
            self._i2c.readfrom_mem_into(self._address, register, buffer)
        except OSError as error:
            self._failed(error)
            return False
        return True

    def give_up(self):
        """Raise the ChipFault for a transfer that went wrong too often."""
        raise ChipFault(self.name, self.silence())

    def silence(self):
        """Return what to say of a chip that does not answer."""
        return "stopped answering" + (" (I2C error " + str(self._errno) + ")" if self._errno else "")

    def _try_write(self, register, buffer):
        try:
            self._i2c.writeto_mem(self._address, register, buffer)
        except OSError as error:
            self._failed(error)
            return False
        return True

    def _failed(self, error):
        self.failures += 1
        self._errno = error.errno


class Reading:
    """A transfer that is made over and over: from one register on into `buffer`.

    It holds what the transfer needs, so that the frame of `once` stays small enough for the stack: MicroPython takes
    the frame of a function from the heap if it is over 11 words, and a variable for the error alone costs four.
    """

    def __init__(self, registers, i2c, address, register, buffer):
        self.buffer = buffer
        self._registers = registers
        self._read = i2c.readfrom_mem_into
        self._address = address
        self._register = register

    def once(self):
        """Fill the buffer in one try. Returns False if that went wrong."""
        try:
            self._read(self._address, self._register, self.buffer)
        except OSError:
            self._registers.failures += 1
            return False
        return True

    def thrice(self):
        """Fill the buffer in three tries. Returns False if all went wrong."""
        if self.once() or self.once():
            return True
        return self._registers.try_read(self._register, self.buffer)
