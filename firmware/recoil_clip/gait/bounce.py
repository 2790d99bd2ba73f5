"""Bounce and peak: how far the pelvis travels up and down in a step, and how hard it is pushed."""

from ..compat import const
from .body import MASK

_ONE_METRE = const(1044842)  # in units of 8 x 0.122 mg x (10 ms)^2 = 0.9571 um


def bounce_um(up, first, step, end):
    """Return how far the pelvis travels up and down within ticks step .. end - 1, peak to trough, um.

    `up` is the ring of vertical acceleration. Double integration that cannot drift: from tick first on (two steps, at
    most 255 ticks), acceleration loses its mean, then velocity loses its, for a runner is as high and as fast after a
    stride as before it.
    """
    ticks = end - first
    total = ticks >> 1
    i = first
    while i < end:
        total += up[i & MASK]
        i += 1
    mean = total // ticks

    velocity = 0
    total = 0
    i = first
    while i < end:
        velocity += up[i & MASK] - mean
        total += velocity >> 3
        i += 1
    drift = total // ticks

    velocity = 0
    height = 0
    highest = lowest = 0
    i = first
    while i < end:
        if i == step:
            highest = lowest = height
        velocity += up[i & MASK] - mean
        height += (velocity >> 3) - drift
        highest = max(highest, height)
        lowest = min(lowest, height)
        i += 1
    # x 0.9571 = 245 / 256.
    return (min(highest - lowest, _ONE_METRE) * 245) >> 8


def peak_mg(up, first, end):
    """Return the highest upward specific force in mg (1000 at rest) within ticks first .. end - 1."""
    peak_q2 = 0
    while first < end:
        peak_q2 = max(peak_q2, up[first & MASK])
        first += 1
    return (peak_q2 * 125) >> 10
