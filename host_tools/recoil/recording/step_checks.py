"""What steps alone say about themselves: whether their sides mean anything, whether they are slow."""

from collections.abc import Iterator
from statistics import median

import numpy as np

SLOWEST_MS = 440.0  # 136 steps/min: from there on down steps are lost, half of them at 120
FEWEST_SIDED = 20
LEAST_SIDED = 0.7
"""Of 57 recorded runs of 20 steps and more all have a side for at least 81 % of their steps, but for one of a sensor
with a single axis, which has none; of hops, on one foot or both, which only chance tells apart, 42 to 49 % have one."""


def are_feet_told(sided: int, steps: int) -> bool:
    """Return whether sides mean anything: of enough steps, most were told by a foot.

    Args:
        sided: How many steps have a side.
        steps: How many there are.
    """
    return steps < FEWEST_SIDED or sided >= LEAST_SIDED * steps


def slow_warnings(step_ms: np.ndarray) -> Iterator[str]:
    """Say of steps that they are as slow as those of walking: then some of them were not taken for running."""
    if not len(step_ms):
        return
    usual_ms = median(step_ms.tolist())  # numpy's own imports masked arrays, for 30 ms
    if usual_ms > SLOWEST_MS:
        yield (
            f"at {60_000 / usual_ms:.0f} steps/min running is too slow to tell from walking: steps may be missing, "
            "and other movement may be among them"
        )
