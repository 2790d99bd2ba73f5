"""Starts the runtime that a virtual clip runs on: MicroPython, or CPython where there is none."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError
from recoil.runtimes import micropython64

MICROPYTHON, CPYTHON = "micropython", "cpython"
RUNTIMES = (MICROPYTHON, CPYTHON)
PACKAGES = Path(__file__).resolve().parent.parent  # MicroPython imports `clip` from here, not all of `recoil`
_START = "import sys; sys.path[:] = [{root!r}, '.frozen']; from clip.hardware.{module} import main; main({job!r})"


class VirtualClipError(RecoilError):
    """The virtual clip cannot do what was asked of it."""


def missing() -> str:
    """Say why no virtual clip can live on MicroPython here; empty if it can."""
    return micropython64.missing_for_clip()


def start(module: str, job: Path, home: Path, heap: str, **streams: Any) -> subprocess.Popen[str]:
    """Start `main` of a module in `hardware/` on MicroPython; `home` is what it has for a home folder."""
    reason = missing()
    if reason:
        raise VirtualClipError(reason)
    home.mkdir(parents=True, exist_ok=True)
    program = _START.format(root=str(PACKAGES), module=module, job=str(job))
    command = micropython64.command("-X", f"heapsize={heap}", "-c", program)
    environment = {**micropython64.environment(), "HOME": str(home), "TZ": "UTC"}
    return subprocess.Popen(command, env=environment, **_text(), **streams)


def run(module: str, job: Path, home: Path, heap: str = "8M", timeout_s: float = 60.0) -> str:
    """Run `main` of a module on MicroPython to its end and return what it printed."""
    return _to_the_end(start(module, job, home, heap, **_nobody()), timeout_s)


def run_on_cpython(job: Path, timeout_s: float) -> str:
    """Run a job of `hardware/start.py` on CPython to its end and return what it printed."""
    command = [sys.executable, "-m", "recoil.simulation.clip.fallback", str(job)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return _to_the_end(subprocess.Popen(command, env=environment, **_text(), **_nobody()), timeout_s)


def _text() -> dict[str, Any]:
    return {"text": True, "encoding": "utf-8", "errors": "replace"}


def _nobody() -> dict[str, Any]:
    return {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}


def _to_the_end(process: subprocess.Popen[str], timeout_s: float) -> str:
    with process:
        try:
            printed, _ = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            printed, _ = process.communicate()
            raise VirtualClipError(
                f"the virtual clip was not done after {timeout_s:g} s and was switched off: does its program loop "
                f"without ever looking at the clock? It said last: {printed[-300:].strip()!r}"
            ) from None
    if process.returncode:
        raise VirtualClipError(f"the virtual clip itself failed: {printed[-2000:].strip()}")
    return printed
