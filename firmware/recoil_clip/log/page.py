"""A page: the piece in which the log is written, checked and read back. Its buffer is used over and over."""

from binascii import crc32
from struct import pack_into

from ..compat import const
from .layout import CRC_BYTES, HEADER_BYTES, MAGIC_0, MAGIC_1, UNIT_BYTES

_ROUND_UP = const(63)  # UNIT_BYTES - 1


class Page:
    """Payload goes into `buffer` from `HEADER_BYTES` on; `used` is where the next byte goes, at most `end`.

    `base` is what times or samples in the payload count from; `number` is its place in the session, -1 while it has
    none.
    """

    def __init__(self, units):
        self.buffer = bytearray(units * UNIT_BYTES)
        self.end = len(self.buffer) - CRC_BYTES
        self._view = memoryview(self.buffer)
        self._checked = self._view[: self.end]
        self.clear()

    def clear(self):
        """Begin a new page."""
        self.used = HEADER_BYTES
        self.base = 0
        self.number = -1

    def is_empty(self):
        """Return True if there is no payload."""
        return self.used == HEADER_BYTES

    def put(self, at, value, size):
        """Write a number of so many bytes at `at`, little end first; return the place after it."""
        buffer = self.buffer
        while size:
            buffer[at] = value & 255
            value >>= 8
            at += 1
            size -= 1
        return at

    def add(self, data):
        """Append bytes; the caller knows that there is room."""
        self.buffer[self.used : self.used + len(data)] = data
        self.used += len(data)

    def size(self):
        """Return how many bytes the page takes as it is now."""
        return (self.used + CRC_BYTES + _ROUND_UP) & ~_ROUND_UP

    def seal(self, kind, session, whole):
        """Finish the page and return its bytes; `whole`: all of the buffer, which allocates nothing."""
        buffer = self.buffer
        size = len(buffer) if whole else self.size()
        end = size - CRC_BYTES
        buffer[0] = MAGIC_0
        buffer[1] = MAGIC_1
        buffer[2] = kind
        buffer[3] = size // UNIT_BYTES
        self.put(4, self.number, 4)
        self.put(8, self.base, 4)
        self.put(12, self.used - HEADER_BYTES, 2)
        self.put(14, session, 2)
        at = self.used
        while at < end:
            buffer[at] = 0
            at += 1
        if end == self.end:
            pack_into("<I", buffer, end, crc32(self._checked))
            return self._view
        pack_into("<I", buffer, end, crc32(self._view[:end]))
        return self._view[:size]
