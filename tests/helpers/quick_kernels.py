"""The kernels that take most of the time of tests with hours of made-up running, compiled for this computer.

They are the same functions, and what they say is the same, which the tests of kernels and of runtimes hold. Each is
compiled once, by whichever process of the tests is first.
"""

import ast
import functools
import hashlib
import importlib
import inspect
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import recoil_clip
from recoil.common.folders import cache_folder
from recoil.firmware.compiled import is_kernel
from recoil.runtimes import native
from recoil_clip.drivers import fifo_kernels
from recoil_clip.gait import contact_kernels, side_kernels, step_kernels, tick_kernels
from recoil_clip.log import raw_kernels
from recoil_clip.stride import kernels as stride_kernels

BUSIEST = (
    fifo_kernels.unpack, tick_kernels.feed, tick_kernels.isqrt, step_kernels.cut, step_kernels.fill,
    step_kernels.tilt, step_kernels.upright, step_kernels.lift, step_kernels.bounce_um, contact_kernels.turn,
    side_kernels.dot, raw_kernels.add, stride_kernels.product, stride_kernels.read_signal, stride_kernels.read_rates,
    stride_kernels.level, stride_kernels.integrate,
)  # fmt: skip
_TAKES = {"ptr32": array("i"), "ptr16": array("H"), "ptr8": bytearray(), "int": 1}


def use_quick_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the firmware in this process call compiled kernels until the test is over; plain ones without numba."""
    quick = _compiled()
    for name, module in list(sys.modules.items()):
        if name.startswith("recoil_clip."):
            for kernel, compiled in quick.items():
                if vars(module).get(kernel.__name__) is kernel:
                    monkeypatch.setattr(module, kernel.__name__, compiled)


@functools.cache
def _compiled() -> dict[Callable[..., Any], Any]:
    try:
        import numba
    except ImportError:
        return {}
    config: Any = importlib.import_module("numba.core.config")
    digest = hashlib.sha256(native.version().encode())
    for path in sorted(Path(recoil_clip.__path__[0]).rglob("*.py")):
        digest.update(path.read_bytes() if is_kernel(path.name) else b"")
    # numba does not see that a kernel calls one in another file that has changed: what is kept has a name of its own.
    kept = cache_folder() / "kernels" / f"tests-{digest.hexdigest()[:24]}"
    kept.mkdir(parents=True, exist_ok=True)
    before, config.CACHE_DIR = config.CACHE_DIR, str(kept)
    try:
        known: dict[FunctionType, Any] = {}
        found = {kernel: _quick(numba, kernel, known) for kernel in BUSIEST}
        with native.alone(kept / "compiled"):
            for kernel, quick in found.items():
                (tree,) = ast.parse(inspect.getsource(kernel)).body
                assert isinstance(tree, ast.FunctionDef)
                takes = (_TAKES[str(getattr(one.annotation, "id", ""))] for one in tree.args.args)
                quick.compile(tuple(numba.typeof(one) for one in takes))
    finally:
        config.CACHE_DIR = before
    return found


def _quick(numba: Any, kernel: FunctionType, known: dict[FunctionType, Any]) -> Any:
    """Return a copy of a kernel for numba to compile, with those that it calls; it keeps to its arrays."""
    if kernel not in known:
        space = dict(kernel.__globals__)
        for name in kernel.__code__.co_names:
            if isinstance(space.get(name), FunctionType):
                space[name] = _quick(numba, space[name], known)
        known[kernel] = numba.njit(FunctionType(kernel.__code__, space, kernel.__name__), cache=True, boundscheck=True)
    return known[kernel]
