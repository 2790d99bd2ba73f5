"""A page: the piece in which the log is written, checked and read back. Its buffer is used over and over."""

from binascii import crc32
from struct import pack_into

from ..compat import const
from ..spec.log import CRC_BYTES, HEADER_BYTES, MAGIC_0, MAGIC_1, UNIT_BYTES
from .page_kernels import clear, put

_ROUND_UP = const(63)  # UNIT_BYTES - 1
_PARTS = const(4)  # of a page that is written without allocating


class Page:
    """Payload goes into `buffer` from `HEADER_BYTES` on; `used` is where the next byte goes, at most `end`.

    `base` is what times or samples in the payload count from; `number` is its place in the session, -1 while it has
    none.
    """

    def __init__(self, units):
        self.buffer = bytearray(units * UNIT_BYTES)
        self.end = len(self.buffer) - CRC_BYTES
        self._view = memoryview(self.buffer)
        parts = 1 if units % _PARTS else _PARTS
        sizes = [len(self.buffer) * (part + 1) // parts for part in range(parts)]
        self._wholes = [self._view[:size] for size in sizes]
        self._checked = [self._view[: size - CRC_BYTES] for size in sizes]
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
        return put(self.buffer, at, value, size)

    def add(self, data):
        """Append bytes; the caller knows that there is room."""
        self.buffer[self.used : self.used + len(data)] = data
        self.used += len(data)

    def size(self, whole=False):
        """Return how many bytes `seal` will write of the page as it is now."""
        return len(self._wholes[self._part()]) if whole else (self.used + CRC_BYTES + _ROUND_UP) & ~_ROUND_UP

    def seal(self, kind, session, whole):
        """Finish the page and return its bytes; `whole`: rounded up to a quarter of the page, which allocates nothing.

        Else to the next unit.
        """
        buffer = self.buffer
        size = self.size(whole)
        end = size - CRC_BYTES
        buffer[0] = MAGIC_0
        buffer[1] = MAGIC_1
        buffer[2] = kind
        buffer[3] = size // UNIT_BYTES
        put(buffer, 4, self.number, 4)
        put(buffer, 8, self.base, 4)
        put(buffer, 12, self.used - HEADER_BYTES, 2)
        put(buffer, 14, session, 2)
        clear(buffer, self.used, end)
        part = self._part()
        pack_into("<I", buffer, end, crc32(self._checked[part] if whole else self._view[:end]))
        return self._wholes[part] if whole else self._view[:size]

    def _part(self):
        """Return the number of the smallest view that holds what is used."""
        part = 0
        while len(self._checked[part]) < self.used:
            part += 1
        return part
