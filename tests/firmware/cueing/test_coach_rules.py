"""The cueing rules, one by one, on scripted steps."""

from itertools import pairwise

import pytest

from coach_play import CUES, OWN_BOUNCE_UM, OWN_US, SATURATED, Played, kinds, learnt, ready, settings_with, warmed_up
from recoil_clip.cueing.band import CADENCE, Band
from recoil_clip.cueing.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import MASKED

TARGET_US = OWN_US * 100 // 105
LIMIT_US = TARGET_US * 100 // 97
SLOW_US = OWN_US


def test_silent_inside_the_band() -> None:
    played = warmed_up(ready())
    assert played.minutes(20, TARGET_US) == []
    assert played.minutes(20, LIMIT_US) == []
    assert played.minutes(20, TARGET_US * 80 // 100) == [], "nobody is asked to step slower"


def test_a_cue_at_the_eighth_step_outside() -> None:
    played = warmed_up(ready())
    played.run(2, LIMIT_US)
    assert played.run(7, SLOW_US + 2) == []
    assert played.step(SLOW_US) == CUE_QUICKER


def test_seven_steps_outside_are_forgiven() -> None:
    played = warmed_up(ready())
    for _ in range(30):
        assert played.run(7, SLOW_US) == []
        assert played.run(2, TARGET_US * 90 // 100) == []


def test_an_uneven_runner_is_judged_by_strides() -> None:
    """Left steps 4 % longer than right: their mean decides, or no row would ever be eight steps long."""
    inside, outside = warmed_up(ready()), warmed_up(ready())
    for i in range(200):
        uneven = 7_000 if i % 2 else -7_000
        inside.step(TARGET_US + uneven)
        outside.step(SLOW_US + uneven)
    assert inside.felt == []
    assert outside.felt[0][0] == CUE_QUICKER


def test_one_confirming_pulse_when_back_inside() -> None:
    played = warmed_up(ready())
    played.run(20, SLOW_US)
    assert kinds(played.felt) == [CUE_QUICKER]
    played.run(1, TARGET_US * 90 // 100)  # its stride is inside
    assert played.run(6, TARGET_US) == []
    assert played.step(TARGET_US) == CUE_CONFIRM
    assert played.minutes(5, TARGET_US) == []


def test_no_confirming_pulse_if_switched_off() -> None:
    played = warmed_up(ready(confirm=False))
    played.run(20, SLOW_US)
    assert played.minutes(5, TARGET_US) == []


def test_no_confirming_pulse_after_a_pause() -> None:
    played = warmed_up(ready())
    played.run(20, SLOW_US)
    played.wait(20_000)
    assert played.minutes(2, TARGET_US) == []


def test_at_most_one_cue_in_thirty_seconds() -> None:
    played = warmed_up(ready())
    played.minutes(10, SLOW_US)
    times_ms = played.times_ms(CUE_QUICKER)
    gaps_ms = [b - a for a, b in pairwise(times_ms)]
    assert len(gaps_ms) > 15
    assert all(30_000 <= gap < 30_000 + 400 for gap in gaps_ms)


def test_no_cue_in_the_quiet_start() -> None:
    played = Played(ready())
    played.minutes(12, SLOW_US)
    assert 180_000 <= played.felt[0][1] < 180_400


def test_standing_is_no_part_of_the_quiet_start() -> None:
    played = Played(ready())
    played.minutes(2, SLOW_US)
    played.wait(600_000)
    played.minutes(0.9, SLOW_US)
    assert played.felt == []
    played.minutes(0.2, SLOW_US)
    assert kinds(played.felt) == [CUE_QUICKER]


def test_the_first_steps_after_a_stop_do_not_count() -> None:
    played = warmed_up(ready())
    played.wait(30_000)
    assert played.run(28, SLOW_US) == [], "ten seconds"
    assert played.run(8, SLOW_US) == [7]


def test_below_running_there_is_no_cue() -> None:
    played = warmed_up(ready())
    assert played.minutes(10, 610_000) == [], "step times of walking"
    assert played.run(1000, OWN_US, contact_us=900_000) == []
    assert played.run(1000, OWN_US, bounce_um=0) == []


@pytest.mark.parametrize("flags", [1, 2, 4, MASKED, 15])
def test_flagged_steps_are_no_evidence(flags: int) -> None:
    played = warmed_up(ready())
    assert played.minutes(10, SLOW_US, flags=flags) == []
    played.run(6, SLOW_US)
    played.run(3, SLOW_US, flags=flags)
    assert played.run(4, SLOW_US) == [3], "the row goes on: a step after flagged ones has no stride yet"


def test_evidence_gets_stale() -> None:
    played = warmed_up(ready())
    played.run(6, SLOW_US)
    played.run(8, SLOW_US, flags=SATURATED)
    assert played.run(9, SLOW_US) == [8], "eight flagged steps end the row"


def test_the_target_is_never_above_ten_percent() -> None:
    """The engine does not rely on the bounds of the settings file."""
    settings = settings_with(cadence_change_pct=10)
    ten = Band(CADENCE, settings, learnt().baseline(2))
    settings.values["cadence_change_pct"] = 50
    assert Band(CADENCE, settings, learnt().baseline(2)).limit == ten.limit
    assert ten.target_step_us == OWN_US * 100 // 110


def test_bounce_is_cued_softer() -> None:
    played = warmed_up(ready(target="bounce"), bounce_um=OWN_BOUNCE_UM * 80 // 100)
    assert played.run(30, OWN_US, bounce_um=OWN_BOUNCE_UM * 95 // 100) == []
    assert played.run(8, OWN_US, bounce_um=OWN_BOUNCE_UM * 110 // 100)
    assert kinds(played.felt) == [CUE_SOFTER]


def test_the_bounce_band_follows_cadence() -> None:
    """At 10 % more steps a runner with the same spring bounces 1 / 1.1^2 as much."""
    for share_pct in (85, 90, 100, 110, 120):
        step_us = OWN_US * share_pct // 100
        limit_um = OWN_BOUNCE_UM * 0.9 * 1.06 * (share_pct / 100) ** 2
        low, high = round(limit_um * 0.995), round(limit_um * 1.005)
        played = warmed_up(ready(target="bounce"), OWN_US, bounce_um=OWN_BOUNCE_UM // 2)
        played.run(10, step_us, bounce_um=OWN_BOUNCE_UM // 2)
        assert played.minutes(2, step_us, bounce_um=low) == []
        played.run(9, step_us, bounce_um=high)
        assert kinds(played.felt) == [CUE_SOFTER], share_pct


def rhythm(played: Played, steps: int, change_us: int) -> None:
    """Steps whose time changes so much from one stride to the next."""
    for i in range(steps):
        played.step(OWN_US + (change_us // 2 if i % 4 < 2 else -(change_us // 2)))


def test_an_unsteady_rhythm_is_cued_steadier() -> None:
    played = warmed_up(ready(target="steadiness"))
    rhythm(played, 200, OWN_US * 215 // 10000)  # 50 % above the runner's own 1.5 % is the limit
    assert played.felt == []
    rhythm(played, 40, OWN_US * 240 // 10000)
    assert kinds(played.felt) == [CUE_STEADIER]
    assert abs(played.coach.band.value - 240) <= 2


def test_neither_asymmetry_nor_a_change_of_speed_is_unsteady() -> None:
    played = warmed_up(ready(target="steadiness"))
    for i in range(300):
        played.step(OWN_US - 100 * i + (15_000 if i % 2 else -15_000))
    assert played.felt == []
    assert played.coach.band.value < 10


def uneven(played: Played, steps: int, left_pct: float) -> None:
    for i in range(steps):
        side = -1 if i % 2 else 1
        share = left_pct if side < 0 else 100 - left_pct
        played.step(OWN_US, contact_us=round(2 * 250_000 * share / 100), side=side)


def test_asymmetry_is_cued_only_if_asked_for() -> None:
    for target in ("cadence", "bounce", "steadiness", "none"):
        played = Played(ready(target=target, cadence_change_pct=0, bounce_change_pct=0))
        uneven(played, 2000, 55)
        assert played.felt == []
    played = Played(ready(target="asymmetry"))
    uneven(played, 1000, 51.4)
    assert played.felt == []
    uneven(played, 76, 48.0)
    assert kinds(played.felt) == [CUE_EVEN]


def test_asymmetry_needs_to_know_the_feet() -> None:
    played = Played(ready(target="asymmetry"))
    played.run(1000, contact_us=300_000)
    assert played.felt == []


@pytest.mark.parametrize("target", ["cadence", "bounce", "steadiness", "asymmetry"])
def test_without_a_baseline_there_is_no_cue(target: str) -> None:
    played = Played(ready(History(), target=target))
    assert played.minutes(15, 420_000, bounce_um=200_000) == []
    assert not played.coach.request()


def test_target_none_and_schedule_off_are_silent() -> None:
    for silent in (ready(target="none"), ready(schedule="off")):
        played = Played(silent)
        assert played.minutes(15, 420_000, bounce_um=200_000) == []
        assert not played.coach.request()
        assert played.count(*CUES) == 0
