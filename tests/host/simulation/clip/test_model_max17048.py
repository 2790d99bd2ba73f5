"""The model of the gauge, judged by the data sheet's own words."""

import pytest

from chip_board import Board


@pytest.fixture
def board() -> Board:
    return Board()


def test_the_gauge_gives_words_high_byte_first(board: Board) -> None:
    board.gauge.set(55.5, 3700)
    assert board.bus.readfrom_mem(0x36, 0x04, 2) == bytes([55, 128])
    assert board.bus.readfrom_mem(0x36, 0x02, 2) == (3700 * 64 // 5).to_bytes(2, "big")
    assert board.bus.readfrom_mem(0x36, 0x08, 2) == b"\x00\x12"
    board.bus.writeto_mem(0x36, 0x02, b"\xff\xff")
    assert board.bus.readfrom_mem(0x36, 0x04, 2) == bytes([55, 128])
    board.bus.writeto_mem(0x36, 0x0C, b"\x12\x34")
    board.bus.writeto_mem(0x36, 0xFE, b"\x54\x00")
    assert board.bus.readfrom_mem(0x36, 0x0C, 2) == b"\x97\x1c"
