"""Pages made and changed at will, always with the right check: what gets past it into the parsers behind."""

import struct
from binascii import crc32
from random import Random

from recoil_clip.spec.log import (
    CRC_BYTES,
    EVENT,
    HEADER_BYTES,
    MINUTE,
    PAGE_HEAD,
    PAGE_LOG,
    PAGE_RAW,
    PAGE_SETTINGS,
    STEP,
    STEP_SPEED,
    STRIDE,
    UNIT_BYTES,
)

KINDS = (PAGE_HEAD, PAGE_LOG, PAGE_RAW, PAGE_SETTINGS, 0x00, 0x58)
HEADER_FIELDS = ((2, "B"), (4, "I"), (8, "i"), (12, "H"), (14, "H"))  # kind, number, base, used, session
HEAD_FIELDS = (
    (0, "B"),
    (1, "B"),
    (2, "H"),
    (4, "I"),
    (8, "I"),
    (12, "I"),
    (16, "H"),
    (18, "H"),
    (20, "I"),
    (24, "I"),
    (77, "B"),
    (78, "H"),
)
RAW_FIELDS = ((0, "H"), *((2 + 15 * axis + 2 * n, "h") for axis in range(6) for n in range(7)))
RAW_K = tuple(2 + 15 * axis + 14 for axis in range(6))
RAW_CODE = 92
SIZES = (9, 9, 18, 20, 20, 42, 82, 92, 92, 0, 8, 10, 17, 19, 41, 60, 81, 91, 255)
"""Of records that are no steps: those that there are, and their neighbours."""
LONGEST = 255 * UNIT_BYTES - HEADER_BYTES - CRC_BYTES
TEXTS = (b"{}", b"[]", b"null", b'"', b"{", b"\xff\xfe{\0}\0", b"\xef\xbb\xbf{}", b"\0" * 50, b"[" * 3000)
VALUES = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"9" * 400,
    b"9" * 5000,
    b'"\\ud800"',
    b'"\\u001b[2J"',
    b"[" * 200 + b"]" * 200,
)
JSON = (*TEXTS, *(b'{"a":' + value + b"}" for value in VALUES), b'{"a":' * 900 + b"1" + b"}" * 900, b'{"a":1,"a":2}')


def page(kind: int, payload: bytes, number: int = 0, base: int = 0, session: int = 1) -> bytes:
    """Return a page with the right check."""
    payload = payload[:LONGEST]
    units = -(-(HEADER_BYTES + len(payload) + CRC_BYTES) // UNIT_BYTES)
    data = bytearray(struct.pack("<2sBBIiHH", b"RC", kind, units, number, base, len(payload), session) + payload)
    return checked(data + bytes(units * UNIT_BYTES - len(data)))


def checked(data: bytearray) -> bytes:
    """Make a page's check right."""
    data[-CRC_BYTES:] = crc32(data[:-CRC_BYTES]).to_bytes(CRC_BYTES, "little")
    return bytes(data)


def places(data: bytes | bytearray) -> list[tuple[int, int]]:
    """Return begin and end of each page, as far as one follows on the other."""
    found, at = [], 0
    while data[at : at + 2] == b"RC" and at + 4 <= len(data) and data[at + 3]:
        end = at + data[at + 3] * UNIT_BYTES
        if end > len(data):
            break
        found.append((at, end))
        at = end
    return found


def changed(data: bytes, chance: Random) -> bytes:
    """Return a page with something in it changed and its check right."""
    kind, number, base, used, session = struct.unpack_from("<BxIiHH", data, 2)
    payload = bytearray(data[HEADER_BYTES : HEADER_BYTES + used])
    what = chance.randrange(4)
    if what == 0 or not payload:
        fields = bytearray(data)
        put_hostile(fields, chance.choice(HEADER_FIELDS), chance)
        return checked(fields)
    if what == 1:
        for _ in range(chance.randint(1, 4)):
            payload[chance.randrange(len(payload))] = chance.getrandbits(8)
    elif what == 2:
        start = chance.randrange(len(payload))
        payload[start : start + chance.randint(0, 40)] = chance.randbytes(chance.randint(0, 40))
    else:
        payload = aimed(kind, payload, chance)
        if kind == PAGE_SETTINGS and chance.random() < 0.5:
            base = chance.choice((0, len(payload), 1, -1, 1 << 30))
    return page(kind, bytes(payload), number, base, session)


def aimed(kind: int, payload: bytearray, chance: Random) -> bytearray:
    """Change what the parser of this kind of page looks at."""
    if kind == PAGE_HEAD and len(payload) >= 28:
        # The head of an older format is shorter.
        there = [field for field in HEAD_FIELDS if field[0] + struct.calcsize(field[1]) <= len(payload)]
        put_hostile(payload, chance.choice(there), chance)
    elif kind == PAGE_SETTINGS:
        return bytearray(chance.choice(JSON))
    elif kind == PAGE_RAW and len(payload) > RAW_CODE:
        if chance.random() < 0.5:
            put_hostile(payload, chance.choice(RAW_FIELDS), chance)
        else:
            payload[chance.choice(RAW_K)] = chance.choice((0, 1, 4, 14, 15, 16, 22, 23, 24, 255))
        if chance.random() < 0.5:
            start = chance.randrange(RAW_CODE, len(payload))
            fill = chance.choice((b"\0", b"\xff", b"\xaa", chance.randbytes(1)))
            payload[start:] = fill * chance.randint(0, min(2 * len(payload), 400))
    else:
        at = chance.randint(0, len(payload))
        payload[at : at + chance.choice((0, 0, 1, 15))] = b"".join(
            any_record(chance) for _ in range(chance.randint(1, 8))
        )
    return payload


def any_record(chance: Random) -> bytes:
    """Return a record of the log, of a kind and size that may not exist."""
    tag = chance.choice(
        (
            EVENT,
            EVENT,
            MINUTE,
            STRIDE,
            STEP,
            STEP | 0x40,
            STEP | 0x60,
            STEP | STEP_SPEED,
            0,
            3,
            0x7F,
            chance.getrandbits(8),
        )
    )
    size = (16 if tag & STEP_SPEED else 14) if tag & STEP else chance.choice(SIZES)
    fill = chance.choice((chance.randbytes(size), b"\xff" * size, b"\x80" * size, bytes(size)))
    return bytes((tag,)) + (b"" if tag & STEP else bytes((size,))) + fill


def put_hostile(data: bytearray, field: tuple[int, str], chance: Random) -> None:
    """Set a number to one of those that programs trip over."""
    at, form = field
    bits = 8 * struct.calcsize(form)
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if form.islower() else (0, (1 << bits) - 1)
    near = chance.choice((low, low + 1, -1, 0, 1, 2, high // 2, high - 1, high, chance.randint(low, high)))
    struct.pack_into("<" + form, data, at, max(low, min(high, near)))
