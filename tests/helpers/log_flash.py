"""A flash chip in RAM for littlefs on MicroPython: it remembers every write, and can lose its power at any of them."""

BLOCK_BYTES = 4096
PAGE_BYTES = 256  # what the chip programs at once
_IOCTL_BLOCKS = 4
_IOCTL_BLOCK_BYTES = 5
_IOCTL_ERASE = 6
_DEAD = -5  # EIO


class Flash:
    """NOR flash: what is written has to be erased first. After `alive` writes, none is accepted any more.

    `writes` are (block, offset, bytes); an erasure has no bytes.
    """

    def __init__(self, blocks, data=None):
        self.data = bytearray(data) if data is not None else bytearray(b"\xff" * (blocks * BLOCK_BYTES))
        self.writes = []
        self.alive = 1 << 29

    def readblocks(self, block, buffer, offset=0):
        """Read."""
        at = block * BLOCK_BYTES + offset
        buffer[:] = self.data[at : at + len(buffer)]

    def writeblocks(self, block, buffer, offset=0):
        """Program."""
        for start in range(0, len(buffer), PAGE_BYTES):
            if len(self.writes) >= self.alive:
                return _DEAD
            page = bytes(buffer[start : start + PAGE_BYTES])
            self.writes.append((block, offset + start, page))
            at = block * BLOCK_BYTES + offset + start
            assert self.data[at : at + len(page)] == b"\xff" * len(page), "programmed without erasing"
            self.data[at : at + len(page)] = page
        return 0

    def ioctl(self, request, argument):
        """Answer how large it is, erase a block."""
        if request == _IOCTL_BLOCKS:
            return len(self.data) // BLOCK_BYTES
        if request == _IOCTL_BLOCK_BYTES:
            return BLOCK_BYTES
        if request == _IOCTL_ERASE:
            if len(self.writes) >= self.alive:
                return _DEAD
            self.writes.append((argument, 0, b""))
            at = argument * BLOCK_BYTES
            self.data[at : at + BLOCK_BYTES] = b"\xff" * BLOCK_BYTES
        return 0


def apply(data, write, share=1):
    """Do one remembered write to the bytes of a flash, or the first part of it: 1 / `share`."""
    block, offset, new = write
    at = block * BLOCK_BYTES + offset
    if not new:
        new = b"\xff" * BLOCK_BYTES
    size = len(new) // share
    data[at : at + size] = new[:size]
