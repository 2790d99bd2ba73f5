"""What a cohort costs besides the work itself, and what is in the dataset after a worker was killed in mid-run."""

import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from recoil.cohort import dataset
from recoil.cohort.running import Outcome, connected, run
from recoil.recording.analysis import analyse
from recoil.recording.column_names import ACC, GYR, TIME
from recoil.recording.manifest import Item
from recoil.simulation.runner.session import simulate

RECORDING_S = 8
RUNNERS = 20
Say = Callable[[str], None]


@dataclass(frozen=True)
class Cost:
    """What two passes over the same recordings gave."""

    recordings: int
    workers: int
    elapsed_s: float
    """Of the first pass, the cluster being there and its modules imported."""
    busy_s: float
    """What its workers worked, added up."""
    overhead_ms: float
    """Of each worker's time for each recording, what it did not work: scheduling, messages, waiting."""
    bytes_a_recording: float
    """Of the dataset."""
    killed_after: int
    """So many recordings of the second pass were done when one of its workers was killed."""
    steps: int
    """Rows of steps that there must be."""
    lost: int
    doubled: int
    """Rows of steps, after the second pass went on by itself with the worker that took the killed one's place."""


def measure(recordings: int = 200, workers: int = 2, say: Say = lambda _: None) -> Cost:
    """Measure a cohort of short simulated recordings on this computer; all of it is removed again.

    Args:
        recordings: How many.
        workers: How many processes work.
        say: Told what is being done.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-bench-") as place:
        say("making recordings")
        items = _made(Path(place), recordings)
        expected = len(analyse(items[0].source).steps)
        say(f"{recordings} recordings on {workers} workers")
        with connected(None, workers) as client:
            client.run(_ready)
            first = Path(place) / "first"
            began_s = time.perf_counter()
            outcome = run(items, first, client)
            elapsed_s = time.perf_counter() - began_s
            client.cluster.close()
        _check(outcome, recordings)
        size = sum(path.stat().st_size for path in first.rglob("*.parquet"))
        say("the same, and a worker is killed")
        killed_after = recordings // 3
        with connected(None, workers) as client:
            client.run(_ready)
            victim = next(iter(client.run(os.getpid).values()))

            def kill(done: int, total: int) -> None:
                if done == killed_after:
                    os.kill(victim, signal.SIGKILL)

            second = Path(place) / "second"
            _check(run(items, second, client, kill), recordings)
            client.cluster.close()
        rows = _rows(second)
        lost = sum(max(expected - rows[dataset.rows_path(second, "steps", item).stem], 0) for item in items)
        doubled = sum(max(count - expected, 0) for count in rows.values())
        overhead_ms = 1000 * (workers * elapsed_s - outcome.busy_s) / recordings
        return Cost(
            recordings, workers, elapsed_s, outcome.busy_s, overhead_ms, size / recordings,
            killed_after, expected * recordings, lost, doubled,
        )  # fmt: skip


def _made(folder: Path, recordings: int) -> list[Item]:
    heard = simulate(plan=f"run {RECORDING_S}", seed=1)
    rows = np.column_stack((heard.time_s, heard.acc_g, heard.gyr_dps))
    text = folder / "0.csv"
    np.savetxt(text, rows, "%.5f", ",", header=",".join((TIME, *ACC, *GYR)), comments="")
    data = text.read_bytes()
    for number in range(1, recordings):
        (folder / f"{number}.csv").write_bytes(data)
    return [Item(str(folder / f"{number}.csv"), runner=f"runner {number % RUNNERS}") for number in range(recordings)]


def _ready() -> None:
    """Import what the work needs, on a worker."""
    for name in ("pyarrow.parquet", "recoil.cohort.dataset", "recoil.recording.batch"):
        import_module(name)


def _check(outcome: Outcome, recordings: int) -> None:
    if outcome.errors or outcome.written + outcome.kept != recordings:
        raise RuntimeError(f"{outcome.written} of {recordings} recordings were written: {outcome.errors[:1]}")


def _rows(folder: Path) -> Counter[str]:
    """Return how many rows of steps each recording has."""
    from pyarrow import parquet

    reader: Any = parquet
    return Counter(reader.read_table(folder / "steps", partitioning="hive").column("recording_id").to_pylist())
