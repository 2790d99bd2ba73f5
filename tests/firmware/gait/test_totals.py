"""What a run adds up to leaves out steps whose samples are not all real."""

from types import SimpleNamespace

import pytest

from recoil_clip.gait.totals import Totals

LEFT, RIGHT = -1, 1
SATURATED, BRIDGED, OPEN = 1, 2, 4


def step(side: int, step_us: int = 360_000, contact_us: int = 250_000, flags: int = 0) -> SimpleNamespace:
    return SimpleNamespace(side=side, step_us=step_us, contact_us=contact_us, bounce_um=80_000, flags=flags)


def run(totals: Totals, steps: int) -> None:
    for number in range(steps):
        totals.add(step(LEFT if number % 2 == 0 else RIGHT))


@pytest.mark.parametrize("flags", [BRIDGED, OPEN, BRIDGED | SATURATED])
def test_a_step_that_is_not_all_real_changes_neither_cadence_nor_balance(flags: int):
    totals = Totals()
    run(totals, 20)
    before = totals.cadence_cspm, totals.contact_balance.left_bp, totals.contact_balance.pairs
    assert before == (16666, 5000, 10)
    for _ in range(20):
        totals.add(step(LEFT, 500_000, 400_000, flags))
        totals.add(step(RIGHT, 300_000, 100_000, flags))
    assert (totals.cadence_cspm, totals.contact_balance.left_bp, totals.contact_balance.pairs) == before


def test_a_step_makes_no_pair_over_one_that_is_not_all_real():
    totals = Totals()
    totals.add(step(LEFT))
    totals.add(step(RIGHT, flags=BRIDGED))
    totals.add(step(RIGHT))
    assert totals.contact_balance.pairs == 0
    totals.add(step(LEFT))
    assert totals.contact_balance.pairs == 1


def test_a_saturated_step_counts():
    totals = Totals()
    for _ in range(4):
        totals.add(step(LEFT, flags=SATURATED))
        totals.add(step(RIGHT, flags=SATURATED))
    assert totals.contact_balance.pairs == 4 and totals.cadence_cspm == 16666


@pytest.mark.parametrize(("place_mm", "is_told"), [(0, True), (39, True), (-39, True), (40, False), (-40, False)])
def test_far_beside_the_spine_bounce_has_no_balance(place_mm: int, is_told: bool):
    totals = Totals()
    run(totals, 40)
    totals.place(place_mm)
    for _ in range(20):
        run(totals, 2)
        totals.place(place_mm)
    assert (totals.bounce_balance.half_width_bp > 0) == is_told
    assert totals.contact_balance.half_width_bp > 0 < totals.step_time_balance.half_width_bp
    totals.place(28)
    run(totals, 40)
    assert totals.bounce_balance.half_width_bp > 0, "nearer, it is told again"
