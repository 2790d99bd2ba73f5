"""Machine code of plain functions: compiled by numba once, kept as an object file, loaded without numba.

Loading goes through llvmlite alone, which numba stands on: importing numba and waking what it keeps takes ten times as
long and 60 MB. Only functions whose arguments are addresses and whole numbers are compiled, and they keep no
reference to any Python object.
"""

import contextlib
import ctypes
import functools
import hashlib
import importlib
import importlib.metadata
import json
import os
import platform
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from recoil.common.folders import cache_folder
from recoil.common.staging import Staging

VARIABLE = "RECOIL_FAST"
OFF = "0"
PLAIN = "plain"
OPTIONS = "_nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, error_model='numpy'"
"""For `numba.njit`, in the source of what is compiled: no references, nothing that only Python would call."""
_WRAPPER = re.compile(r'^define [^\n]*@"?cfunc\..*?^}\n', re.MULTILINE | re.DOTALL)


class Kept(NamedTuple):
    """One compiled function as it is kept: the machine code, its name in it, and what its caller must know."""

    code: bytes
    symbol: str
    note: Any


def wanted() -> bool:
    """Return whether what the extra `fast` brings may be used: RECOIL_FAST=0 and RECOIL_FAST=plain say no."""
    return os.environ.get(VARIABLE) not in (OFF, PLAIN)


@functools.cache
def version() -> str:
    """Return which numba there is, empty for none, without importing it."""
    try:
        return f"{importlib.metadata.version('numba')} {importlib.metadata.version('llvmlite')}"
    except importlib.metadata.PackageNotFoundError:
        return ""


def kept_path(name: str, made_from: Sequence[bytes]) -> Path:
    """Return where machine code is kept: a file named after all that it was made from, and for which computer."""
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()} {version()}".encode())
    for part in made_from:
        digest.update(hashlib.sha256(part).digest())
    return cache_folder() / "kernels" / f"{name}-{digest.hexdigest()[:24]}.o"


def compile_function(function: Callable[..., Any], returns: Any, arguments: Sequence[Any]) -> tuple[bytes, str]:
    """Compile a plain function with numba.

    Args:
        function: What it calls must be compiled functions of numba's, with `OPTIONS`.
        returns: Its result's numba type.
        arguments: Its arguments' numba types: addresses and whole numbers.

    Returns:
        An object file, and the function's name in it. Called as `int f(result *, void *, arguments...)`.
    """
    import llvmlite.binding as llvm
    import numba

    config: Any = importlib.import_module("numba.core.config")
    before = config.LOOP_VECTORIZE, config.SLP_VECTORIZE
    config.LOOP_VECTORIZE = config.SLP_VECTORIZE = False  # nothing here gains by it
    try:
        compiled: Any = numba.cfunc(returns(*arguments), error_model="numpy")(function)
        text = compiled.inspect_llvm()
    finally:
        config.LOOP_VECTORIZE, config.SLP_VECTORIZE = before
    # Without the wrapper for callers in C nothing here refers to Python or numba.
    module = llvm.parse_assembly(_WRAPPER.sub("", text))
    machine = llvm.Target.from_triple(module.triple).create_target_machine(opt=2, reloc="pic", codemodel="small")
    return machine.emit_object(module), compiled.native_name.removeprefix("cfunc.")


def keep(path: Path, kept: Kept) -> None:
    """Write machine code to its place, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = json.dumps({"symbol": kept.symbol, "note": kept.note, "crc32": zlib.crc32(kept.code)}).encode()
    with Staging() as staging:
        staging.write(path, head + b"\n" + kept.code)


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time compile what will be kept at a path; the others wait, and find it there.

    Where a file cannot be locked (Windows, some network folders) everybody compiles for themselves.
    """
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(stack.enter_context(path.with_suffix(".lock").open("wb")), fcntl.LOCK_EX)
        yield


def find(path: Path) -> Kept | None:
    """Return what is kept at a path; None if there is nothing, or nothing whole."""
    try:
        head, _, code = path.read_bytes().partition(b"\n")
        known = json.loads(head)
        return Kept(code, known["symbol"], known["note"]) if known["crc32"] == zlib.crc32(code) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Function:
    """A loaded function; it stays in memory for as long as this object."""

    def __init__(self, kept: Kept, arguments: Sequence[Any]) -> None:
        """Load machine code; `arguments` are ctypes of the arguments."""
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        machine = llvm.Target.from_default_triple().create_target_machine(reloc="pic", codemodel="small")
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.object_file.ObjectFileRef.from_data(kept.code))
        self._engine.finalize_object()
        address = self._engine.get_function_address(kept.symbol)
        self._call = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, *arguments)(address)
        self._nothing = (ctypes.c_int64 * 1)()

    def __call__(self, result: Any, *arguments: Any) -> None:
        """Call it; `result` is a ctypes array that takes what it returns."""
        status = self._call(ctypes.addressof(result), ctypes.addressof(self._nothing), *arguments)
        if status:
            raise RuntimeError(f"compiled code ended with {status}")
