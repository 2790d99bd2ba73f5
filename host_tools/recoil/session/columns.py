"""The steps of a session in everyday units, as `recoil replay` writes them."""

import numpy as np

from recoil.recording.steps import SIDES, STEP_TYPE

from .session import Session


def step_table(session: Session) -> np.ndarray:
    """Return steps with the columns of a replay; times are true seconds since the session's first sample."""
    found = session.steps
    scale = session.header.true_time if session.header else 1.0
    steps = np.zeros(len(found), dtype=STEP_TYPE)
    steps["initial_contact_s"] = session.step_time_s()
    steps["toe_off_s"] = steps["initial_contact_s"] + found["contact_us"] * (1e-6 * scale)
    for name in ("step", "contact", "flight"):
        steps[f"{name}_ms"] = found[f"{name}_us"] * (1e-3 * scale)
    steps["bounce_mm"] = found["bounce_um"] / 1000
    steps["peak_g"] = found["peak_mg"] / 1000
    steps["side"] = SIDES[found["side"] + 1]
    steps["flags"] = found["flags"]
    return steps
