"""What has stayed: the share of steps in the band, against what own form before all cues would score."""

from ..compat import const

NOT_YET = const(0)
PARTLY = const(1)
LEARNT = const(2)
KEPT = const(3)  # nothing was to be learnt

_FROM_DAY_TO_DAY_Q12 = const(47)  # 0.8 %
# The share of a normal distribution above z, % by quarters of a standard deviation from -2.5 to 2.5.
_ABOVE = (99, 99, 98, 96, 93, 89, 84, 77, 69, 60, 50, 40, 31, 23, 16, 11, 7, 4, 2, 1, 1)


def own_pct(limit_q12, spread_q12):
    """Return the share of steps of own form that would be inside a band, %.

    Args:
        limit_q12: The band's edge, as difference from own.
        spread_q12: Mean distance of own form from its mean; the standard deviation is 1.25 times that, if normal.
    """
    deviation = spread_q12 * 5 // 4
    # sqrt(a^2 + b^2), at most 4 % too large
    larger = max(deviation, _FROM_DAY_TO_DAY_Q12)
    deviation = larger + min(deviation, _FROM_DAY_TO_DAY_Q12) * 3 // 7
    place = (limit_q12 * 8 // deviation + 1) // 2 + 10
    return _ABOVE[max(min(place, 20), 0)]


def verdict(inside_pct, own):
    """Return LEARNT, PARTLY or NOT_YET: how much of what own form leaves to be won was won.

    Where own form scores 80 % already, nothing is asked for but to keep it, and who does has KEPT it.
    """
    if own >= 80:
        return KEPT if inside_pct >= own - 10 else PARTLY if inside_pct >= own - 30 else NOT_YET
    won = (inside_pct - own) * 100 // (100 - own)
    return LEARNT if won >= 65 else PARTLY if won >= 35 else NOT_YET
