"""The firmware compiled for a board: kernels as its processor's machine code, every other module as bytecode."""

import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE, compile_file

from .constants import inlined
from .files import Files, module_files, starter_files
from .names import shortened

KERNEL_ARCHITECTURES = ("armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp")
"""Those for which kernels become machine code. Not those of a desktop: with 64 bits `ptr32` loads have no sign."""
Progress = Callable[[int, int], None]  # files done, of how many


def is_kernel(path: str) -> bool:
    """Return whether a module is one of kernels: functions over arrays of integers that run for every sample or step.

    The name says so: `kernels.py` or `*_kernels.py`.
    """
    name = PurePosixPath(path).stem
    return name == "kernels" or name.endswith("_kernels")


def compiled_files(
    files: Files,
    architecture: str = "",
    progress: Progress = lambda done, total: None,
    shortens: bool = True,
) -> Files:
    """Compile modules with mpy-cross, without line numbers, asserts, imported constants and long names, as on a clip.

    Args:
        files: Sources by their path on the clip.
        architecture: What the board's MicroPython takes as machine code, as mpy-cross calls it; empty for none. Only
            those in `KERNEL_ARCHITECTURES` are used, for kernels.
        progress: Told how many files are done, and of how many.
        shortens: Whether names that nobody else uses become shorter ones; without, functions keep theirs.

    Returns:
        The compiled files by their path on the clip, which ends in `.mpy`.

    Raises:
        CoreError: A module does not compile.
        RuntimeMissingError: There is no mpy-cross.
    """
    takes_kernels = architecture in KERNEL_ARCHITECTURES
    files = inlined(files)
    if shortens:
        files = shortened(files, filter(is_kernel, files))
    found: Files = {}
    with tempfile.TemporaryDirectory(prefix="recoil-") as name:
        source, target = Path(name, "module.py"), Path(name, "module.mpy")
        for number, (path, data) in enumerate(files.items()):
            progress(number, len(files))
            source.write_bytes(data)
            emit = "viper" if takes_kernels and is_kernel(path) else ""
            compile_file(source, target, path.strip("/"), emit, architecture if emit else CLIP_ARCHITECTURE)
            found[path.removesuffix(".py") + ".mpy"] = target.read_bytes()
    progress(len(files), len(files))
    return found


def firmware_files(compiled: bool = False) -> Files:
    """Return everything that belongs on a clip; `compiled` turns modules to bytecode, as for a real one."""
    files = module_files()
    return (compiled_files(files) if compiled else files) | starter_files()
