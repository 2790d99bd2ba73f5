"""Squats and bridges are counted one by one, from swings that are wide and slow enough."""

from array import array

import pytest

from recoil_clip.exercise.repetitions import Repetitions

ONE_DEG = 2970  # counts of rate of turn added up over samples: 70 mdps, 208 a second


def swings(*parts: tuple[float, int]) -> array:
    """Return samples in which the pelvis tips by so many degrees in so many samples, one part after the other."""
    samples = array("i")
    for degrees, count in parts:
        for _ in range(count):
            samples.extend((0, 2049, 0, 0, 0, round(degrees * ONE_DEG / count)))
    return samples


def counted(samples: array, wanted: int) -> tuple[int, int]:
    repetitions = Repetitions()
    ended = repetitions.feed(samples, 0, len(samples) // 6, wanted)
    return ended, repetitions.count()


@pytest.mark.parametrize("way", [1, -1])
def test_each_is_one(way: int) -> None:
    """Out by 20 degrees in 100 samples, back in as many: it is whole when it came back by 10, after some 150."""
    out_and_back = [(20 * way, 100), (-20 * way, 100)] * 3
    for wanted, found in ((1, 151), (2, 351), (3, 551)):
        ended, count = counted(swings(*out_and_back), wanted)
        assert count == wanted
        assert abs(ended - found) <= 12
    assert counted(swings(*out_and_back), 4) == (-1, 3)


def test_too_little_or_too_quick_is_none() -> None:
    assert counted(swings(*[(9.5, 100), (-9.5, 100)] * 2), 1) == (-1, 0)
    assert counted(swings(*[(10.5, 100), (-10.5, 100)] * 2), 2)[1] == 2
    assert counted(swings(*[(20, 20), (-20, 20)] * 4), 4) == (-1, 1), "four within 0.8 s, a tenth each way"
    assert counted(swings(*[(20, 60), (-20, 60)] * 4), 4)[1] == 4


def test_the_next_try_begins_with_none() -> None:
    repetitions = Repetitions()
    samples = swings((20, 100), (-20, 100))
    repetitions.feed(samples, 0, 200, 5)
    assert repetitions.count() == 1
    repetitions.clear()
    assert repetitions.count() == 0
    repetitions.feed(samples, 0, 200, 5)
    assert repetitions.count() == 1
