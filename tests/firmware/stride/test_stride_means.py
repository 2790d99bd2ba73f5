"""What the strides and windows of a minute add up to, on numbers that can be worked out by hand."""

from types import SimpleNamespace

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
