"""Masked steps and patterns."""

import itertools

from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms, patterns
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_TICK, CUES, NO_CUE
from recoil_clip.spec.steps import MASKED

PATTERNS = patterns()


def test_a_step_during_a_pulse_and_150_ms_after_is_masked() -> None:
    mask = Mask()
    mask.pulse(10_000, 360)
    assert mask.flag(9_600, 10_000) == 0
    assert mask.flag(9_650, 10_001) == MASKED
    assert mask.flag(10_200, 10_500) == MASKED
    assert mask.flag(10_509, 10_860) == MASKED
    assert mask.flag(10_510, 10_860) == 0
    assert mask.flag(9_000, 12_000) == MASKED


def test_a_fresh_mask_covers_nothing() -> None:
    assert Mask().flag(0, 1_000_000) == 0


def test_a_burst_of_ticks_is_remembered_for_three_seconds() -> None:
    mask = Mask()
    for time_ms in range(0, 20_000, 200):
        mask.pulse(time_ms, 60)
    for begin_ms in range(16_900, 19_900, 50):
        assert mask.flag(begin_ms, begin_ms + 350) == MASKED
    assert mask.flag(20_100, 20_400) == 0


def test_another_time_after_the_pulse() -> None:
    mask = Mask(after_ms=0)
    mask.pulse(1000, 60)
    assert mask.flag(1060, 1400) == 0


def test_patterns_differ_by_count_and_rhythm() -> None:
    assert len(PATTERNS) == CUES
    assert PATTERNS[NO_CUE] == (0, 0, 0)
    assert [pattern[0] for pattern in PATTERNS] == [0, 2, 1, 3, 1, 1, 4]
    for settings in itertools.product((60, 120, 250), (300, 600, 1000)):
        made = patterns(*settings)
        assert len(set(made)) >= CUES - (settings[0] == 60), "a tick may be as short as a confirming pulse"
        assert all(on_ms >= 60 for _, on_ms, _ in made[1:])
        softer, confirm = made[2], made[CUE_CONFIRM]
        assert softer[1] >= 2 * confirm[1], "one long, one short"


def test_a_pulse_is_never_below_60_ms() -> None:
    assert all(on_ms >= 60 for _, on_ms, _ in patterns(10, 20)[1:])


def test_durations() -> None:
    assert [duration_ms(pattern) for pattern in PATTERNS] == [0, 360, 600, 840, 120, 80, 1560]
    assert duration_ms(PATTERNS[CUE_TICK]) == 80
