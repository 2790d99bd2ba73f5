"""The closed loop in figures: each runner, what 0.1 did, what the coach does now, and what is asked of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from recoil.bench.coach import Case, Measured

FORMER = {
    "deaf: first hour": 93.9,
    "deaf: each later hour": 106.8,
    "slow: session 8": 4.6,
    "compliant: session 5": 3.4,
    "easy jog, own cadence 4 % lower": 96.8,
    "easy jog, own cadence 6 % lower": 111.7,
    "easy jog at a known pace, 4 % lower": 87.5,
    "3 min hard, 2 min jog": 34.5,
    "3 min hard, 2 min jog, paces known": 32.6,
    "hills, cadence -5 % for 2 of 6 min": 31.9,
    "traffic lights": 0.6,
    "own values of a day 6 % quick: cues": 90.2,
    "own values of a day 6 % quick: off by": 5.8,
    "own values of a day 5 % slow: off by": 5.2,
    "two runs of 150 and 190: own values known": 1.0,
    "bounce: cadence +5 %, bounce -9 %": 98.6,
    "bounce: cadence -8 %, bounce +18 %": 5.5,
    "bounce: other shoes, +6 %, sessions 5 to 8": 46.1,
    "bounce: clip shifted, +10 %, sessions 5 to 8": 80.1,
    "steadiness, nothing changed": 16.6,
    "8 x 60 s: own values after": 9.0,
    "3 x 3 min: own values after": 9.0,
    "9.5 min at a time: own values after": 9.0,
    "8 x 60 s, 20 times: sessions counted": 0.0,
    "+5 % is asked for: silent from": 1.9,
    "+3 % is asked for: silent from": -0.1,
    "+2 % is asked for: silent from": -1.1,
    "steadiness, learnt nothing": 2.0,
    "learnt: +5 % in session 8": 1.9,
    "learnt nothing, forgets": 0.0,
    "learnt nothing, runs 20 % faster": 1.9,
}
"""Means over 50 seeds with the rules of Recoil 0.1; what it asked for is where its bands ended."""


def figures(cases: Sequence[Case], found: dict[str, Measured]) -> list[dict[str, Any]]:
    """Return a line for each case."""
    return [
        {
            "runner": case.name,
            "unit": case.unit,
            "recoil_0_1": FORMER.get(case.name),
            "mean": float(np.mean(found[case.name])),
            "highest_of_nine_in_ten": float(np.quantile(found[case.name], 0.9)),
            "asked": case.asked,
            "reached": bool(case.reached(found[case.name])),
        }
        for case in cases
    ]
