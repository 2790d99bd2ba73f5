"""The gait core on every runtime that a computer has: the same samples in, every number out.

`RUNTIMES` are all of them, CPython first. `missing()` says what to install, `run()` feeds traces.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

from .cpython import CPython
from .fast import Numba
from .micropython32 import MicroPython32
from .micropython64 import MicroPython64
from .trace import CoreError, Outcome, RuntimeMissingError, Trace, difference

__all__ = ["RUNTIMES", "CoreError", "Counting", "Outcome", "Runtime", "RuntimeMissingError", "Trace", "difference"]


class Runtime(Protocol):
    """One way to run the gait core."""

    name: str

    def missing(self) -> str:
        """Say why this runtime cannot be used and what to install; empty if it can."""
        ...

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core; with `heap_locked` an allocation on the way is a `CoreError`."""
        ...


@runtime_checkable
class Counting(Runtime, Protocol):
    """A runtime that can count instructions."""

    def instructions(self, trace: Trace, core: Path | None = None) -> int:
        """Count the instructions of one run, start included; a `RuntimeMissingError` if that needs something."""
        ...


RUNTIMES: tuple[Runtime, ...] = (CPython(), MicroPython64(), MicroPython64(native=True), MicroPython32(), Numba())
