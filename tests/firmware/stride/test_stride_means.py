"""What the strides and windows of a minute add up to, on numbers that can be worked out by hand."""

from types import SimpleNamespace

from recoil_clip.stride.form import Variability
from recoil_clip.stride.stride import STRIDE, STRIDES, VARIABILITY, WINDOWS, Means

UNKNOWN = -32768


def test_means_are_rounded_to_the_nearest():
    means = Means()
    for value in (10, 11, 13):  # 34 / 3 = 11.33
        means.add_stride(SimpleNamespace(values=[value, -value, UNKNOWN] + [0] * 8))
    for value in (100, 101):  # 100.5
        means.add_window(SimpleNamespace(values=[value, value - 200, UNKNOWN, 0, 0, 0]))
    means.fill(250)
    numbers = list(means.numbers)
    assert numbers[STRIDE : STRIDE + 3] == [11, -11, UNKNOWN]
    assert numbers[:4] == [101, -99, UNKNOWN, 0]
    assert (numbers[VARIABILITY], numbers[STRIDES], numbers[WINDOWS]) == (250, 3, 2)


def test_the_next_minute_begins_with_nothing():
    means = Means()
    means.add_stride(SimpleNamespace(values=[7] * 11))
    means.fill(40_000)
    assert means.numbers[VARIABILITY] == 32767
    means.fill(-1)
    assert list(means.numbers[:STRIDES]) == [UNKNOWN] * STRIDES
    assert (means.numbers[STRIDES], means.numbers[WINDOWS]) == (0, 0)


def test_a_stumble_counts_as_a_step_that_is_off_by_65_5_ms():
    """Of the last 150 steps 148 are off so much: s / mean is that of 300 ms; at most 2047 x 32 us / 300 ms."""
    for off_us, bp in ((60_000, 2000), (65_472, 2182), (65_504, 2183), (65_536, 2183), (200_000, 2183)):
        variability = Variability()
        for number in range(150):
            variability.add(300_000 + (off_us if number % 4 < 2 else -off_us), (-1, 1)[number % 2])
        assert variability.bp == -1
        for side in (-1, 1):
            variability.add(300_000, side)
        assert variability.bp == bp
