"""Replays several files in one call: one that fails does not stop the others."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, RecoilError, RecordingError, one_line
from recoil.common.reporting import FileProgress
from recoil.recording.analysis import Result, analyse
from recoil.recording.manifest import Item
from recoil.recording.outputs import OutputDirectory
from recoil.recording.reading import recording_name
from recoil.recording.replay import Progress


@dataclass
class Batch:
    """Summaries of the files that worked, errors of those that did not."""

    summaries: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, str]] = field(default_factory=list)


def replay_files(
    items: Sequence[Item],
    out: Path | None,
    progress: FileProgress,
    jobs: int = 1,
    form: str = "csv",
    resume: bool = False,
) -> Batch:
    """Replay recordings, and write their results.

    Args:
        items: Recordings and what is known of each; one that cannot be read does not stop the others.
        out: Folder for tables of steps and summaries; None: nothing is written.
        progress: Told which file is begun, and how far it is.
        jobs: How many processes work at a time.
        form: Of the tables: `csv` or `parquet`.
        resume: Take the summaries of what is in the folder already, made by this version from this file as it is.

    Returns:
        A summary of each file that worked, in order, and the errors of the others.

    Raises:
        OutputError: The folder cannot be made.
    """
    directory = OutputDirectory(out, [Path(item.source) for item in items], form) if out else None
    batch, first_of_name = Batch(), dict[str, str]()
    done = [directory.done(_name(item), item) if directory and resume else None for item in items]
    results = _results([item for item, summary in zip(items, done, strict=True) if not summary], jobs, progress)
    for number, (item, known) in enumerate(zip(items, done, strict=True)):
        name = _name(item)
        progress.begin(number, name)
        result = Result(summary=known) if known else next(results)
        try:
            first = first_of_name.setdefault(name.casefold(), item.source)  # some file systems do not know A from a
            if directory and first is not item.source:
                raise OutputError(f"{one_line(item.source)}: its results would overwrite those of {one_line(first)}")
            if result.error:
                raise RecordingError(result.error)
            if directory and not known:
                directory.write_replay(name, result.steps, result.summary)
            batch.summaries.append(result.summary)
        except RecoilError as error:
            batch.errors.append({"file": item.source, "error": str(error)})
    return batch


def _name(item: Item) -> str:
    return recording_name(Path(item.source))


def analyse_item(item: Item, progress: Progress | None = None) -> Result:
    """Read and replay one recording of a list.

    Args:
        item: The recording and what is known of it.
        progress: Told how many samples are done, and of how many.

    Returns:
        What `analyse` returns; the summary names the runner, if one is known.
    """
    result = analyse(item.source, item.mount, item.rate_hz, item.units, progress, item.guesses_mount)
    if item.runner and not result.error:
        result.summary["runner"] = item.runner
    return result


def _results(items: Sequence[Item], jobs: int, progress: FileProgress) -> Iterator[Result]:
    """Yield what each file gave, in order; within a file only one process at work can tell how far it is."""
    if min(jobs, len(items)) < 2:
        for item in items:
            yield analyse_item(item, progress.advance)
        return
    # Processes that begin anew: a fork would take over locks that other threads hold.
    # An interrupt is for the parent, which then starts no further file.
    with ProcessPoolExecutor(
        min(jobs, len(items)),
        multiprocessing.get_context("spawn"),
        initializer=signal.signal,
        initargs=(signal.SIGINT, signal.SIG_IGN),
    ) as pool:
        try:
            yield from pool.map(analyse_item, items)
        except BrokenProcessPool:
            raise RecoilError("a process was ended from outside (too little memory?): try fewer --jobs") from None
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
