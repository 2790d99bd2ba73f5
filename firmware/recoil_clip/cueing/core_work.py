"""Core work that a run earns: a minute for each mile."""

from ..compat import const

_CENTIMILES_PER_KM = const(6214)  # hundredths of a mile in 100 km: 62.137 in one
_MOST_S = const(100000)


def earned_cmin(running_s, pace_s_per_km):
    """Return hundredths of a minute for so much running at a usual pace; 0 where no pace was set."""
    if not pace_s_per_km:
        return 0
    return min(running_s, _MOST_S) * _CENTIMILES_PER_KM // (100 * pace_s_per_km)
