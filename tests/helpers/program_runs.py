"""Small programs in place of the firmware, run on a virtual clip."""

from collections.abc import Callable
from pathlib import Path

import pytest

from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.observed import Observed

Run = Callable[..., tuple[Observed, dict[str, bytes]]]
NEEDS_MICROPYTHON = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")


def run_program(
    folder: Path, program: str, seconds: float, runtime: str = "", **how
) -> tuple[Observed, dict[str, bytes]]:
    """Run a main.py for so long; return what was noted and the files at the end."""
    clip = VirtualClip(folder, flash_kb=256, runtime=runtime)
    clip.flash({"/main.py": program})
    return clip.run(seconds, timeout_s=30, **how), clip.read()


def said(observed: Observed) -> list[str]:
    """Return the lines that were printed."""
    return [line for line in observed.console.splitlines() if line]
