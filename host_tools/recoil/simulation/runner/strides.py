"""The truth of a simulated pelvis per stride, by the clip's definitions (`docs/stride.md`)."""

import numpy as np

from .session import Simulation
from .steps import LEFT

STRIDE_TRUTH_TYPE = np.dtype(
    [
        ("initial_contact_s", "f8"),
        *(
            (name, "f8")
            for name in (
                "tilt_deg",
                "obliquity_deg",
                "rotation_deg",
                "tilt_left_deg",
                "tilt_right_deg",
                "drop_left_deg",
                "drop_right_deg",
                "rotation_left_deg",
                "rotation_right_deg",
                "braking_left_g",
                "braking_right_g",
            )
        ),
    ]
)


def stride_truth(simulation: Simulation) -> np.ndarray:
    """Return a row for every two steps in a row, the first of each in turn being any step but the last."""
    steps = simulation.steps
    begin_s, toe_off_s = steps.initial_contact_s, steps.toe_off_s
    end_s = begin_s + steps.step_ms / 1e3
    rows = np.zeros(max(len(steps) - 1, 0), dtype=STRIDE_TRUTH_TYPE)
    joined = np.abs(begin_s[1:] - end_s[:-1]) < 1e-3
    for first, row in enumerate(rows):
        row["initial_contact_s"] = begin_s[first]
        both = _span(simulation, begin_s[first], end_s[first + 1])
        roll, yaw, pitch = np.ptp(simulation.pelvis_deg[both], axis=0)
        row["obliquity_deg"], row["rotation_deg"], row["tilt_deg"] = roll, yaw, pitch
        for number in (first, first + 1):
            side = "left" if steps.side[number] == LEFT else "right"
            within = simulation.pelvis_deg[_span(simulation, begin_s[number], end_s[number])]
            _, row[f"rotation_{side}_deg"], row[f"tilt_{side}_deg"] = np.ptp(within, axis=0)
            stance = simulation.pelvis_deg[_span(simulation, begin_s[number], toe_off_s[number]), 0]
            row[f"drop_{side}_deg"] = (-steps.side[number] * (stance - stance[0])).max()
            early = _span(simulation, begin_s[number], (begin_s[number] + toe_off_s[number]) / 2)
            row[f"braking_{side}_g"] = -simulation.forward_g[early].mean()
    return rows[joined]


def _span(simulation: Simulation, begin_s: float, end_s: float) -> slice:
    """Return the samples within a span."""
    first, last = np.searchsorted(simulation.time_s, (begin_s, end_s))
    return slice(int(first), max(int(last), int(first) + 1))
