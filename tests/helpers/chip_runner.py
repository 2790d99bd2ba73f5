"""Runs the scenarios of a chip's driver: on this Python one by one, on MicroPython all in one go."""

import shutil
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from recoil.runtimes import micropython32, micropython64
from recoil.runtimes.trace import CoreError

SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
module = __import__(sys.argv[2])
for name in sys.argv[3:]:
    getattr(module, name)()
    print(name)
"""
TESTS = Path(__file__).resolve().parent


def scenarios(module: ModuleType) -> list[Callable[[], None]]:
    """Return the scenarios in a module."""
    return [getattr(module, name) for name in sorted(vars(module)) if name.startswith("check_")]


def stage(folder: Path, module: ModuleType) -> None:
    """Copy what the scenarios need: the drivers, the chip models and themselves."""
    for package in ("recoil_clip", "recoil.simulation.clip.models"):
        spec = find_spec(package)
        assert spec is not None and spec.origin is not None
        target = folder.joinpath(*package.split("."))
        shutil.copytree(Path(spec.origin).parent, target, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("recoil", "recoil/simulation", "recoil/simulation/clip"):
        (folder / package / "__init__.py").touch()
    shutil.copy(TESTS / "chip_world.py", folder)
    shutil.copy(TESTS / f"{module.__name__}.py", folder)
    (folder / "run.py").write_text(SCRIPT)


def run_on_micropython(folder: Path, module: ModuleType) -> None:
    """Run every scenario on the unix port (64 bit)."""
    reason = micropython64.MicroPython64().missing()
    if reason:
        pytest.skip(reason)
    stage(folder, module)
    names = [scenario.__name__ for scenario in scenarios(module)]
    command = micropython64.command("-X", "heapsize=8m", "run.py", str(folder), module.__name__, *names)
    done = subprocess.run(
        command, cwd=folder, env=micropython64.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and done.stdout.split() == names, done.stdout + done.stderr


def run_on_micropython32(folder: Path, module: ModuleType, name: str) -> None:
    """Run one scenario where small integers have 31 bits, as on the RP2040."""
    reason = micropython32.MicroPython32().missing()
    if reason:
        pytest.skip(reason)
    stage(folder, module)
    try:
        printed, _ = micropython32.start(folder, "/input/run.py", "/input", module.__name__, name)
    except CoreError as fault:
        pytest.fail(str(fault))
    assert printed.split() == [name]
