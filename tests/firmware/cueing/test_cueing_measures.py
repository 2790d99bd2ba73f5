"""What the cueing engine measures steps by, on numbers that can be worked out by hand."""

from array import array

import pytest

from coach_play import OWN_US, Played, ready
from recoil_clip.cueing.baseline import BINS
from recoil_clip.cueing.core_work import earned_cmin
from recoil_clip.cueing.kernels import learn
from recoil_clip.cueing.share import UNKNOWN, Share
from recoil_clip.cueing.steadiness import Steadiness

LEFT, RIGHT = -1, 1
PAIRS, CHANGES = 64, 16


def test_left_share_of_a_row_of_steps():
    share = Share()
    for step in range(PAIRS + 1):  # each but the first makes a pair with the one before
        assert share.left_bp == UNKNOWN
        share.add(220_000 if step % 2 else 200_000, RIGHT if step % 2 else LEFT, step + 1)
    # 100 % x 200 / 420, in 0.01 %, worked out in units of 256 us
    assert share.left_bp == pytest.approx(4762, abs=1)


@pytest.mark.parametrize(("left_us", "left_bp"), [(100_000, 2000), (400_000, 5000), (1_600_000 // 2, 6666)])
def test_a_share_is_exact(left_us: int, left_bp: int):
    share = Share()
    for step in range(PAIRS + 1):
        share.add(400_000 if step % 2 else left_us, RIGHT if step % 2 else LEFT, step + 1)
    assert share.left_bp == left_bp


def test_what_is_learnt_is_brought_to_the_middle_of_its_bin_of_pace():
    """By the slopes of step time, contact and bounce: -51, -138 and -38 in 256."""
    form = array("i", [0, 70_000 << 4, 60_000 << 4, 50_000 << 4])
    for pace_q12, added in ((256, (0, 0, 0)), (356, (20, 54, 15)), (156, (-19, -53, -14))):
        bins = array("i", bytes(4 * 10 * BINS))
        assert learn(bins, form, pace_q12) == 1
        assert [bins[1 + 3 * column] for column in range(3)] == [
            middle + more for middle, more in zip((70_000, 60_000, 50_000), added, strict=True)
        ]
        assert learn(bins, form, pace_q12) == 2
        assert [bins[2 + 3 * column] for column in range(3)] == [0, 0, 0], "as before: no way from the first"


def test_the_first_step_of_a_row_makes_no_pair_with_the_row_before():
    share = Share()
    share.add(300_000, LEFT, 1)
    for step in range(PAIRS):  # a new row begins on the other foot, and says nothing together with the long step
        assert share.left_bp == UNKNOWN
        share.add(200_000, LEFT if step % 2 else RIGHT, step + 1)
    assert share.left_bp == UNKNOWN
    share.add(200_000, RIGHT, PAIRS + 1)
    share.add(200_000, LEFT, PAIRS + 2)
    assert share.left_bp == 5000


def test_unsteadiness_of_a_row_of_steps():
    steadiness = Steadiness()
    times_us = [360_000, 360_000, 366_000, 366_000]  # each differs by 6 ms from the step before last
    for step in range(CHANGES + 2):
        assert steadiness.unsteadiness_bp == -1
        steadiness.add(times_us[step % 4], step + 1)
    # sum of 16 changes of 6 ms over the sum of 16 step times of 363 ms on average
    assert steadiness.unsteadiness_bp == pytest.approx(10_000 * 6 / 363, abs=1)


def test_a_change_needs_the_third_step_of_a_row():
    steadiness = Steadiness()
    steadiness.add(500_000, 1)
    steadiness.add(500_000, 2)
    for step in range(CHANGES + 2):  # a new row: its first two steps are compared with nothing
        assert steadiness.unsteadiness_bp == -1
        steadiness.add(360_000, step + 1)
    assert steadiness.unsteadiness_bp == 0


@pytest.mark.parametrize(
    ("running_s", "pace_s_per_km", "cmin"),
    [
        (3600, 360, 621),  # 10 km are 6.2137 miles
        (36_000, 360, 6214),
        (5793, 360, 999),  # just short of 10 miles
        (360, 0, 0),
    ],
)
def test_a_minute_for_each_mile(running_s: int, pace_s_per_km: int, cmin: int):
    assert earned_cmin(running_s, pace_s_per_km) == cmin


def test_a_score_from_the_hundredth_judged_step_on():
    played = Played(ready())
    known = []
    while len(known) < 250:  # every judged step is inside, after the quiet start
        played.step(OWN_US * 93 // 100)
        if played.coach._judged:
            known.append(played.coach.inside_pct() != -1)
        assert played.steps < 5000
    assert known.index(True) == 99 and all(known[99:])
