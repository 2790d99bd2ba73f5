"""A session is found in a watch's file by its cadence, whatever the clocks say; where it cannot be, that is said."""

from collections.abc import Callable, Sequence
from math import sin

import numpy as np
import pytest

from made_sessions import made_session, wavy_spm
from recoil.common.errors import RecoilError
from recoil.fit.alignment import Alignment, align, masked_correlation
from recoil.fit.watch import Watch
from recoil.session.dynamics import dynamics_of
from watch_files import watch_cadence

FIRST = 1_100_000_000
NEAR_S = 4  # a watch's cadence is some seconds late, and how late is not known


def watch_of(
    cadence: Callable[[float], float],
    running: Sequence[tuple[float, float]],
    seconds: int,
    offset_s: int,
    walks: bool = True,
    smart: bool = False,
) -> Watch:
    said = watch_cadence(cadence, running, seconds, offset_s, walks=walks)
    kept = np.arange(seconds)
    if smart:
        changes = 1 + np.flatnonzero(np.diff(said))
        kept = np.union1d(changes, np.arange(0, seconds, 7))
    return Watch(FIRST + kept, 2.0 * said[kept])


def zero_of(found: Alignment) -> int:
    return found.zero - FIRST


@pytest.mark.parametrize("smart", [False, True])
@pytest.mark.parametrize("walks", [False, True])
def test_the_clips_clock_was_never_set(walks: bool, smart: bool) -> None:
    watch = watch_of(wavy_spm, [(6, 1500)], 1700, 90, walks, smart)
    found = align(dynamics_of(made_session(1500)), watch, None)
    assert zero_of(found) == pytest.approx(90, abs=NEAR_S)
    assert found.how == "cadence"
    assert found.correlation is not None
    assert found.correlation > 0.8
    assert found.overlap_s > 1450
    assert found.clock_lag_s is None
    assert found.after_watch_s == zero_of(found)


@pytest.mark.parametrize("wrong_s", [-10_800, -3600, -400, -60, 60, 3600, 7200, 10_800])
def test_the_clips_clock_was_wrong(wrong_s: int) -> None:
    watch = watch_of(wavy_spm, [(6, 1500)], 1700, 90)
    found = align(dynamics_of(made_session(1500)), watch, FIRST + 90 + wrong_s)
    assert zero_of(found) == pytest.approx(90, abs=NEAR_S)
    assert found.clock_lag_s == pytest.approx(-wrong_s, abs=NEAR_S)


@pytest.mark.parametrize("late_s", [-2, 0, 2])
def test_a_clock_that_is_right_is_surer_than_the_curves(late_s: int) -> None:
    watch = watch_of(wavy_spm, [(6, 1500)], 1700, 90)
    found = align(dynamics_of(made_session(1500)), watch, FIRST + 90 + late_s)
    assert (zero_of(found), found.how, found.clock_lag_s) == (90 + late_s, "cadence", 0)


@pytest.mark.parametrize("offset_s", [-600, -300, 2000, 7000])
def test_one_of_them_ran_much_longer(offset_s: int) -> None:
    seconds = 10_000 if offset_s > 0 else 1600
    watch = watch_of(wavy_spm, [(6, 1500)], seconds, offset_s)
    found = align(dynamics_of(made_session(1500)), watch, None)
    assert zero_of(found) == pytest.approx(offset_s, abs=NEAR_S)


def test_pauses_tell_even_where_cadence_is_steady() -> None:
    pauses = ((500.0, 560.0), (1200.0, 1230.0))
    running = [(6, 500), (560, 1200), (1230, 1800)]
    watch = watch_of(lambda _: 168.0, running, 2000, 75)
    found = align(dynamics_of(made_session(1800, lambda _: 168.0, pauses=pauses)), watch, None)
    assert zero_of(found) == pytest.approx(75, abs=NEAR_S)


@pytest.mark.parametrize("cadence", [lambda t: 170 - t / 60, lambda t: 168 + 1.5 * sin(t / 60)])
def test_little_change_is_enough(cadence: Callable[[float], float]) -> None:
    watch = watch_of(cadence, [(6, 900)], 800, 40)
    found = align(dynamics_of(made_session(900, cadence)), watch, None)
    assert zero_of(found) == pytest.approx(40, abs=NEAR_S + 1)


def steady() -> tuple[np.ndarray, Watch]:
    """Return both in the middle of a run at one cadence: nothing to hold on to."""
    rows = dynamics_of(made_session(900, lambda _: 168.0, stand_s=0, ends=False))
    random = np.random.default_rng(3)
    return rows, Watch(FIRST + np.arange(2000), 168.0 + 2 * random.integers(-1, 2, 2000))


def test_a_steady_cadence_is_refused_with_advice() -> None:
    rows, watch = steady()
    with pytest.raises(RecoilError) as caught:
        align(rows, watch, None)
    advice = " ".join(caught.value.advice)
    assert "--offset SECONDS" in advice
    assert "--start" in advice


def test_a_steady_cadence_goes_by_set_clocks() -> None:
    rows, watch = steady()
    found = align(rows, watch, FIRST + 300)
    assert (zero_of(found), found.how) == (300, "clock")


def test_clocks_alone_do_not_do_where_cadences_contradict() -> None:
    rows, watch = steady()
    with pytest.raises(RecoilError):
        align(rows, Watch(watch.time_s, watch.cadence_spm - 14), FIRST + 300)


def test_an_offset_is_taken_as_it_is() -> None:
    rows, watch = steady()
    found = align(rows, watch, None, 123.4)
    assert (zero_of(found), found.how) == (123, "offset")
    early = align(rows, watch, None, -500)
    assert zero_of(early) == -500
    for offset_s in (-5000, 5000):
        with pytest.raises(RecoilError, match="lies outside the watch's activity"):
            align(rows, watch, None, offset_s)


def test_another_run_is_refused() -> None:
    watch = watch_of(lambda t: 175 + 4 * sin(t / 31), [(0, 700), (800, 1500)], 1700, 20)
    with pytest.raises(RecoilError):
        align(dynamics_of(made_session(1500)), watch, None)


def test_too_short_to_tell() -> None:
    watch = watch_of(wavy_spm, [(6, 100)], 100, 0)
    with pytest.raises(RecoilError, match="less than two minutes"):
        align(dynamics_of(made_session(1500)), watch, None)


def test_no_cadence_at_all() -> None:
    watch = Watch(FIRST + np.arange(1000), np.full(1000, np.nan))
    rows = dynamics_of(made_session(800))
    with pytest.raises(RecoilError, match="recorded no cadence"):
        align(rows, watch, None)
    found = align(rows, watch, FIRST + 20)
    assert (zero_of(found), found.how, found.correlation) == (20, "clock", None)


def test_a_watch_whose_clock_jumped() -> None:
    watch = Watch(np.array([FIRST, FIRST + 10**6]), np.array([160.0, 160.0]))
    with pytest.raises(RecoilError, match="more than a week apart"):
        align(dynamics_of(made_session(300)), watch, None)


def test_correlation_of_every_lag_is_that_of_its_overlap() -> None:
    random = np.random.default_rng(1)
    first, second = 20 * random.random(60), 20 * random.random(90)
    first[10:14], second[50:53] = np.nan, np.nan
    pairs, correlation = masked_correlation(first, second)
    for lag in (-40, -1, 0, 7, 30, 70):
        begin, end = max(0, -lag), min(len(first), len(second) - lag)
        one, other = first[begin:end], second[begin + lag : end + lag]
        known = np.isfinite(one) & np.isfinite(other)
        at = lag + len(first) - 1
        assert pairs[at] == known.sum()
        assert correlation[at] == pytest.approx(np.corrcoef(one[known], other[known])[0, 1], abs=1e-9)


def test_hours_of_both() -> None:
    watch = watch_of(lambda t: wavy_spm(t % 9000), [(6, 6 * 3600)], 6 * 3600, 500)
    found = align(dynamics_of(made_session(5 * 3600, lambda t: wavy_spm(t % 9000))), watch, None)
    assert zero_of(found) == pytest.approx(500, abs=NEAR_S)
