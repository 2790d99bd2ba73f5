"""The app's clocks: time since the first sample, and the time of day."""

import random

import numpy as np
import pytest

from app_play import motion
from recoil_clip.app.clock import utc_s
from recoil_clip.app.motion import Elapsed
from recoil_clip.gait.gait import Gait


@pytest.mark.parametrize("period_us", [1900, 4808, 4812, 9615, 10000])
def test_elapsed_is_the_cores_clock(period_us: int) -> None:
    elapsed, chance, samples = Elapsed(period_us), random.Random(period_us), 0
    for _ in range(300):
        some = chance.choice([1, 1, 8, 16, 5000, 250_000])
        samples += some
        elapsed.add(some)
        us = (samples - 1) * period_us
        assert (elapsed.s, elapsed.us, elapsed.samples) == (us // 1_000_000, us % 1_000_000, samples)
        assert elapsed.ms == us // 1000


def test_steps_after_a_gap_are_at_the_time_that_elapsed_says() -> None:
    data = np.frombuffer(motion("run 20"), "<i2").reshape(-1, 6).tolist()
    gait, elapsed = Gait(4800), Elapsed(4800)
    for start in (0, 1):
        if start:
            gait.gap(500_000)
            elapsed.add(500_000)
        for sample in data:
            gait.push(*sample)
            elapsed.add(1)
    step = None
    while (found := gait.take()) is not None:
        step = found
    assert step is not None
    assert 0 < elapsed.s - step.initial_contact_s < 3


class Year:
    """`time`, in a year."""

    def __init__(self, year: int) -> None:
        self.year = year

    def gmtime(self) -> tuple[int, ...]:
        return (self.year, 1, 1, 0, 0, 0, 0, 1)

    def time(self) -> float:
        return 1234.5


@pytest.mark.parametrize(("year", "expected"), [(1970, 0), (2021, 0), (2023, 0), (2025, 1234), (2040, 1234)])
def test_a_clock_that_was_never_set_says_so(year: int, expected: int) -> None:
    assert utc_s(Year(year)) == expected
