"""Left and right steps side by side, on steps that were made up one by one."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from made_sessions import made_session
from recoil.session import Session
from recoil.session.means import means_of
from recoil.session.pairs import contact_pairs


def with_steps(session: Session, steps: np.ndarray) -> Session:
    return dataclasses.replace(session, steps=steps)


def test_neighbours_make_pairs_and_no_step_is_in_two():
    session = made_session(60)
    assert len(contact_pairs(session)) == len(session.steps) // 2


def test_steps_with_a_lost_one_between_them_are_no_pair():
    session = made_session(60)
    steps = session.steps
    lonely = with_steps(session, steps[np.arange(len(steps)) % 3 != 2])  # left, right, lost, right, left, lost ...
    assert len(contact_pairs(lonely)) == len(lonely.steps) // 2
    alone = with_steps(session, steps[np.isin(np.arange(len(steps)) % 6, (0, 3))])  # left, then the right one 3 on
    sides = alone.steps["side"].tolist()
    assert all(a == -b for a, b in pairwise(sides))
    assert len(contact_pairs(alone)) == 0


def test_means_of_two_steps():
    session = made_session(60)
    two = with_steps(session, session.steps[:2].copy())
    two.steps["step_us"], two.steps["contact_us"] = (400_000, 300_000), (200_000, 280_000)
    two.steps["flight_us"] = two.steps["step_us"] - two.steps["contact_us"]
    two.steps["bounce_um"], two.steps["peak_mg"], two.steps["flags"] = (70_000, 90_000), (2000, 3000), 0
    header = session.header
    scale = header.true_time if header else 1.0
    means = means_of(two)
    assert means.steps == means.clean_steps == 2
    assert means.running_s == pytest.approx(0.7 * scale)
    assert means.cadence_spm == pytest.approx(60_000 / 350 / scale)
    assert (means.contact_ms, means.flight_ms) == pytest.approx((240 * scale, 110 * scale))
    assert means.contact_of_stride_pct == pytest.approx(100 * 240 / 700)
    assert (means.bounce_mm, means.peak_g) == pytest.approx((80.0, 2.5))
