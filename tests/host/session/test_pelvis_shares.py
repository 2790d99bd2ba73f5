"""Left shares of pelvis motion, and braking, worked out by hand from strides that were made up."""

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from recoil.session import STRIDE_TYPE, Session
from recoil.session.form import braking_of, pelvis_of
from recoil_clip.spec.log import UNKNOWN


def strides(left: tuple[int, int], right: tuple[int, int], count: int = 200) -> Session:
    """Strides whose values change between two from one to the next."""
    found = np.zeros(count, STRIDE_TYPE)
    for name in ("rotation_left_cdeg", "braking_left_mg"):
        found[name] = np.resize(left, count)
    for name in ("rotation_right_cdeg", "braking_right_mg"):
        found[name] = np.resize(right, count)
    found["drop_left_cdeg"] = UNKNOWN
    return cast(Session, SimpleNamespace(strides=found))


def share(session: Session, name: str) -> dict[str, float] | None:
    found = pelvis_of(session)
    assert found is not None
    return found[f"{name}_left_pct"]


def test_a_share_and_its_interval() -> None:
    """1000 of 1500 is two thirds; what is left over by stride is +-100 of 1500: 196 % x 0.0667 / sqrt(200)."""
    session = strides((900, 1100), (600, 400))
    assert share(session, "rotation") == {"left_pct": 66.67, "half_width_pct": 0.92}
    assert share(session, "drop") is None and share(session, "tilt") is None, "not known, and nothing to share"
    session.strides["rotation_left_cdeg"][:-30] = UNKNOWN
    assert share(session, "rotation") == {"left_pct": 66.67, "half_width_pct": 2.39}
    session.strides["rotation_left_cdeg"][-30] = UNKNOWN
    assert share(session, "rotation") is None, "29 strides"


def test_braking_of_both_feet() -> None:
    session = strides((90, 110), (60, 40))
    assert braking_of(session) == {"left_g": 0.1, "right_g": 0.05, "spread_g": 0.0, "is_tilt_removed": True}
    session = strides((80, 120), (50, 50))
    assert braking_of(session) == {"left_g": 0.1, "right_g": 0.05, "spread_g": 0.01, "is_tilt_removed": True}
    session.strides["tilt_cdeg"] = UNKNOWN
    assert braking_of(session)["is_tilt_removed"] is False and pelvis_of(session) is None  # type: ignore[index]
    session.strides["braking_right_mg"][: 200 - 29] = UNKNOWN
    assert braking_of(session) is None


def test_angles_are_in_degrees() -> None:
    session = strides((900, 1100), (600, 400))
    session.strides["tilt_cdeg"] = np.resize((500, 700), 200)
    found = pelvis_of(session)
    assert found is not None and found["strides"] == 200
    assert (found["tilt_deg"], found["tilt_spread_deg"]) == (6.0, 1.0)
    assert found["rotation_left_deg"] == pytest.approx(10.0)
