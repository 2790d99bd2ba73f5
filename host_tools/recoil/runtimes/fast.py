"""The gait core with its kernels compiled for this computer by numba: the same source, the same numbers, sooner.

A copy of the core is imported under a name of its own, and in its modules compiled kernels take the place of the plain
ones; the core that others import stays as it is. What was compiled is kept in the user's cache, in a folder named
after all that it was made from: numba itself does not see that a kernel calls one in another file that has changed.
"""

import functools
import hashlib
import importlib
import importlib.metadata
import inspect
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import recoil_clip.gait
from recoil.common.folders import cache_folder
from recoil_clip.gait.gait import Gait

from . import cpython
from .package import core_folder, core_modules, import_core, shared_files
from .trace import Outcome, Trace

VARIABLE = "RECOIL_FAST"
OFF, ALWAYS = "0", "1"
ENOUGH_SAMPLES = 60_000
"""Plain Python takes 0.6 s for so many, about what it takes to start numba and load the kernels."""
ENOUGH_TO_COMPILE = 300_000
"""Compiling takes 11 s once: plain Python takes 3 s for so many."""


class Numba:
    """Runs the core in this process, its kernels compiled."""

    name = "numba"

    def missing(self) -> str:
        """Say why this runtime cannot be used; empty if it can."""
        return "" if _numba_version() else "numba is not installed: pip install 'recoil-clip[fast]'"

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core; `heap_locked` means nothing here."""
        return cpython.feed(compiled_core(core or core_folder()).Gait, traces, self.name)


class Choice:
    """Chooses between the plain and the compiled core, by how many samples this process has had to replay."""

    def __init__(self) -> None:
        self._samples = 0

    def gait_class(self, samples: int) -> type[Gait]:
        """Return the class that is the sooner through so many more samples.

        RECOIL_FAST=0 asks for the plain one always, RECOIL_FAST=1 for the compiled one wherever there is numba.
        """
        self._samples += samples
        if not wanted() or not _numba_version():
            return Gait
        folder = Path(next(iter(recoil_clip.gait.__path__)))
        if os.environ.get(VARIABLE) != ALWAYS:
            if self._samples < ENOUGH_SAMPLES:
                return Gait
            if self._samples < ENOUGH_TO_COMPILE and not any(_kept(folder).rglob("*.feed-*.nbi")):
                return Gait
        try:
            return compiled_core(folder).Gait
        except OSError:  # no place to keep what was compiled: everybody would wait for the compiler every time
            return Gait


CHOICE = Choice()


def wanted() -> bool:
    """Return whether what the extra `fast` brings may be used: RECOIL_FAST=0 says no."""
    return os.environ.get(VARIABLE) != OFF


@functools.cache
def compiled_core(folder: Path) -> ModuleType:
    """Import the core in a folder and compile its kernels, or load them where they were compiled before.

    Args:
        folder: The core's, with its `gait.py`.

    Returns:
        Its `gait` module. A kernel is compiled or loaded when it is first called.

    Raises:
        ImportError: There is no numba that works here.
        OSError: The cache cannot be written.
    """
    import numba

    config: Any = importlib.import_module("numba.core.config")
    kept = _kept(folder)
    kept.mkdir(parents=True, exist_ok=True)
    # What is kept knows its modules by name: the same name in every process.
    package = f"_recoil_fast_{kept.name}"
    core = import_core(folder, package)
    compiled: dict[FunctionType, object] = {}
    before = config.CACHE_DIR
    config.CACHE_DIR = str(kept)
    try:
        for name, module in sorted(sys.modules.items()):
            if not name.startswith(f"{package}."):
                continue
            for called, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__.endswith("kernels"):
                    if function not in compiled:
                        compiled[function] = numba.njit(function, cache=True)
                    setattr(module, called, compiled[function])
    finally:
        config.CACHE_DIR = before
    return core


def _kept(folder: Path) -> Path:
    """Return where the compiled kernels of a core are kept."""
    made_from = hashlib.sha256(f"{platform.python_version()} {_numba_version()}".encode())
    for path in [*shared_files(folder).values(), *core_modules(folder)]:
        made_from.update(path.read_bytes())
    return cache_folder() / "kernels" / made_from.hexdigest()[:24]


@functools.cache
def _numba_version() -> str:
    """Return which numba there is, empty for none, without importing it."""
    try:
        return importlib.metadata.version("numba")
    except importlib.metadata.PackageNotFoundError:
        return ""
