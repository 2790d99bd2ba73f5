"""The gait core with its kernels compiled one by one: slower than `fast.py`, but its classes stay classes.

For who puts a class of their own among them, as the cross-validation of contact models does. A copy of the core is
imported under a name of its own, and in its modules compiled kernels take the place of the plain ones.
"""

import functools
import importlib
import inspect
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from .package import import_core


@functools.cache
def compiled_kernels(folder: Path, kept: Path) -> ModuleType:
    """Import the core in a folder and compile its kernels, or load them where they were compiled before.

    Args:
        folder: The core's, with its `gait.py`.
        kept: A folder for what is compiled, named after all that it is made from: numba itself does not see that a
            kernel calls one in another file that has changed.

    Returns:
        Its `gait` module. A kernel is compiled or loaded when it is first called.

    Raises:
        ImportError: There is no numba that works here.
        OSError: The folder cannot be written.
    """
    import numba

    config: Any = importlib.import_module("numba.core.config")
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
