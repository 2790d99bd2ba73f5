"""Every write to a flash, in order: what it held after any of them, as if the power had failed right then."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = 4096
_ERASE = 0
_HEAD = 10


@dataclass(frozen=True)
class Write:
    """One operation of the flash: an erasure (to ones) or a page that is written."""

    is_erase: bool
    at: int
    data: bytes


class Journal:
    """The writes of one run, and the image they began with."""

    def __init__(self, before: bytes, writes: list[Write]) -> None:
        self.before = before
        self.writes = writes

    @classmethod
    def read(cls, before: bytes, path: Path) -> "Journal":
        """Read what `hardware/flash.py` wrote."""
        return cls(before, list(_writes(path.read_bytes())))

    def __len__(self) -> int:
        """The number of writes."""
        return len(self.writes)

    def image(self, done: int, torn_bytes: int = 0) -> bytes:
        """Return the flash after so many writes, and so many bytes of the next one."""
        image = bytearray(self.before)
        for write in self.writes[:done]:
            image[write.at : write.at + len(write.data)] = write.data
        if torn_bytes and done < len(self.writes):
            torn = self.writes[done].data[:torn_bytes]
            image[self.writes[done].at : self.writes[done].at + len(torn)] = torn
        return bytes(image)

    def images(self) -> Iterator[bytes]:
        """Yield the flash before the first write and after each of them."""
        image = bytearray(self.before)
        yield bytes(image)
        for write in self.writes:
            image[write.at : write.at + len(write.data)] = write.data
            yield bytes(image)


def _writes(data: bytes) -> Iterator[Write]:
    place = 0
    while place < len(data):
        head = data[place : place + _HEAD]
        kind, block, offset, size = (int.from_bytes(head[a:b], "little") for a, b in ((0, 2), (2, 6), (6, 8), (8, 10)))
        place += _HEAD
        if kind == _ERASE:
            written = b"\xff" * size
        else:
            written = data[place : place + size]
            place += size
        yield Write(kind == _ERASE, block * BLOCK + offset, written)
