"""Replays several files in one call: one that fails does not stop the others."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.reporting import FileProgress
from recoil.recording.mount import Mount
from recoil.recording.outputs import OutputDirectory
from recoil.recording.reading import read_recording, recording_name
from recoil.recording.replay import replay
from recoil.recording.units import Units


@dataclass
class Batch:
    """Summaries of the files that worked, errors of those that did not."""

    summaries: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


def replay_files(
    paths: Sequence[Path],
    out: Path | None,
    mount: Mount | None,
    rate_hz: float | None,
    progress: FileProgress,
    units: Units | None = None,
) -> Batch:
    """Replay each file and, given a directory, write its results there."""
    directory = OutputDirectory(out, inputs=paths) if out else None
    batch, first_of_name = Batch(), dict[str, Path]()
    for number, path in enumerate(paths):
        name = recording_name(path)
        progress.begin(number, name)
        try:
            first = first_of_name.setdefault(name.casefold(), path)  # some file systems do not know A from a
            if directory and first is not path:
                raise OutputError(f"{one_line(path)}: its results would overwrite those of {one_line(first)}")
            result = replay(read_recording(path, rate_hz, units), mount, progress.advance)
            if directory:
                directory.write_replay(name, result.steps, result.summary)
            batch.summaries.append(result.summary)
        except RecoilError as error:
            batch.errors.append({"file": str(path), "error": str(error)})
    return batch
