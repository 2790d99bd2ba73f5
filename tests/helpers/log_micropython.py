"""Runs the log on MicroPython: `run` starts the 64-bit port with the firmware and these tests' scripts on its path."""

import subprocess
from pathlib import Path

import pytest

import recoil_clip.log
from recoil.runtimes import RuntimeMissingError
from recoil.runtimes.micropython64 import command, environment

TESTS = Path(__file__).parent
FIRMWARE = Path(recoil_clip.log.__file__).parents[2]


def run(script: Path, *arguments: str) -> str:
    """Run a script and return what it printed; skips the test where there is no MicroPython."""
    try:
        start = command("-X", "heapsize=24M", str(script), *arguments)
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))
    paths = f"{TESTS}:{FIRMWARE}:.frozen"
    done = subprocess.run(
        start, capture_output=True, text=True, env={**environment(), "MICROPYPATH": paths}, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
