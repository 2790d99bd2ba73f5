"""The model of the bus: who answers, and how long it takes."""

from typing import Any

import pytest

from chip_board import Board, reference_of


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch, board: Board) -> Any:
    return reference_of(monkeypatch, board)


def test_adafruit_misses_absent_chips(reference: Any, board: Board) -> None:
    board.sensor.present = board.haptic.present = False
    with pytest.raises(ValueError, match="0x6a"):
        reference("adafruit_lsm6ds.lsm6dsox").LSM6DSOX(board.busio)
    with pytest.raises(ValueError, match="0x5a"):
        reference("adafruit_drv2605").DRV2605(board.busio)


def test_the_bus_scans_and_takes_its_time(board: Board) -> None:
    assert board.bus.scan() == [0x36, 0x5A, 0x6A]
    before_us = board.clock.now_us()
    board.bus.readfrom_mem(0x6A, 0x0F, 112)
    assert board.clock.now_us() - before_us == pytest.approx(2700, abs=100)
