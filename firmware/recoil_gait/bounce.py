"""Bounce: peak-to-trough vertical travel of the pelvis in one step, by double integration that cannot drift.

Over the two steps that end with this one, acceleration loses its mean, then velocity loses its: a runner is as high and as
fast after a stride as before it. The travel is read within the step alone.
"""

from .body import MASK
from .compat import const

_ONE_METRE = const(1044842)  # in units of 8 x 0.122 mg x (10 ms)^2 = 0.9571 um


def bounce_um(body, first, step, end):
    """Return the travel in um within ticks step .. end - 1, integrating from tick first <= step (at most 255 in all)."""
    up = body.up
    ticks = end - first
    total = 0
    i = first
    while i < end:
        total += up[i & MASK]
        i += 1
    mean = (total + (ticks >> 1)) // ticks

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
        if height > highest:
            highest = height
        elif height < lowest:
            lowest = height
        i += 1
    travel = min(highest - lowest, _ONE_METRE)
    # x 0.9571 = 245 / 256.
    return (travel * 245) >> 8
