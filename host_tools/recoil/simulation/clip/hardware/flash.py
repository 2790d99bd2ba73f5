"""The flash chip: a file of the computer, with erase times, a journal of all writes, and power failures."""

from .reset import Reset

BLOCK = 4096
ERASE, PROGRAM = 0, 1
_PAGE = 256
_ERASED = b"\xff" * BLOCK


class Flash:
    """The chip. Writing allocates nothing: MicroPython also closes files while it collects garbage.

    Writes are counted from 1; power fails in write number `cut_at` (0: never), of which `torn_bytes` bytes are done.
    `journal`, if any, is an open file that gets every write.
    """

    def __init__(self, file, clock, journal=None, cut_at=0, torn_bytes=0, erase_us=45000, page_us=400):
        self.file = file
        self.blocks = file.seek(0, 2) // BLOCK
        self.clock = clock
        self.writes = 0
        self._journal = journal
        self._head = bytearray(10)
        self._cut_at = cut_at
        self._torn_bytes = torn_bytes
        self._erase_us = erase_us
        self._page_us = page_us

    def erase(self, block):
        """Erase a block."""
        self._write(ERASE, block, 0, _ERASED)
        self.clock.advance_us(self._erase_us)

    def program(self, block, offset, data):
        """Write into an erased block."""
        self._write(PROGRAM, block, offset, data)
        self.clock.advance_us((len(data) + _PAGE - 1) // _PAGE * self._page_us)

    def _write(self, operation, block, offset, data):
        self.writes += 1
        if self.writes == self._cut_at:
            data = bytes(data)[: self._torn_bytes]
            self.clock.kill(Reset("power on", power_lost=True, off_us=1000000))
        if self._journal is not None:
            self._note(self._journal, operation, block, offset, data)
        self.file.seek(block * BLOCK + offset)
        self.file.write(data)

    def _note(self, journal, operation, block, offset, data):
        """Note a write: operation, block, offset, size as little-endian 16, 32, 16, 16 bits; the data of a program."""
        head = self._head
        size = len(data)
        head[0] = operation
        head[2] = block & 0xFF
        head[3] = block >> 8
        head[6] = offset & 0xFF
        head[7] = offset >> 8
        head[8] = size & 0xFF
        head[9] = size >> 8
        journal.write(head)
        if operation == PROGRAM:
            journal.write(data)


class Device:
    """The flash as MicroPython's block device.

    When the processor is off, what its program may still write on the way out goes to a copy, `limbo` (an open file).
    """

    def __init__(self, flash, limbo):
        self._flash = flash
        self._file = flash.file
        self._limbo = limbo
        self._block = bytearray(BLOCK)

    def let_go(self):
        """The processor is off."""
        if self._file is self._limbo:
            return
        self._file.seek(0)
        self._limbo.seek(0)
        i = self._flash.blocks
        while i:
            self._file.readinto(self._block)
            self._limbo.write(self._block)
            i -= 1
        self._file = self._limbo

    def readblocks(self, block, buffer, offset=0):
        """Fill a buffer from a block on."""
        self._file.seek(block * BLOCK + offset)
        self._file.readinto(buffer)

    def writeblocks(self, block, buffer, offset=None):
        """Write a buffer; without an offset the block is erased first."""
        if offset is None:
            raise NotImplementedError("the virtual clip's flash is for littlefs, which erases by itself")
        if self._is_off():
            self._file.seek(block * BLOCK + offset)
            self._file.write(buffer)
        else:
            self._flash.program(block, offset, buffer)

    def ioctl(self, operation, argument):
        """Answer MicroPython: 4 blocks, 5 block size, 6 erase."""
        if operation == 4:
            return self._flash.blocks
        if operation == 5:
            return BLOCK
        if operation == 6 and self._is_off():
            self._file.seek(argument * BLOCK)
            self._file.write(_ERASED)
        elif operation == 6:
            self._flash.erase(argument)
        return 0

    def _is_off(self):
        if self._flash.clock.dead:
            self.let_go()
        return self._file is self._limbo
