"""Lays the whole firmware, the chip models and a test's script out for MicroPython, and runs it there."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from recoil.firmware.files import manifest
from recoil.runtimes import micropython32, micropython64
from recoil.runtimes.trace import CoreError

TESTS = Path(__file__).resolve().parent
SCRIPT = """
import gc, sys
if sys.maxsize < 1 << 32:
    # The collector of this port frees objects in use (see `runtimes/micropython32.py`).
    gc.disable()
    class NoCollector:
        def collect(self):
            pass
    sys.modules["gc"] = NoCollector()
sys.path.insert(0, sys.argv[1])
import app_driver
app_driver.main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
"""


def stage(folder: Path, motion: bytes, settings: dict[str, Any], history: dict[str, Any] | None = None) -> None:
    """Put everything into the folder."""
    for package in (*manifest().packages, "recoil.simulation.clip.models"):
        spec = find_spec(package)
        assert spec is not None and spec.submodule_search_locations
        ignored = shutil.ignore_patterns("__pycache__", "*.md")
        shutil.copytree(
            next(iter(spec.submodule_search_locations)), folder.joinpath(*package.split(".")), ignore=ignored
        )
    for package in ("recoil", "recoil/simulation", "recoil/simulation/clip"):
        (folder / package / "__init__.py").touch()
    for name in ("app_world.py", "app_driver.py"):
        shutil.copy(TESTS / name, folder)
    (folder / "run.py").write_text(SCRIPT)
    (folder / "motion.bin").write_bytes(motion)
    clip = folder / "clip"
    clip.mkdir()
    (clip / "settings.json").write_text(json.dumps(settings))
    if history:
        (clip / "coach.json").write_text(json.dumps(history))


def run(folder: Path, bits: int, job: str, polls: int, every: int = 1, heap: str = "8m") -> list[int]:
    """Run a job of `app_driver` on the unix port (64 bit) or in WebAssembly (32 bit, as on the RP2040)."""
    arguments = (job, str(polls), str(every))
    if bits == 32:
        reason = micropython32.MicroPython32().missing()
        if reason:
            pytest.skip(reason)
        try:
            printed, _ = micropython32.start(folder, "/input/run.py", "/input", *arguments)
        except CoreError as fault:
            pytest.fail(str(fault))
    else:
        reason = micropython64.MicroPython64().missing()
        if reason:
            pytest.skip(reason)
        command = micropython64.command("-X", f"heapsize={heap}", str(folder / "run.py"), str(folder), *arguments)
        environment = micropython64.environment()
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        printed = done.stdout
    found = [line[6:] for line in printed.splitlines() if line.startswith("found ")]
    assert found, printed
    return json.loads(found[0])
