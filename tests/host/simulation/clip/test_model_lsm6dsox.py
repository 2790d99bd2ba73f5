"""The model of the motion sensor, judged by Adafruit's driver and, for the FIFO, by the data sheet's own words."""

import math
from itertools import pairwise
from typing import Any

import pytest

from chip_board import Board, reference_of
from chip_world import ramp, ramps
from recoil.simulation.clip.models.fifo import Fifo
from recoil.simulation.clip.models.motion import Frames

G_MS2 = 9.80665


class Steady:
    """A motion that never changes."""

    def __init__(self, *counts: int) -> None:
        self.frame = b"".join(count.to_bytes(2, "little", signed=True) for count in counts)

    def fill(self, number: int, frame: bytearray) -> None:
        """Write the frame of one sample."""
        frame[:] = self.frame


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch, board: Board) -> Any:
    return reference_of(monkeypatch, board)


@pytest.fixture
def adafruit_sensor(reference: Any, board: Board) -> Any:
    return reference("adafruit_lsm6ds.lsm6dsox").LSM6DSOX(board.busio)


def test_adafruit_finds_the_sensor_at_rest(adafruit_sensor: Any) -> None:
    x, y, z = adafruit_sensor.acceleration
    assert abs(x) < 0.02 and abs(y - G_MS2) < 0.05 and abs(z) < 0.02
    assert all(abs(rate) < 0.01 for rate in adafruit_sensor.gyro)
    assert adafruit_sensor.temperature == 25.0


def test_adafruit_reads_the_same_motion_at_every_range(reference: Any, adafruit_sensor: Any, board: Board) -> None:
    board.sensor.motion = Steady(2049, -1024, 512, 700, -350, 7)
    package = reference("adafruit_lsm6ds")
    for accel in ("RANGE_2G", "RANGE_4G", "RANGE_8G", "RANGE_16G"):
        for gyro in ("RANGE_125_DPS", "RANGE_250_DPS", "RANGE_500_DPS", "RANGE_1000_DPS", "RANGE_2000_DPS"):
            adafruit_sensor.accelerometer_range = getattr(package.AccelRange, accel)
            adafruit_sensor.gyro_range = getattr(package.GyroRange, gyro)
            expected = [n * 0.488e-3 * G_MS2 for n in (2049, -1024, 512)]
            assert adafruit_sensor.acceleration == pytest.approx(expected, rel=2e-3), accel
            expected = [math.radians(n * 0.07) for n in (700, -350, 7)]
            assert adafruit_sensor.gyro == pytest.approx(expected, rel=2e-3), gyro


def test_values_beyond_a_range_are_clipped(reference: Any, adafruit_sensor: Any, board: Board) -> None:
    board.sensor.motion = Steady(32512, -32768, 0, 0, 0, 0)
    adafruit_sensor.accelerometer_range = reference("adafruit_lsm6ds").AccelRange.RANGE_2G
    board.clock.advance_us(10000)
    x, y, _ = adafruit_sensor.acceleration
    assert x == pytest.approx(2 * G_MS2, rel=1e-3) and y == pytest.approx(-2 * G_MS2, rel=1e-3)


def test_adafruit_sees_the_rate(reference: Any, adafruit_sensor: Any, board: Board) -> None:
    rates = reference("adafruit_lsm6ds").Rate
    for rate, hz in ((rates.RATE_26_HZ, 26.04), (rates.RATE_208_HZ, 208.34), (rates.RATE_1_66K_HZ, 1666.75)):
        adafruit_sensor.accelerometer_data_rate = rates.RATE_SHUTDOWN
        adafruit_sensor.gyro_data_rate = rate
        adafruit_sensor.accelerometer_data_rate = rate
        first = board.sensor.number
        board.clock.advance_us(2_000_000)
        assert adafruit_sensor.gyro_data_rate == rate and adafruit_sensor.gyro
        assert board.sensor.number - first == pytest.approx(2 * hz, abs=1.5)


def test_adafruit_refuses_another_sensor(reference: Any, board: Board) -> None:
    board.sensor.identity = 0x69
    with pytest.raises(RuntimeError, match="Failed to find LSM6DSOX"):
        reference("adafruit_lsm6ds.lsm6dsox").LSM6DSOX(board.busio)


def start_fifo(board: Board, count: int = 3000) -> None:
    board.sensor.motion = Frames(ramps(count), start=0)
    for register, value in ((0x12, 0x44), (0x10, 0x54), (0x11, 0x5C), (0x09, 0x55), (0x0A, 0x06)):
        board.bus.writeto_mem(0x6A, register, bytes([value]))


def status(board: Board) -> tuple[int, int]:
    low, high = board.bus.readfrom_mem(0x6A, 0x3A, 2)
    return low | (high & 3) << 8, high & 0xF8


def test_the_fifo_gives_tagged_words_of_gyroscope_and_accelerometer(board: Board) -> None:
    start_fifo(board)
    board.clock.advance_us(100_000)
    words = board.bus.readfrom_mem(0x6A, 0x78, 7 * 12)
    tags = [words[7 * i] for i in range(12)]
    assert [tag >> 3 for tag in tags] == [1, 2] * 6
    assert [tag >> 1 & 3 for tag in tags[::2]] == [tag >> 1 & 3 for tag in tags[1::2]]
    counts = [tag >> 1 & 3 for tag in tags[::2]]
    assert all((b - a) % 4 == 1 for a, b in pairwise(counts))
    assert all(tag.bit_count() % 2 == 0 for tag in tags)
    values = [int.from_bytes(words[i : i + 2], "little", signed=True) for i in (8, 10, 12, 1, 3, 5)]
    assert tuple(values) == ramp(0)


def test_one_register_at_a_time_reads_the_fifo_too(board: Board) -> None:
    start_fifo(board)
    board.clock.advance_us(50_000)
    before, _ = status(board)
    assert board.bus.readfrom_mem(0x6A, 0x78, 1) == board.bus.readfrom_mem(0x6A, 0x78, 1)
    assert status(board)[0] - before < 3, "the tag alone takes nothing away"
    data = b"".join(board.bus.readfrom_mem(0x6A, register, 1) for register in range(0x79, 0x7F))
    assert int.from_bytes(data[:2], "little", signed=True) == ramp(0)[3]
    assert board.bus.readfrom_mem(0x6A, 0x78, 1)[0] >> 3 == 2


def test_fifo_flags(board: Board) -> None:
    start_fifo(board)
    board.bus.writeto_mem(0x6A, 0x07, bytes([32]))
    board.clock.advance_us(60_000)
    assert status(board) == (24, 0)
    board.clock.advance_us(40_000)
    assert status(board)[1] == 0x80  # watermark
    board.clock.advance_us(1_125_000)
    assert status(board)[1] == 0xA0  # will be full at the next sample
    board.clock.advance_us(20_000)
    assert status(board) == (512, 0xE8)  # overrun, and latched
    assert status(board) == (512, 0xE0)  # reading cleared the latch
    board.bus.readfrom_mem(0x6A, 0x78, 7 * 256)
    assert status(board)[1] & 0x40 == 0
    board.bus.writeto_mem(0x6A, 0x0A, b"\x00")
    assert status(board) == (0, 0)


def test_a_fifo_that_stops_when_full_keeps_the_oldest(board: Board) -> None:
    start_fifo(board)
    board.bus.writeto_mem(0x6A, 0x0A, b"\x01")
    board.clock.advance_us(3_000_000)
    words = board.bus.readfrom_mem(0x6A, 0x78, 14)
    assert int.from_bytes(words[8:10], "little") < 100


def test_a_long_neglected_sensor_goes_on_in_step(board: Board) -> None:
    start_fifo(board, 29000)
    board.clock.advance_us(100_000_000)
    words, flags = status(board)
    assert words == 512 and flags & 0x48
    newest = board.bus.readfrom_mem(0x6A, 0x78, 512 * 7)[-7:]
    number = int.from_bytes(newest[1:3], "little", signed=True)
    assert number == 100_000_000_000 // 4799760 - 1
    # Every slot counted in the tags, those too that were never sampled.
    assert newest[0] >> 1 & 3 == (number + 1) & 3


def test_the_motion_goes_on_while_the_sensor_is_off(board: Board) -> None:
    start_fifo(board)
    board.clock.advance_us(1_000_000)
    status(board)
    number = board.sensor.number
    board.sensor.power_cycle()
    board.clock.advance_us(1_000_000)
    start_fifo(board)
    board.sensor.refresh()
    assert board.sensor.number - number == pytest.approx(208.3, abs=1.5)


def test_an_empty_fifo_gives_zeros() -> None:
    assert [Fifo().get(place) for place in range(7)] == [0] * 7


def test_a_reset_takes_a_moment(board: Board) -> None:
    board.bus.byte_us = 0
    board.bus.writeto_mem(0x6A, 0x10, b"\x54")
    board.bus.writeto_mem(0x6A, 0x12, b"\x01")
    assert board.bus.readfrom_mem(0x6A, 0x12, 1) == b"\x05"
    board.clock.advance_us(60)
    assert board.bus.readfrom_mem(0x6A, 0x12, 1) == b"\x04"
    assert board.bus.readfrom_mem(0x6A, 0x10, 1) == b"\x00"
