"""Bouts of four seconds, cut out of recorded jogs between standing still, are listed."""

from pathlib import Path

import numpy as np
import pytest

from recoil.bench.dataset import read_index
from recoil.bench.matching import match
from recoil.recording.reading import Recording
from recoil.recording.replay import replay

BOUT_S, LEAD_S = 4.0, 0.15


@pytest.mark.parametrize(
    "name",
    [
        "sisfall_D03_SE03",  # an elderly jogger, shallow and with two bumps to a landing
        "sisfall_D04_SA20",
        "harlab_034_jog",
    ],
)
def test_a_bout_of_four_seconds(data_dir: Path, name: str) -> None:
    (entry,) = [entry for entry in read_index(data_dir) if entry.name == name]
    recording, step_s = entry.recording(), entry.truth().initial_contact_s
    for begins_s in np.linspace(step_s[0] + 0.3, step_s[-1] - 4.7, 3):
        from_s = step_s[np.searchsorted(step_s, begins_s)] - LEAD_S
        bout = between_rests(recording, float(from_s))
        true_s = step_s[(step_s > from_s) & (step_s < from_s + BOUT_S - 0.45)] - from_s + BOUT_S
        steps = replay(bout).steps
        found = match(true_s, steps["initial_contact_s"], 0.0, 3 * BOUT_S)
        assert len(true_s) >= 8 and found.missed == 0
        assert len(steps) <= len(true_s) + 3


def between_rests(recording: Recording, from_s: float) -> Recording:
    """Return four seconds of a recording, with as long a rest before and after; time begins with the first rest."""
    rng = np.random.default_rng(1)
    inside = (recording.time_s >= from_s) & (recording.time_s < from_s + BOUT_S)
    rest = round(BOUT_S * recording.rate_hz)
    still_g = recording.acc_g[inside].mean(axis=0)
    acc_g = [still_g + 0.01 * rng.standard_normal((rest, 3)) for _ in range(2)]
    acc_g.insert(1, recording.acc_g[inside])
    gyr_dps = None
    if recording.gyr_dps is not None:
        gyr_dps = np.vstack([rng.standard_normal((rest, 3)), recording.gyr_dps[inside], rng.standard_normal((rest, 3))])
    together_g = np.vstack(acc_g)
    return Recording.of("bout", np.arange(len(together_g)) / recording.rate_hz, together_g, gyr_dps)
