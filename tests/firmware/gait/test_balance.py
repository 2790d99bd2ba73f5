"""Left share and its interval, against the definitions in numbers of any size."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recoil_clip.gait.totals import UNRESOLVED, Balance, Totals

PAIRS = st.lists(st.tuples(st.integers(1, (1 << 20) - 1), st.integers(1, (1 << 20) - 1)), min_size=8, max_size=200)


@given(PAIRS)
def test_left_share_is_the_mean_of_the_pairs(pairs: list[tuple[int, int]]) -> None:
    balance = Balance()
    for left, right in pairs:
        balance.add(left, right)
    share = np.clip([100 * left / (left + right) for left, right in pairs], 25, 75)
    assert abs(balance.left_bp / 100 - share.mean()) < 0.02
    assert balance.pairs == len(pairs)


def test_the_interval_holds_the_truth_about_95_times_in_100() -> None:
    rng = np.random.default_rng(1)
    for pairs in (8, 30, 300):
        held = 0
        for _ in range(400):
            balance = Balance()
            for left, right in rng.normal((252_000, 248_000), 8000, (pairs, 2)).astype(int).tolist():
                balance.add(left, right)
            held += abs(balance.left_bp - 5040) <= balance.half_width_bp
        assert 370 <= held <= 395


def test_a_few_pairs_resolve_nothing() -> None:
    balance = Balance()
    for _ in range(7):
        balance.add(250_000, 240_000)
    assert balance.half_width_bp == UNRESOLVED
    balance.add(250_000, 240_000)
    assert balance.half_width_bp >= 0
    balance.add(0, 240_000)
    assert balance.pairs == 8


def test_no_number_of_steps_outdoes_the_method() -> None:
    alone, with_chance = Balance(118), Balance(118)
    rng = np.random.default_rng(2)
    for left, right in rng.normal(250_000, 8000, (40, 2)).astype(int).tolist():
        alone.add(250_000, 250_000)
        with_chance.add(left, right)
    assert 118 <= alone.half_width_bp <= 119 < with_chance.half_width_bp < 150
    totals = Totals()
    for balance, least_bp in (
        (totals.contact_balance, 95),
        (totals.step_time_balance, 82),
        (totals.bounce_balance, 75),
    ):
        for _ in range(100):
            balance.add(250_000, 250_000)
        assert balance.half_width_bp >= least_bp


def test_a_day_of_running_does_not_freeze_it() -> None:
    """Sums have to stay below 2^30, so what is old weighs half; a leg that gives in shows all the same."""
    balance = Balance()
    for left in (250_000, 260_000):
        for number in range(40_000):
            balance.add(left + 97 * (number % 41) - 1940, 250_000)
        assert balance.half_width_bp >= 0
        if left == 250_000:
            assert abs(balance.left_bp - 5_000) < 10
    assert 5_050 < balance.left_bp < 5_098 and 20_000 <= balance.pairs <= 40_000
