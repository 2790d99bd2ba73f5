"""Traces made of recorded runs."""

from pathlib import Path

import numpy as np

from recoil.recording.reading import read_recording
from recoil.runtimes import Trace

LONGEST_S = 15.0


def recorded(path: Path) -> Trace:
    """Read the first seconds of a recording."""
    recording = read_recording(path)
    lost = recording.clock.lost
    gaps = tuple((int(at), int(lost[at])) for at in np.flatnonzero(lost))
    gyroscope = recording.gyr_dps is not None
    trace = Trace(recording.name, recording.counts(), recording.period_us, gyroscope, gaps)
    return trace.part(0, round(LONGEST_S * recording.rate_hz))
