"""Finds the intact pages in the bytes of a segment, whatever else is there."""

import struct
from binascii import crc32
from dataclasses import dataclass

from recoil_log.layout import CRC_BYTES, HEADER_BYTES, MAGIC_0, MAGIC_1, UNIT_BYTES

MAGIC = bytes((MAGIC_0, MAGIC_1))
HEADER = struct.Struct("<2sBBIiHH")


@dataclass(frozen=True)
class Page:
    """One intact page."""

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
    at = lost_from = 0
    while at < len(data):
        page = page_at(data, at, name)
        if page is None:
            # A page begins at a multiple of 64 bytes; but look everywhere, as bytes may be missing.
            found = data.find(MAGIC, at + 1)
            at = len(data) if found < 0 else found
            continue
        if at > lost_from:
            damage.append(unreadable(name, lost_from, at))
        pages.append(page)
        at += data[at + 3] * UNIT_BYTES
        lost_from = at
    if len(data) > lost_from:
        damage.append(unreadable(name, lost_from, len(data)))
    return Scan(pages, damage)


def page_at(data: bytes, at: int, name: str) -> Page | None:
    """Return the page that begins there; None if there is none, or not all of it."""
    end = at + data[at + 3] * UNIT_BYTES - CRC_BYTES if data.startswith(MAGIC, at) and at + 3 < len(data) else 0
    if end < at + HEADER_BYTES or end + CRC_BYTES > len(data):
        return None
    if crc32(data[at:end]) != int.from_bytes(data[end : end + CRC_BYTES], "little"):
        return None
    _, kind, _, number, base, used, session = HEADER.unpack_from(data, at)
    start = at + HEADER_BYTES
    if start + used > end:
        return None
    return Page(kind, number, base, session, data[start : start + used], f"{name} byte {at}")


def unreadable(name: str, start: int, end: int) -> str:
    """Say which bytes are lost."""
    return f"{name}: bytes {start} to {end - 1} are unreadable"
