"""An I2C bus with the calls of `machine.I2C`, for models of chips."""

ENODEV, EIO, ETIMEDOUT = 19, 5, 110
_LIMIT_US = 20000  # the board files ask for it


class I2C:
    """The bus: `chips` are models; a transfer takes `byte_us` per byte of virtual time (23 at 400 kHz).

    `absent_error` is what an absent chip raises, here and there EIO, ENODEV or ETIMEDOUT. `transfers` counts them all,
    also the failed ones. `held_clocks`: a chip was cut off in the middle of a byte and holds SDA low for so many clocks
    more; until then every transfer runs into its time limit.
    """

    def __init__(self, clock, chips, byte_us=23):
        self.clock = clock
        self.chips = chips
        self.byte_us = byte_us
        self.absent_error = ENODEV
        self.transfers = 0
        self.held_clocks = 0

    def clock_line(self):
        """SCL went up, without a transfer."""
        self.held_clocks = max(self.held_clocks - 1, 0)

    def scan(self):
        """Return the addresses that answer."""
        return sorted([chip.address for chip in self.chips if chip.present])

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        """Read from a register on into a buffer."""
        self._read(self._chip(address), register, buffer, 0, len(buffer), 3)

    def readfrom_mem(self, address, register, length, *, addrsize=8):
        """Read from a register on."""
        buffer = bytearray(length)
        self.readfrom_mem_into(address, register, buffer)
        return bytes(buffer)

    def writeto_mem(self, address, register, buffer, *, addrsize=8):
        """Write a buffer from a register on."""
        self._chip(address).write(register, buffer, 0, len(buffer))
        self._spend(len(buffer) + 2)

    def readfrom_into(self, address, buffer, stop=True):
        """Read from where the last transfer ended."""
        self.read_part(address, buffer, 0, len(buffer))

    def readfrom(self, address, length, stop=True):
        """Read from where the last transfer ended."""
        buffer = bytearray(length)
        self.readfrom_into(address, buffer)
        return bytes(buffer)

    def writeto(self, address, buffer, stop=True):
        """Write: the first byte is the register. Returns how many bytes were taken."""
        self.write_part(address, buffer, 0, len(buffer))
        return len(buffer)

    def read_part(self, address, buffer, start, end):
        """Read into buffer[start .. end - 1] from where the last transfer ended."""
        chip = self._chip(address)
        self._read(chip, chip.pointer, buffer, start, end, 1)

    def write_part(self, address, buffer, start, end):
        """Write buffer[start .. end - 1]: the first byte is the register, none at all only asks for an answer."""
        chip = self._chip(address)
        if start < end:
            chip.pointer = buffer[start]
            chip.write(chip.pointer, buffer, start + 1, end)
        self._spend(end - start + 1)

    def _chip(self, address):
        """Return the chip at an address, up to date; OSError if none answers."""
        self.transfers += 1
        if self.held_clocks:
            self.clock.advance_us(_LIMIT_US)
            raise OSError(ETIMEDOUT)
        for chip in self.chips:
            if chip.address == address and chip.present:
                if chip.nacks:
                    chip.nacks -= 1
                    self._spend(1)
                    raise OSError(EIO)
                chip.refresh()
                return chip
        self._spend(1)
        raise OSError(self.absent_error)

    def _read(self, chip, register, buffer, start, end, overhead):
        broken = 0 < chip.cut_bytes < end - start
        if broken:
            end = start + chip.cut_bytes
            chip.cut_bytes = 0
        chip.read(register, buffer, start, end)
        self._spend(end - start + overhead)
        if broken:
            raise OSError(EIO)

    def _spend(self, size):
        """Let the time of so many bytes on the wire pass."""
        if self.byte_us:
            self.clock.advance_us(size * self.byte_us)
