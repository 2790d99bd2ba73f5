"""What changes of form at one speed do to pace."""

import math

import numpy as np

from recoil.bench.pace import CHANGES, measure, moved_pct


def test_one_simulated_runner() -> None:
    lines = measure(speeds=(3.2,), styles=((0.0, 1),), plan="stand 2, run 16, stand 1")
    assert [line["change"] for line in lines] == [change.name for change in CHANGES]
    found = {line["change"]: line for line in lines}
    assert all(line["runners"] == 1 and abs(line["coach_pct"]) < 4 for line in lines)
    # A longer stance at one speed: contact alone says slower by twice as much as the estimate, the coach's hardly.
    duty = found["duty +5 %"]
    assert duty["contact_pct"] < -4 and abs(duty["coach_pct"]) < abs(duty["contact_pct"]) / 2


def test_the_formulas() -> None:
    own = np.log([3000.0, 360_000.0, 250_000.0])
    assert moved_pct(own, own) == (0.0, 0.0, 0.0)
    estimate, coach, contact = moved_pct(own, own + np.log([1.1, 1.0, 1.0]))
    assert math.isclose(estimate, 10, abs_tol=0.01) and math.isclose(coach, 100 * (1.1**1.5 - 1), abs_tol=0.01)
    assert contact == 0
    _, coach, contact = moved_pct(own, own + np.log([1.0, 1.0, 1.1]))
    assert math.isclose(coach, 10, abs_tol=0.01) and math.isclose(contact, 100 * (1.1**-2.5 - 1), abs_tol=0.01)
