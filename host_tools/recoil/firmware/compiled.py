"""The firmware compiled for a board: kernels as its processor's machine code, every other module as bytecode."""

import ast
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE, compile_file, is_kernel

from .aside import marked, set_aside
from .constants import inlined
from .files import Files, module_files, starter_files
from .jumps import with_other_code
from .linking import linked
from .names import shortened
from .renaming import renamed
from .tightening import tightened_code

KERNEL_ARCHITECTURES = ("armv6m", "armv7m", "armv7em", "armv7emsp", "armv7emdp")
"""Those for which kernels become machine code. Not those of a desktop: with 64 bits `ptr32` loads have no sign."""
TIGHTENED = "armv6m"
"""Whose machine code is read and written again, without what is done for nothing."""
SCHEMA = "/recoil_clip/settings/schema.py"
"""Its calls each make a setting, and end in what it means."""
Progress = Callable[[int, int], None]  # files done, of how many


def compiled_files(
    files: Files,
    architecture: str = "",
    progress: Progress = lambda done, total: None,
    shortens: bool = True,
    starters: Files | None = None,
) -> Files:
    """Compile modules with mpy-cross, without line numbers, asserts, imported constants and long names, as on a clip.

    Args:
        files: Sources by their path on the clip.
        architecture: What the board's MicroPython takes as machine code, as mpy-cross calls it; empty for none. Only
            those in `KERNEL_ARCHITECTURES` are used, for kernels.
        progress: Told how many files are done, and of how many.
        shortens: Whether names that nobody else uses become shorter ones; without, functions keep theirs.
        starters: What MicroPython runs by itself, if `files` is the whole firmware: it is then linked into few modules,
            and all its names become words that MicroPython knows.

    Returns:
        The compiled files by their path on the clip, which ends in `.mpy`.

    Raises:
        CoreError: A module does not compile.
        RuntimeMissingError: There is no mpy-cross.
    """
    takes_kernels = architecture in KERNEL_ARCHITECTURES
    written = _written(tuple(files.items()), shortens, tuple(starters.items()) if starters else None)
    found: Files = {}
    for number, (path, data) in enumerate(written.items()):
        progress(number, len(written))
        emit = "viper" if takes_kernels and is_kernel(path) else ""
        found[path.removesuffix(".py") + ".mpy"] = _compiled(
            path.strip("/"), data, emit, architecture if emit else CLIP_ARCHITECTURE
        )
    progress(len(written), len(written))
    return found


def without_meanings(sources: Files) -> Files:
    """Leave out what settings mean: half of their table, and said by a computer only.

    Args:
        sources: Modules by their path on the clip.

    Returns:
        The same, with other bytes where the table of settings is among them.
    """
    found = dict(sources)
    if SCHEMA in found:
        tree = ast.parse(found[SCHEMA])
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                node.args[-1] = ast.Constant("")
        found[SCHEMA] = ast.unparse(tree).encode()
    return found


@lru_cache(maxsize=4)
def _written(
    files: tuple[tuple[str, bytes], ...], shortens: bool, starters: tuple[tuple[str, bytes], ...] | None
) -> Files:
    """Return the sources as they are compiled. Kept, as what `_compiled` returns: the next clip gets the same ones."""
    written = inlined(without_meanings(dict(files)))
    if starters:
        written = linked(marked(written), dict(starters))
    if shortens:
        written = shortened(written, filter(is_kernel, written))
    return renamed(set_aside(written), dict(starters)) if starters else written


@lru_cache(maxsize=1000)
def _compiled(name: str, data: bytes, emit: str, architecture: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        source, target = Path(folder, "module.py"), Path(folder, "module.mpy")
        source.write_bytes(data)
        compile_file(source, target, name, emit, architecture)
        data = target.read_bytes()
    return with_other_code(data, tightened_code) if emit and architecture == TIGHTENED else data


def firmware_files(compiled: bool = False) -> Files:
    """Return everything that belongs on a clip; `compiled` turns modules to bytecode, as for a real one."""
    files, starters = module_files(), starter_files()
    return (compiled_files(files, starters=starters) if compiled else files) | starters
