"""The gait core with some kernels compiled one by one: slower than `fast.py`, but its classes stay classes.

For who puts a class of their own among them, as the cross-validation of contact models does. A copy of the core is
imported under a name of its own, and in its modules compiled kernels take the place of the plain ones: those that
plain Python spends most of its time in. Compiling the others would take longer than it saves.
"""

import functools
import importlib
import inspect
import sys
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

from .package import import_core

PAYING = ("feed", "cut", "fill", "bounce_um")
"""Nine tenths of what a recording takes in plain Python; what they call is compiled with them."""


@functools.cache
def compiled_kernels(folder: Path, kept: Path) -> ModuleType:
    """Import the core in a folder and compile the kernels that pay, or load them where they were compiled before.

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
    modules = [module for name, module in sorted(sys.modules.items()) if name.startswith(f"{package}.")]
    compiled: dict[FunctionType, object] = {}
    before = config.CACHE_DIR
    config.CACHE_DIR = str(kept)
    try:
        for module in modules:
            for _, function in _kernels(module):
                if function.__name__ in PAYING:
                    for one in _reached(function):
                        compiled.setdefault(one, numba.njit(one, cache=True))
        for module in modules:
            for called, function in _kernels(module):
                if function in compiled:
                    setattr(module, called, compiled[function])
    finally:
        config.CACHE_DIR = before
    return core


def _kernels(module: ModuleType) -> list[tuple[str, FunctionType]]:
    """Return the kernels that a module makes or calls, by the names it knows them by."""
    return [one for one in inspect.getmembers(module, inspect.isfunction) if one[1].__module__.endswith("kernels")]


def _reached(function: FunctionType) -> set[FunctionType]:
    """Return a kernel and all that it calls."""
    reached, left = {function}, [function]
    while left:
        one = left.pop()
        for name in one.__code__.co_names:
            called = one.__globals__.get(name)
            if inspect.isfunction(called) and called.__module__.endswith("kernels") and called not in reached:
                reached.add(called)
                left.append(called)
    return reached
