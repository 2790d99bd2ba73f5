"""Two simulated runners in numbers: what the gait core makes of them, so that a fault in any of its sums is seen.

The literals are what it measures today, with a little room; a better contact model may move those of contact.
"""

import numpy as np
import pytest

from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.gait import Gait
from recoil_clip.gait.step import Step

PLAIN, UNEVEN = Runner(), Runner(cadence_spm=180, style=1.0, left_contact_pct=52)
CROOKED = Worn(tilt_deg=15, yaw_deg=10)


def begin_of(step: Step) -> int:
    return step.initial_contact_s * 1_000_000 + step.initial_contact_us


@pytest.mark.parametrize(
    ("runner", "worn", "gyroscope", "late_ms", "contact_ms", "others", "left_bp"),
    [
        (PLAIN, Worn(), True, 2.5, 245.6, (357.15, 98.0, 2523), 5006),
        (PLAIN, Worn(), False, -1.4, 258.3, (357.15, 98.0, 2523), 5009),
        (UNEVEN, CROOKED, True, 0.6, 232.2, (333.37, 85.0, 2724), 5050),
        (UNEVEN, CROOKED, False, 1.7, 238.7, (333.37, 85.0, 2724), 5039),
    ],
)
def test_what_is_measured(
    runner: Runner,
    worn: Worn,
    gyroscope: bool,
    late_ms: float,
    contact_ms: float,
    others: tuple[float, float, float],
    left_bp: int,
) -> None:
    simulation = simulate(runner, worn, "stand 3, run 40, stand 3", 1 if runner is PLAIN else 2)
    gait = Gait(simulation.period_us, gyroscope)
    rows = []
    for counts in simulation.counts.tolist():
        gait.push(*(counts if gyroscope else [*counts[:3], 0, 0, 0]))
        rows += [
            (step.step_us, step.contact_us, step.bounce_um, step.peak_mg, begin_of(step))
            for step in iter(gait.take, None)
        ]
    found = np.array(rows[8:], dtype=float)
    assert abs(len(found) - 40_000 / others[0]) < 12
    truth_s = simulation.steps.initial_contact_s
    begin_s = found[:, 4] * 1e-6
    nearest = np.abs(begin_s[:, None] - truth_s).argmin(axis=1)
    late_s = begin_s - truth_s[nearest]
    assert 1e3 * late_s.mean() == pytest.approx(late_ms, abs=1) and late_s.std() < 0.0045
    step_ms, contact, bounce_mm, peak_mg = found[:, :4].mean(axis=0) * (1e-3, 1e-3, 1e-3, 1)
    assert contact == pytest.approx(contact_ms, abs=5) and found[:, 1].std() < 9_000
    assert step_ms == pytest.approx(others[0], abs=0.5) and 4_500 < found[:, 0].std() < 7_500
    assert bounce_mm == pytest.approx(others[1], abs=1) and 4_000 < found[:, 2].std() < 6_500
    off_mm = found[:-3, 2] * 1e-3 - simulation.steps.bounce_sacrum_mm[nearest[:-3]]
    assert abs(off_mm.mean()) < (0.15 if gyroscope else 1.0) and off_mm.std() < 2.5, "of one step"
    third = np.abs(rows[2][4] * 1e-6 - truth_s).argmin()
    assert abs(rows[2][2] * 1e-3 - simulation.steps.bounce_sacrum_mm[third]) < 3, "it does not lean on the run's begin"
    assert peak_mg == pytest.approx(others[2], abs=25)
    assert gait.totals.contact_balance.left_bp == pytest.approx(left_bp, abs=25)
    assert gait.totals.cadence_cspm == pytest.approx(6_000_000 / others[0], rel=0.03)


def test_what_differs_between_the_feet_is_told_in_part() -> None:
    """As `totals` has it: some of a difference is told, the rest is kept back; how much is the model's."""
    found = []
    for runner in (Runner(left_contact_pct=53), Runner(left_step_pct=52)):
        simulation = simulate(runner, Worn(), "stand 3, run 60, stand 1", 1)
        gait = Gait(simulation.period_us)
        for counts in simulation.counts.tolist():
            gait.push(*counts)
            while gait.take() is not None:
                pass
        gait.finish()
        found += [gait.totals.contact_balance.left_bp, gait.totals.step_time_balance.left_bp]
    assert found == pytest.approx([5078, 5036, 5005, 5112], abs=5)
