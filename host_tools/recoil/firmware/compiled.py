"""The firmware compiled for a board: kernels as its processor's machine code, every other module as bytecode."""

import ast
import base64
import contextlib
import hashlib
import json
import platform
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from recoil.common.errors import RecoilError
from recoil.common.folders import cache_folder
from recoil.runtimes import crosscompile, native
from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE, compile_file, compiler, is_kernel
from recoil_clip.spec.files import CODE

from .constants import inlined
from .files import Files, module_files, starter_files
from .in_place import Names, code_file, marked, unmarked
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
MOST_KEPT = 8
"""Of what was compiled: for a few kinds of board, and a few states of the sources."""
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
        The compiled files by their path on the clip, which ends in `.mpy`. Among those of the whole firmware for an
        RP2040 is the file from which it runs code in the flash (`in_place`).

    Raises:
        CoreError: A module does not compile.
        RuntimeMissingError: There is no mpy-cross.
    """
    kept = _kept_path(files, architecture, shortens, starters)
    found = _read_kept(kept)
    if found is None:
        with contextlib.suppress(OSError):
            kept.parent.mkdir(parents=True, exist_ok=True)
        with native.alone(kept):
            found = _read_kept(kept)  # somebody else may have compiled it while this one waited
            if found is None:
                found = _compiled_anew(files, architecture, progress, shortens, starters)
                _keep(kept, found)
    progress(len(found), len(found))
    return found


def _compiled_anew(
    files: Files, architecture: str, progress: Progress, shortens: bool, starters: Files | None
) -> Files:
    takes_kernels = architecture in KERNEL_ARCHITECTURES
    written, stay = _written(tuple(files.items()), shortens, tuple(starters.items()) if starters else None)
    found: Files = {}
    for number, (path, data) in enumerate(written.items()):
        progress(number, len(written))
        emit = "viper" if takes_kernels and is_kernel(path) else ""
        found[path.removesuffix(".py") + ".mpy"] = _compiled(
            path.strip("/"), data, emit, architecture if emit else CLIP_ARCHITECTURE
        )
    if starters and architecture == CLIP_ARCHITECTURE:  # the RP2040's; the RP2350 has twice the memory
        found[CODE] = code_file(found, stay)
    return found


def _kept_path(files: Files, architecture: str, shortens: bool, starters: Files | None) -> Path:
    """Return where what is compiled of these is kept, named after all that it is made from: the next clip gets it."""
    program = Path(compiler())
    facts = (architecture, shortens, platform.python_version(), program.name, program.stat().st_size)
    digest = hashlib.sha256(repr((facts, sorted(files.items()), sorted((starters or {}).items()))).encode())
    for path in (*sorted(Path(__file__).parent.glob("*.py")), Path(str(crosscompile.__file__))):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return cache_folder() / "firmware" / f"{digest.hexdigest()[:24]}.json"


def _read_kept(path: Path) -> Files | None:
    """Return what is kept at a path, which makes it the last to go; None if there is nothing, or nothing whole."""
    found = native.find(path)
    if found:
        with contextlib.suppress(OSError):
            path.touch()
    return {name: base64.b64decode(data) for name, data in json.loads(found.code).items()} if found else None


def _keep(path: Path, found: Files) -> None:
    """Keep what was compiled, and only a few of what was kept before; where nothing can be kept, all goes on."""
    text = json.dumps({name: base64.b64encode(data).decode() for name, data in found.items()})
    with contextlib.suppress(OSError, RecoilError):
        native.keep(path, native.Kept(text.encode(), "", None))
        for old in sorted(path.parent.glob("*.json"), key=lambda one: one.stat().st_mtime, reverse=True)[MOST_KEPT:]:
            old.unlink(missing_ok=True)
            old.with_suffix(".lock").unlink(missing_ok=True)


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
) -> tuple[Files, Names]:
    """Return the sources as they are compiled, and which functions stay in memory, by path.

    Kept, as what `_compiled` returns: the next clip gets the same ones.
    """
    written = inlined(without_meanings(dict(files)))
    if starters:
        written = linked(marked(written), dict(starters))
    if shortens:
        written = shortened(written, filter(is_kernel, written))
    return unmarked(renamed(written, dict(starters)) if starters else written)


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
