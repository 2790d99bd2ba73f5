"""Which reported step is which true one."""

from dataclasses import dataclass

import numpy as np

EDGE_S = 0.2  # splines and half steps at both ends of a recording


@dataclass(frozen=True)
class Match:
    """`true[i]` and `reported[i]` are the numbers of the same step; what has no partner was missed or is extra."""

    true: np.ndarray
    reported: np.ndarray
    missed: int
    extra: int


def match(true_s: np.ndarray, reported_s: np.ndarray, begin_s: float, end_s: float) -> Match:
    """Pair initial contacts, nearest first, at most half a step apart.

    True steps count between begin_s and end_s less the edges; reported ones where truth can tell: from half a step
    before its first to half a step after its last counted step.
    """
    counted = np.flatnonzero((true_s >= begin_s + EDGE_S) & (true_s <= end_s - EDGE_S))
    if not len(counted):
        return Match(counted, counted, 0, len(reported_s))
    half_s = float(np.median(np.diff(true_s))) / 2 if len(true_s) > 1 else 0.2
    first, last = true_s[counted[0]], true_s[counted[-1]]
    known = np.flatnonzero((reported_s > first - half_s) & (reported_s < last + half_s))
    pairs = sorted(
        (abs(true_s[i] - reported_s[j]), i, j)
        for i in counted.tolist()
        for j in known[np.abs(reported_s[known] - true_s[i]) < half_s].tolist()
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in pairs:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    true = np.array(sorted(partner), dtype=int)
    reported = np.array([partner[i] for i in true], dtype=int)
    return Match(true, reported, len(counted) - len(true), len(known) - len(true))
