"""Whose run it is: of different runs none is merged, of one run nearly all are placed.

Some by default; RECOIL_PAIRS sets how many of each, `python tests/helpers/fuzz_pairs.py` counts them by kind.
"""

import os

import pytest

from cadence_curves import CLOCKS, FIRST, right_pair, wrong_pair
from recoil.fit.alignment import Alignment, align
from recoil.fit.errors import FitError

WRONG = int(os.environ.get("RECOIL_PAIRS", "100"))
RIGHT = max(WRONG // 3, 40)
PLACED_WITHIN_S = 3
PLACED = 0.98


def test_different_runs_are_never_merged() -> None:
    merged: list[tuple[int, Alignment]] = []
    for seed in range(WRONG):
        pair = wrong_pair(seed)
        try:
            merged.append((seed, align(pair.rows, pair.watch, pair.clip_zero)))
        except FitError as error:
            assert "--offset" in " ".join(error.advice)
    assert merged == []


@pytest.mark.parametrize("clock", CLOCKS)
def test_one_run_is_placed(clock: str) -> None:
    placed = 0
    for seed in range(RIGHT):
        pair = right_pair(seed, clock)
        try:
            found = align(pair.rows, pair.watch, pair.clip_zero)
        except FitError:
            continue
        assert pair.lag_s is not None
        placed += abs(found.zero - FIRST - pair.lag_s) <= PLACED_WITHIN_S
    assert placed >= PLACED * RIGHT


def test_the_generator_makes_what_it_says() -> None:
    one, again = wrong_pair(7), wrong_pair(7)
    assert (one.rows == again.rows).all() or one.rows.tobytes() == again.rows.tobytes()
    assert one.watch.time_s.tolist() == again.watch.time_s.tolist()
    assert {wrong_pair(seed).kind for seed in range(5)} == {"anyone", "runner", "plan", "stop", "partner"}
    assert {wrong_pair(seed).clock for seed in range(0, 15, 5)} == set(CLOCKS)
