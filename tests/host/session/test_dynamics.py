"""Running dynamics by the second: means of clean steps close by, nothing carried over pauses or gaps."""

import dataclasses

import numpy as np
import pytest

from made_sessions import MASKED, header, made_session, wavy_spm
from recoil.session import STEP_TYPE, Session, SessionError
from recoil.session.dynamics import DYNAMICS_TYPE, MEASURED, dynamics_of
from recoil.session.means import balance_of, means_of
from recoil.session.pairs import contact_pairs, left_share_pct
from recoil.session.timeline import Timeline


def at(rows: np.ndarray, second: float) -> np.void:
    return rows[int(second - rows["time_s"][0])]


def with_steps(session: Session, steps: np.ndarray) -> Session:
    return dataclasses.replace(session, steps=steps)


def test_a_row_each_second_with_the_steps_just_before() -> None:
    session = made_session(300)
    rows = dynamics_of(session)
    assert rows.dtype == DYNAMICS_TYPE
    assert np.all(np.diff(rows["time_s"]) == 1)
    assert (rows["time_s"][0], rows["time_s"][-1]) == (5, 300)
    time_s = session.step_time_s()
    for second in (12, 100, 250):
        end_s = time_s + session.steps["step_us"] * 1e-6 * 4.807692 / 4.808
        within = session.steps[(end_s > second - 5) & (end_s <= second)]
        row = at(rows, second)
        assert row["clean_steps"] == len(within)
        assert row["cadence_spm"] == pytest.approx(60e6 / within["step_us"].mean(), rel=1e-3)
        assert row["bounce_mm"] == pytest.approx(within["bounce_um"].mean() / 1000)
        assert row["contact_of_stride_pct"] == pytest.approx(34.0, abs=0.1)
        assert row["contact_ms"] + row["flight_ms"] == pytest.approx(60_000 / row["cadence_spm"], abs=0.01)
        assert row["peak_g"] == pytest.approx(within["peak_mg"].mean() / 1000)
        assert row["cadence_spm"] == pytest.approx(wavy_spm(second - 2.5), abs=0.7)


def test_standing_is_unknown_not_zero() -> None:
    rows = dynamics_of(made_session(60, stand_s=20))
    # The session's time begins with the first step, or its start event.
    assert rows["time_s"][0] == 19
    assert not rows["is_running"][0]
    assert all(np.isnan(rows[name][0]) for name in MEASURED)


def test_true_time() -> None:
    slow = header(period_ns=5_000_000, period_us=4000)
    rows = dynamics_of(made_session(100, lambda _: 180.0, head=slow))
    assert rows["time_s"][-1] == 125
    assert at(rows, 60)["cadence_spm"] == pytest.approx(144, abs=0.1)
    assert at(rows, 60)["contact_ms"] == pytest.approx(0.68 * 60_000 / 144, abs=0.1)


def test_nothing_is_carried_over_a_pause() -> None:
    session = made_session(300, lambda t: 160.0 if t < 100 else 180.0, pauses=((100, 140),))
    rows = dynamics_of(session)
    assert at(rows, 99)["cadence_spm"] == pytest.approx(160, abs=0.1)
    for second in range(103, 140):
        assert np.isnan(at(rows, second)["cadence_spm"])
    assert at(rows, 142)["cadence_spm"] == pytest.approx(180, abs=0.1)
    # The clip notices the pause after 8 s, and running again after 4 s: the steps were there before.
    assert rows["time_s"][rows["is_paused"]].tolist() == list(range(108, 140))
    assert Timeline.of(session).pauses[0] == pytest.approx((108, 140), abs=0.3)


def test_lost_steps_break_the_window() -> None:
    session = made_session(100, lambda t: 160.0 if t < 50 else 180.0)
    time_s = session.step_time_s()
    rows = dynamics_of(with_steps(session, session.steps[(time_s < 50) | (time_s > 53)]))
    assert at(rows, 55)["cadence_spm"] == pytest.approx(180, abs=0.1)
    assert np.isnan(at(rows, 52)["cadence_spm"])


def test_masked_steps_do_not_count() -> None:
    session = made_session(120, masked=(60, 70))
    steps = session.steps.copy()
    steps["bounce_um"][steps["flags"] == MASKED] = 999_000
    rows = dynamics_of(with_steps(session, steps))
    assert np.nanmax(rows["bounce_mm"]) < 81
    assert np.isnan(at(rows, 68)["bounce_mm"])
    assert at(rows, 68)["is_running"]


def test_balance_needs_pairs_and_is_of_the_last_minute() -> None:
    rows = dynamics_of(made_session(300, lambda _: 180.0, left_more_ms=2))
    expected = 100 * (0.68 / 3 + 0.002) / (2 * 0.68 / 3)
    assert np.isnan(at(rows, 20)["contact_left_pct"])
    assert at(rows, 30)["contact_left_pct"] == pytest.approx(expected, abs=0.01)
    assert at(rows, 250)["contact_left_pct"] == pytest.approx(expected, abs=0.01)


def test_pairs_are_neighbours_of_opposite_feet() -> None:
    session = made_session(60, left_more_ms=2)
    pairs = contact_pairs(session)
    assert len(pairs) == len(session.steps) // 2
    assert left_share_pct(pairs, 0, 60) == pytest.approx(50.42, abs=0.02)
    assert left_share_pct(pairs, 0, 10) is None
    assert len(contact_pairs(with_steps(session, session.steps[::2]))) == 0
    unknown = session.steps.copy()
    unknown["side"] = 0
    assert len(contact_pairs(with_steps(session, unknown))) == 0


def test_no_steps() -> None:
    session = with_steps(made_session(60), np.zeros(0, dtype=STEP_TYPE))
    rows = dynamics_of(session)
    assert len(rows) > 40
    assert not rows["is_running"].any()
    assert means_of(session).cadence_spm is None
    nothing = dataclasses.replace(session, events=session.events[:0])
    assert len(dynamics_of(nothing)) == 1


def test_means_and_the_sessions_own_balance() -> None:
    session = made_session(300, masked=(60, 70))
    means = means_of(session)
    clean = session.steps[session.steps["flags"] == 0]
    assert (means.steps, means.clean_steps) == (len(session.steps), len(clean))
    assert means.contact_ms == pytest.approx(clean["contact_us"].mean() / 1000, rel=1e-3)
    balance = balance_of(session, "contact")
    assert balance is not None
    assert (balance.left_pct, balance.half_width_pct) == (50.8, 1.2)
    assert balance_of(session, "bounce") is None


def test_times_that_no_clip_wrote() -> None:
    session = made_session(60)
    steps = session.steps.copy()
    steps["initial_contact_us"][-1] = 2**50
    with pytest.raises(SessionError, match="no clip wrote this"):
        dynamics_of(with_steps(session, steps))


def test_steps_out_of_order() -> None:
    session = made_session(120)
    shuffled = with_steps(session, session.steps[np.random.default_rng(0).permutation(len(session.steps))])
    expected, found = dynamics_of(session), dynamics_of(shuffled)
    for name in MEASURED:
        assert np.allclose(expected[name], found[name], equal_nan=True)


def test_eight_hours() -> None:
    assert len(dynamics_of(made_session(8 * 3600, lambda _: 170.0))) == pytest.approx(8 * 3600, abs=6)
