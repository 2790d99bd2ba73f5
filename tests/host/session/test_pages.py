"""Pages as they lie in a file: what a header may claim, and what is refused before its check is looked at."""

import struct
from binascii import crc32

import pytest

from recoil.session.pages import is_intact, size_at


def page(used: int, units: int = 1, magic: bytes = b"RC") -> bytes:
    body = struct.pack("<2sBBIiHH", magic, 0x4C, units, 0, 0, used, 7).ljust(units * 64 - 4, b"\0")
    return body + struct.pack("<I", crc32(body))


@pytest.mark.parametrize(
    ("data", "at", "size"),
    [
        (page(44), 0, 64),
        (page(45), 0, 0),  # the payload would reach into the check
        (page(108, 2), 0, 128),
        (page(44)[:-1], 0, 0),
        (page(44)[:15], 0, 0),
        (page(44)[:16], 0, 0),
        (page(44) + page(0), 64, 64),
        (page(44) + page(0)[:-1], 64, 0),
        (page(44), 48, 0),
        (page(44, magic=b"RD"), 0, 0),
        (page(0, 0), 0, 0),
    ],
    ids=range(11),
)
def test_what_a_header_may_claim(data: bytes, at: int, size: int) -> None:
    assert size_at(data, at) == size


def test_the_check_is_over_all_but_itself() -> None:
    data = page(44)
    assert is_intact(memoryview(data))
    for at in (0, 17, 59, 60, 63):
        assert not is_intact(memoryview(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]))
