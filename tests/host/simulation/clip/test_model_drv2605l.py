"""The model of the motor's driver, judged by Adafruit's driver and by the data sheet's own words."""

from typing import Any

import pytest

from chip_board import Board, reference_of


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch, board: Board) -> Any:
    return reference_of(monkeypatch, board)


@pytest.fixture
def adafruit_motor(reference: Any, board: Board) -> Any:
    return reference("adafruit_drv2605").DRV2605(board.busio)


def test_adafruit_plays_a_sequence(reference: Any, adafruit_motor: Any, board: Board) -> None:
    package = reference("adafruit_drv2605")
    adafruit_motor.sequence[0] = package.Effect(15)
    adafruit_motor.sequence[1] = package.Pause(0.5)
    adafruit_motor.sequence[2] = package.Effect(16)
    adafruit_motor.sequence[3] = package.Effect(0)
    assert str(adafruit_motor.sequence[1]) == "Pause(0.5)"
    adafruit_motor.play()
    start_us = board.haptic.sequences()[0][0]
    board.clock.advance_us(3_000_000)
    lengths = [((start - start_us) // 1000, (end - start) // 1000) for start, end in board.haptic.felt()]
    assert lengths == [(0, 750), (1250, 1000)]


def test_adafruit_stops_a_sequence(adafruit_motor: Any, board: Board) -> None:
    adafruit_motor.set_waveform(16)
    adafruit_motor.play()
    board.clock.advance_us(300_000)
    adafruit_motor.stop()
    board.clock.advance_us(2_000_000)
    ((start_us, end_us),) = board.haptic.felt()
    assert end_us - start_us == pytest.approx(300_000, abs=500)


def test_adafruit_drives_in_real_time(reference: Any, adafruit_motor: Any, board: Board) -> None:
    adafruit_motor.realtime_value = 0
    adafruit_motor.mode = reference("adafruit_drv2605").MODE_REALTIME
    for value in (64, 127, 0, 127):
        adafruit_motor.realtime_value = value
        board.clock.advance_us(500_000)
    adafruit_motor.mode = reference("adafruit_drv2605").MODE_INTTRIG
    board.clock.advance_us(1_000_000)
    lengths = [(end - start) / 1000 for start, end in board.haptic.felt()]
    assert lengths == pytest.approx([1000, 500], abs=2)


def test_adafruit_keeps_its_settings(reference: Any, adafruit_motor: Any, board: Board) -> None:
    package = reference("adafruit_drv2605")
    adafruit_motor.library = package.LIBRARY_TS2200C
    adafruit_motor.use_LRM()
    assert adafruit_motor.library == package.LIBRARY_TS2200C
    assert board.haptic.get(0x1A) & 0x80
    adafruit_motor.use_ERM()
    assert not board.haptic.get(0x1A) & 0x80


def test_adafruit_refuses_another_motor_driver(reference: Any, board: Board) -> None:
    board.haptic.device = 6
    with pytest.raises(RuntimeError, match="DRV2605"):
        reference("adafruit_drv2605").DRV2605(board.busio)


def test_diagnostics_tell_an_open_motor(board: Board) -> None:
    for motor_open in (False, True):
        board.haptic.motor_open = motor_open
        for mode in (6, 7):
            board.bus.writeto_mem(0x5A, 0x01, bytes([mode]))
            board.bus.writeto_mem(0x5A, 0x0C, b"\x01")
            assert board.bus.readfrom_mem(0x5A, 0x0C, 1) == b"\x01"
            board.clock.advance_us(1_000_000)
            assert board.bus.readfrom_mem(0x5A, 0x0C, 1) == b"\x00"
            assert board.bus.readfrom_mem(0x5A, 0x00, 1)[0] == (0xE8 if motor_open else 0xE0)
            assert board.bus.readfrom_mem(0x5A, 0x00, 1)[0] == 0xE0, "reading clears it"


def test_nothing_plays_in_standby(board: Board) -> None:
    board.bus.writeto_mem(0x5A, 0x03, b"\x02\x01")
    board.bus.writeto_mem(0x5A, 0x0C, b"\x01")
    assert board.bus.readfrom_mem(0x5A, 0x0C, 1) == b"\x00"
    assert board.haptic.felt() == []


def test_time_offsets_stretch_an_effect(board: Board) -> None:
    board.bus.writeto_mem(0x5A, 0x01, b"\x00\x00\x02\x01\x00")
    lengths = []
    for control5, offset in ((0x80, 0), (0x80, 20), (0x90, 20), (0x80, 0xFC)):
        board.bus.writeto_mem(0x5A, 0x1F, bytes([control5]))
        board.bus.writeto_mem(0x5A, 0x0D, bytes([offset]))
        board.bus.writeto_mem(0x5A, 0x0C, b"\x01")
        board.clock.advance_us(1_000_000)
        start_us, end_us = board.haptic.felt()[-1]
        lengths.append((end_us - start_us) // 1000)
    assert lengths == [40, 140, 60, 20]
