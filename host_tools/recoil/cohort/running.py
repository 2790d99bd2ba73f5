"""Gives every recording of a list to dask's workers, and goes on where it was interrupted."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recoil.cohort import dataset
from recoil.cohort.sessions import analyse_session, segments_of
from recoil.common.errors import RecoilError
from recoil.recording.batch import analyse_item
from recoil.recording.manifest import Item

AT_ONCE = 2000
"""Recordings that the scheduler knows of at a time: it holds some kilobytes for each."""
Say = Callable[[int, int], None]


@dataclass
class Outcome:
    """How a cohort went."""

    written: int = 0
    kept: int = 0
    """Recordings that were done before."""
    steps: int = 0
    busy_s: float = 0.0
    """What the workers worked, added up."""
    errors: list[tuple[str, str]] = field(default_factory=list)


def work(item: Item, folder: str) -> tuple[str, int, float, str]:
    """Do one recording, on a worker.

    Args:
        item: The recording.
        folder: The dataset's.

    Returns:
        `written`, `kept` or `failed`; how many steps; how long it took in s; why it failed.
    """
    began_s = time.perf_counter()
    if dataset.is_done(Path(folder), item):
        return "kept", 0, time.perf_counter() - began_s, ""
    result = analyse_session(item) if segments_of(item) else analyse_item(item)
    if result.error:
        return "failed", 0, time.perf_counter() - began_s, result.error
    try:
        steps = dataset.write(Path(folder), item, result)
    except (RecoilError, OSError) as error:
        return "failed", 0, time.perf_counter() - began_s, str(error)
    return "written", steps, time.perf_counter() - began_s, ""


def run(items: Sequence[Item], folder: Path, client: Any, say: Say = lambda done, total: None) -> Outcome:
    """Do all recordings.

    Args:
        items: The recordings.
        folder: The dataset's folder, which every worker must see under this name.
        client: A `distributed.Client`.
        say: Told how many are done, and of how many.

    Returns:
        How it went; a recording that fails does not stop the others.
    """
    from distributed import as_completed

    outcome = Outcome()
    waiting = iter(items)
    names: dict[str, Item] = {}

    def submit() -> Any:
        item = next(waiting, None)
        if item is None:
            return None
        # A key of its own for every call: what failed before is tried again.
        future = client.submit(work, item, str(folder), pure=False, retries=2)
        names[future.key] = item
        return future

    futures = as_completed([future for future in (submit() for _ in range(AT_ONCE)) if future])
    for done, future in enumerate(futures, 1):
        item = names.pop(future.key)
        if future.status == "finished":
            how, steps, busy_s, error = future.result()
            outcome.busy_s += busy_s
            outcome.steps += steps
            outcome.written += how == "written"
            outcome.kept += how == "kept"
            if how == "failed":
                outcome.errors.append((item.source, error))
        else:
            outcome.errors.append((item.source, f"the worker ended: {future.exception()}"))
        say(done, len(items))
        if following := submit():
            futures.add(following)
    return outcome


def connected(scheduler: str | None, workers: int) -> Any:
    """Return a `distributed.Client`: of a scheduler that runs, or of workers of its own on this computer.

    Args:
        scheduler: Its address, as `tcp://host:8786`; None: none.
        workers: How many processes to start, if there is no scheduler.

    Raises:
        RecoilError: There is no dask, or no scheduler answers.
    """
    dataset.check_pyarrow()
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise RecoilError("a cohort needs dask: pip install 'recoil-clip[cohort]'") from None
    try:
        if scheduler:
            return Client(scheduler, timeout=10)
        return Client(LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=""))
    except (OSError, TimeoutError) as error:
        raise RecoilError(f"no scheduler answers at {scheduler}: {error}") from None
