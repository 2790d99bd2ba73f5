"""Where nobody runs, the clip neither records nor cues: recorded walking, stairs, chairs, cars, jumps and falls."""

from pathlib import Path

import numpy as np
import pytest

from recoil.bench.dataset import read_index
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip

pytestmark = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")


@pytest.mark.parametrize("subject", ["SA05", "SA10", "SA17"])
def test_no_session_and_no_cue(tmp_path: Path, data_dir: Path, subject: str) -> None:
    entries = [entry for entry in read_index(data_dir) if entry.kind == "not running" and entry.subject == subject]
    assert len(entries) >= 15
    counts = np.concatenate([entry.recording().counts() for entry in entries])
    clip = VirtualClip(tmp_path)
    clip.flash()
    clip.put({"/settings.json": '{"quiet_start_min": 0, "schedule": "always"}'})
    motion = Motion.at_rate(counts, 200.0, clip.mount)
    observed = clip.run(motion.seconds + 10, motion)
    assert not any(observed.errors), observed.console
    assert observed.cues == []
    assert not [path for path in clip.read() if path.startswith("/sessions/")]
