"""The virtual clip on CPython, where there is no MicroPython: the same firmware files, board and script.

Not the same: there is no littlefs, so no power failure at a write and no flash that is really full; files that a reset
leaves open are closed; there is no cable, no locked heap, and small integers have no end. Runs as a process of its own,
since it replaces modules: `python -m recoil.simulation.clip.fallback JOB.json`.
"""

import gc
import json
import sys
import time
import traceback
import types
from pathlib import Path
from typing import Any, TextIO

from recoil.simulation.clip.folder import Folder, root_of
from recoil.simulation.clip.hardware import time as virtual_time
from recoil.simulation.clip.hardware.program import NoPrompt, Program
from recoil.simulation.clip.hardware.streams import always, input_of, output_to
from recoil.simulation.clip.hardware.switch import Switch, fit
from recoil.simulation.clip.hardware.system import MicroPython, System


def micropython() -> types.ModuleType:
    """Return what MicroPython's module of that name has and a program may need."""
    module = types.ModuleType("micropython")
    values: dict[str, Any] = {
        "const": lambda value: value,
        "heap_lock": lambda: 0,
        "heap_unlock": lambda: 0,
        "alloc_emergency_exception_buf": lambda size: None,
        "mem_info": lambda *verbose: None,
        "opt_level": lambda *level: 0,
    }
    module.__dict__.update(values)
    return module


def garbage() -> types.ModuleType:
    """Return `gc` with MicroPython's calls; its numbers mean nothing."""
    module = types.ModuleType("gc")
    module.__dict__.update(vars(gc))
    module.__dict__.update({"mem_alloc": lambda: 0, "mem_free": lambda: 1 << 17, "threshold": lambda *size: -1})
    return module


def print_exception(error: BaseException, file: TextIO | None = None) -> None:
    """Print an error as MicroPython's `sys.print_exception` does."""
    traceback.print_exception(error, file=file or sys.stdout)


def put(data: bytes) -> None:
    """Send bytes in order with what is printed."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def main(path: str) -> None:
    """Run a clip until its script ends."""
    specification = json.loads(Path(path).read_text(encoding="utf-8"))
    switch = Switch(specification, open)
    board = switch.board
    for name in dir(time):  # for modules of Python that are imported from now on
        if not hasattr(virtual_time, name):
            setattr(virtual_time, name, getattr(time, name))
    sys.print_exception = print_exception  # pyright: ignore[reportAttributeAccessIssue]
    sys.dont_write_bytecode = True
    root = root_of(specification["files"])
    storage = Folder(root, specification["size"])
    fit(
        gc=garbage(),
        micropython=MicroPython(micropython()),
        os=storage,
        sys=System(board.wiring.machine, input_of(board.keyboard, object), output_to(put, always, object)),
    )
    Program(board, storage, NoPrompt(board)).live()
    board.observer.harvest(final=True)
    board.observer.note("end", flash_writes=0, formatted=0)


if __name__ == "__main__":
    main(sys.argv[1])
