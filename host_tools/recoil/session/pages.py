"""Finds the intact pages in the bytes of a segment, whatever else is there."""

import struct
from binascii import crc32
from dataclasses import dataclass

from recoil_clip.spec.log import CRC_BYTES, HEADER_BYTES, MAGIC_0, MAGIC_1, UNIT_BYTES

MAGIC = bytes((MAGIC_0, MAGIC_1))
HEADER = struct.Struct("<2sBBIiHH")
MOST_IN_VAIN = 16
"""How many times its own length may be checked in vain before pages are only looked for at multiples of 64 bytes.

Damage comes nowhere near it; it bounds the time for a file made to look like the begin of a page everywhere.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a segment whose check was right."""

    kind: int
    number: int
    base: int
    session: int
    payload: bytes
    where: str
    """Segment and place, for people."""


@dataclass(frozen=True)
class Scan:
    """What is in one segment."""

    pages: list[Page]
    damage: list[str]
    """What could not be read, in sentences."""


def scan(data: bytes, name: str) -> Scan:
    """Find every intact page; what lies between them is damage."""
    pages: list[Page] = []
    damage: list[str] = []
    view = memoryview(data)
    at = lost_from = in_vain = 0
    while at < len(data):
        size = size_at(data, at)
        if size and (in_vain <= MOST_IN_VAIN * len(data) or at % UNIT_BYTES == 0):
            if is_intact(view[at : at + size]):
                if at > lost_from:
                    damage.append(unreadable(name, lost_from, at))
                pages.append(page_at(data, at, name))
                at = lost_from = at + size
                continue
            in_vain += size
        # A page begins at a multiple of 64 bytes; but look everywhere, as bytes may be missing.
        found = data.find(MAGIC, at + 1)
        at = len(data) if found < 0 else found
    if len(data) > lost_from:
        damage.append(unreadable(name, lost_from, len(data)))
    return Scan(pages, damage)


def size_at(data: bytes, at: int) -> int:
    """Return the size that a page's header there claims; 0 if there is none, or if not all of the page is there."""
    if not data.startswith(MAGIC, at) or at + HEADER_BYTES > len(data):
        return 0
    _, _, units, _, _, used, _ = HEADER.unpack_from(data, at)
    size = units * UNIT_BYTES
    return size if at + size <= len(data) and HEADER_BYTES + used + CRC_BYTES <= size else 0


def is_intact(page: memoryview) -> bool:
    """Tell whether a page's check is right."""
    return crc32(page[:-CRC_BYTES]) == int.from_bytes(page[-CRC_BYTES:], "little")


def page_at(data: bytes, at: int, name: str) -> Page:
    """Return the page that begins there."""
    _, kind, _, number, base, used, session = HEADER.unpack_from(data, at)
    start = at + HEADER_BYTES
    return Page(kind, number, base, session, data[start : start + used], f"{name} byte {at}")


def unreadable(name: str, start: int, end: int) -> str:
    """Say which bytes are lost."""
    return f"{name}: bytes {start} to {end - 1} are unreadable"
