"""Clean left and right steps side by side: what a left share is made of."""

import numpy as np

from .session import Session

ADJACENT_S = 0.1  # the next step begins where the last one ended; anything else in between was lost
FARTHEST_PCT = 25.0  # a pair farther from even is a stumble and counts as this, as on the clip
FEWEST_PAIRS = 30  # a share of fewer says more about chance than about the runner
PAIR_TYPE = np.dtype([("end_s", "f8"), ("contact_left_pct", "f8")])


def contact_pairs(session: Session) -> np.ndarray:
    """Return each pair of neighbouring clean steps of opposite feet: when it ended, and the left share of contact.

    No step is in two pairs.
    """
    begin_s = session.step_time_s()
    steps = session.steps
    order = np.argsort(begin_s, kind="stable")
    scale = session.header.true_time if session.header else 1.0
    end_s = begin_s + steps["step_us"] * (1e-6 * scale)
    rows: list[tuple[float, float]] = []
    waiting = None
    columns = (begin_s, end_s, steps["side"], steps["contact_us"], steps["flags"])
    for start, end, side, contact, flags in zip(*(column[order].tolist() for column in columns), strict=True):
        if flags or not side or contact <= 0:
            waiting = None
        elif waiting and side == -waiting[0] and abs(start - waiting[2]) <= ADJACENT_S:
            left = contact if side < 0 else waiting[1]
            off = 100 * left / (contact + waiting[1]) - 50
            rows.append((end, 50 + max(min(off, FARTHEST_PCT), -FARTHEST_PCT)))
            waiting = None
        else:
            waiting = (side, contact, end)
    return np.array(rows, dtype=PAIR_TYPE)


def left_share_pct(pairs: np.ndarray, begin_s: float, end_s: float) -> float | None:
    """Return the left share over the pairs that ended in a span; None if they are too few."""
    within = pairs[(pairs["end_s"] > begin_s) & (pairs["end_s"] <= end_s)]
    return float(within["contact_left_pct"].mean()) if len(within) >= FEWEST_PAIRS else None
