"""Lays out what a runtime needs in a temporary folder: the driver, the core, the traces and the list of jobs."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from . import driver
from .package import core_modules, shared_files
from .trace import Trace

RUN_SCRIPT = "run.py"
_RUN = """
import gc, micropython, sys, time
folder, heap_locked, collect_garbage = sys.argv[1:]
sys.path.insert(0, folder)
if collect_garbage == "0":
    gc.disable()
import driver
from recoil_clip.gait.gait import Gait
heap = driver.Heap(micropython.heap_lock, micropython.heap_unlock) if heap_locked == "1" else driver.Heap()
driver.main(folder, Gait, print, heap, time.ticks_us)
"""


def write_jobs(folder: Path, traces: Sequence[Trace]) -> None:
    """Write the traces and `jobs.txt`, one line per trace: file, period in us, gyroscope, gaps."""
    lines = []
    for number, trace in enumerate(traces):
        name = f"trace_{number}.bin"
        (folder / name).write_bytes(trace.samples.astype("<i4").tobytes())
        gaps = ",".join(f"{at}:{lost}" for at, lost in trace.gaps) or "-"
        lines.append(f"{name} {trace.period_us} {int(trace.gyroscope)} {gaps}")
    (folder / "jobs.txt").write_text("\n".join(lines) + "\n")


def copy_core(core: Path, folder: Path) -> None:
    """Copy the core's source as the package `recoil_clip.gait`."""
    package = folder / "recoil_clip" / "gait"
    package.mkdir(parents=True)
    for module in core_modules(core):
        shutil.copy(module, package)
    for name, path in shared_files(core).items():
        (package.parent / name).parent.mkdir(exist_ok=True)
        shutil.copy(path, package.parent / name)


@contextmanager
def staged(traces: Sequence[Trace]) -> Iterator[Path]:
    """Yield a folder with the driver, the jobs and the script that starts them; the caller adds the core.

    The script takes the folder, whether to lock the heap, and whether garbage may be collected (0 or 1).
    """
    with TemporaryDirectory(prefix="recoil-") as name:
        folder = Path(name)
        shutil.copy(driver.__file__, folder / "driver.py")
        (folder / RUN_SCRIPT).write_text(_RUN)
        write_jobs(folder, traces)
        yield folder
