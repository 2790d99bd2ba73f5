"""The kernels: each compiles to machine code for the clip, and to fast code for a desktop, with the same numbers."""

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

import form_driver
import recoil_clip
import segments
from recoil.firmware.compiled import is_kernel
from recoil.runtimes import CoreError, RuntimeMissingError, Trace
from recoil.runtimes.crosscompile import compile_file, compiler
from recoil.runtimes.staging import staged
from recoil_clip.gait import gait as gait_module
from recoil_clip.stride import form as form_module
from recoil_clip.stride import kernels as stride_kernels
from recoil_clip.stride import stride as stride_module

PACKAGE = Path(recoil_clip.__path__[0])
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if is_kernel(path.name))
HOLDERS = (stride_kernels, form_module, stride_module)
"""Those whose kernels the conformance suite does not compile."""


@pytest.mark.parametrize("architecture", ["armv6m", "armv7emsp"])
@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_every_kernel_compiles_for_boards(path: Path, architecture: str, tmp_path: Path) -> None:
    try:
        compiler()
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))
    compile_file(path, tmp_path / "kernels.mpy", path.name, "viper", architecture)


def test_what_is_no_kernel_does_not_compile(tmp_path: Path) -> None:
    source = tmp_path / "kernels.py"
    source.write_text("def half(value: int) -> int:\n    return value / 2\n")
    with pytest.raises(CoreError, match="ViperTypeError"):
        compile_file(source, tmp_path / "kernels.mpy", source.name, "viper")


def kernels_of(module: ModuleType) -> dict[str, Callable[..., Any]]:
    """Return the kernels that a module defines or imports."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if is_kernel(inspect.getfile(function))
    }


def said(traces: list[Trace]) -> list[str]:
    """Feed the core with the form behind it."""
    lines: list[str] = []
    with staged(traces) as folder:
        gait_class, form_class = gait_module.Gait, form_module.Form
        form_driver.main(str(folder), gait_class, form_class, lines.append, form_driver.Heap())
    return lines


@pytest.mark.timeout(900)
def test_compiled_for_the_desktop_they_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    numba = pytest.importorskip("numba")
    traces = [
        segments.run_trace("run", 75.0),
        segments.run_trace("no gyroscope", 12.0, 9615, gyroscope=False),
        segments.hostile()[-1],
    ]
    expected = said(traces)
    assert sum(line.count(" 11 ") for line in expected) > 40, "hardly any stride"
    for name in ("LOOP_VECTORIZE", "SLP_VECTORIZE"):  # as the gait core is compiled: it takes a sixth less time
        monkeypatch.setattr(importlib.import_module("numba.core.config"), name, False)
    compile_one = numba.njit(_nrt=False, no_cfunc_wrapper=True, error_model="numpy")
    compiled: dict[FunctionType, Any] = {}
    for module in HOLDERS:
        for name, function in kernels_of(module).items():
            compiled[function] = compiled.get(function) or compile_one(function)
            monkeypatch.setattr(module, name, compiled[function])
    assert said(traces) == expected
    assert all(one.signatures for one in compiled.values()), "never called: " + ", ".join(
        function.__name__ for function, one in compiled.items() if not one.signatures
    )
