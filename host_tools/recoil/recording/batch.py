"""Replays several files in one call: one that fails does not stop the others."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, RecoilError, RecordingError, one_line
from recoil.common.reporting import FileProgress
from recoil.recording.analysis import Result, analyse
from recoil.recording.mount import Mount
from recoil.recording.outputs import OutputDirectory
from recoil.recording.reading import recording_name
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
    jobs: int = 1,
) -> Batch:
    """Replay recordings, and write their results.

    Args:
        paths: Files; one that cannot be read does not stop the others.
        out: Folder for tables of steps and summaries; None: nothing is written.
        mount: How the sensor is turned on the body; None: found from the recording.
        rate_hz: Sample rate where the file has no times; None: as its times say.
        progress: Told which file is begun, and how far it is.
        units: Units of the file's columns; None: as its header or its values say.
        jobs: How many processes work at a time.

    Returns:
        A summary of each file that worked, in order, and the errors of the others.

    Raises:
        OutputError: The folder cannot be made.
    """
    directory = OutputDirectory(out, inputs=paths) if out else None
    batch, first_of_name = Batch(), dict[str, Path]()
    results = _results(paths, mount, rate_hz, units, jobs, progress)
    for number, path in enumerate(paths):
        name = recording_name(path)
        progress.begin(number, name)
        result = next(results)
        try:
            first = first_of_name.setdefault(name.casefold(), path)  # some file systems do not know A from a
            if directory and first is not path:
                raise OutputError(f"{one_line(path)}: its results would overwrite those of {one_line(first)}")
            if result.error:
                raise RecordingError(result.error)
            if directory:
                directory.write_replay(name, result.steps, result.summary)
            batch.summaries.append(result.summary)
        except RecoilError as error:
            batch.errors.append({"file": str(path), "error": str(error)})
    return batch


def _results(
    paths: Sequence[Path],
    mount: Mount | None,
    rate_hz: float | None,
    units: Units | None,
    jobs: int,
    progress: FileProgress,
) -> Iterator[Result]:
    """Yield what each file gave, in order; within a file only one process at work can tell how far it is."""
    if min(jobs, len(paths)) < 2:
        for path in paths:
            yield analyse(path, mount, rate_hz, units, progress.advance)
        return
    # Processes that begin anew: a fork would take over locks that other threads hold.
    # An interrupt is for the parent, which then starts no further file.
    with ProcessPoolExecutor(
        min(jobs, len(paths)),
        multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    ) as pool:
        try:
            yield from pool.map(partial(analyse, mount=mount, rate_hz=rate_hz, units=units), paths)
        except BrokenProcessPool:
            raise RecoilError("a process was ended from outside (too little memory?): try fewer --jobs") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
