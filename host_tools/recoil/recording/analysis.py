"""One call for one recording: small to send between processes, and bad data are an answer, not an exception."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError
from recoil.recording.csv_table import Source
from recoil.recording.guess_mount import replay_guessed
from recoil.recording.mount import Mount
from recoil.recording.reading import read_recording
from recoil.recording.replay import Progress, replay
from recoil.recording.steps import STEP_TYPE
from recoil.recording.units import Units


@dataclass(frozen=True, eq=False)
class Result:
    """What a recording gave; it does not hold the recording, and can be pickled."""

    steps: np.ndarray = field(default_factory=lambda: np.empty(0, STEP_TYPE))
    """One row per step while running: `initial_contact_s`, `toe_off_s`, `side` (L, R or empty), `step_ms`,
    `contact_ms`, `flight_ms`, `bounce_mm`, `peak_g`, `flags`."""
    summary: dict[str, Any] = field(default_factory=dict)
    """The run in a few numbers and its warnings, ready for JSON; empty if the recording could not be read."""
    error: str = ""
    """Why there is nothing, in one sentence; empty if all went well."""


def analyse(
    source: Source,
    mount: Mount | None = None,
    rate_hz: float | None = None,
    units: Units | None = None,
    progress: Progress | None = None,
    guesses_mount: bool = False,
) -> Result:
    """Read one raw recording and replay it through the clip's own code.

    Args:
        source: A path, a binary file object or an fsspec URL, as for `read_recording`.
        mount: How the sensor sat; None: x forward, y up, z right.
        rate_hz: The sensor's true rate, where the time stamps are not to be trusted.
        units: What the numbers are in; None: told from physics.
        progress: Told how many samples are done, and of how many.
        guesses_mount: Whether a mount that is not given is found from running; the summary's warnings say how.

    Returns:
        The steps and the summary, or why there are none: bad data do not raise.
    """
    try:
        recording = read_recording(source, rate_hz, units)
        if guesses_mount and mount is None:
            found = replay_guessed(recording, progress)
        else:
            found = replay(recording, mount, progress)
    except RecoilError as error:
        return Result(error=str(error))
    return Result(found.steps, found.summary)
