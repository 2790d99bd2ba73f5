"""The gait core on the Python that runs the host tools."""

import time
from collections.abc import Sequence
from pathlib import Path

from . import driver
from .package import core_folder, import_core
from .staging import staged
from .trace import Outcome, Trace, parse


class CPython:
    """Runs the core in this process; there is no heap to lock."""

    name = "cpython"

    def missing(self) -> str:
        """Say why this runtime cannot be used; empty if it can."""
        return ""

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core; `heap_locked` means nothing here."""
        return feed(import_core(core or core_folder()).Gait, traces, self.name)


def feed(gait_class: type, traces: Sequence[Trace], runtime: str) -> list[Outcome]:
    """Feed each trace through a fresh core of a class, in this process."""
    lines: list[str] = []
    with staged(traces) as folder:
        driver.main(str(folder), gait_class, lines.append, driver.Heap(), lambda: time.process_time_ns() // 1000)
    return parse(lines, list(traces), runtime)
