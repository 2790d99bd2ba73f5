"""What the tests of a clip at a cable share: virtual clips that are on, the command line, sessions to download."""

import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from log_helpers import record
from recoil.cli.app import app
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.flash_files import Files

CLOCK = {"do": "set_clock", "at_ms": 1, "utc_s": 1_790_000_000}
SPEED = 10
"""Of a clip where a test is about neither its clock nor how long it takes: nobody waits while it boots or buzzes."""
ID = "e66038b713000001"  # of a virtual clip that was given none


def recoil(*arguments: object) -> Any:
    """Run the command."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@contextmanager
def switched_on(
    folder: Path, files: Files | None = None, trim: int = 0, speed: int = SPEED, **settings: Any
) -> Iterator[Cable]:
    """Switch on a clip with these files, by default an empty one; what its flash holds already stays."""
    is_new = not folder.exists()
    clip = VirtualClip(folder, **settings)
    if is_new:
        clip.flash(files or {})
    with clip.plugged_in([CLOCK], trim=trim, speed=speed) as cable:
        cable.wait("boot")
        yield cable


@contextmanager
def standing_still(cable: Cable) -> Iterator[None]:
    """Keep a clip from doing anything, as long as the context lasts: whatever it is asked, it does not answer yet."""
    cable._process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        cable._process.send_signal(signal.SIGCONT)


def recorded_sessions(folder: Path, number: int = 2, seconds: int = 70) -> dict[str, bytes]:
    """Return the files of short recorded sessions as they lie on a clip."""
    files = {}
    for _ in range(number):
        session = record(folder / "sessions", 0, seconds)
        files |= {f"/sessions/{session.name}/{path.name}": path.read_bytes() for path in session.iterdir()}
    return files


def random_sessions(seed: int, sizes: dict[str, list[int]]) -> dict[str, bytes]:
    """Return files of sessions with so many bytes in each segment; the bytes mean nothing."""
    chance = random.Random(seed)
    return {
        f"/sessions/{name}/{number:05d}.seg": chance.randbytes(size)
        for name, segments in sizes.items()
        for number, size in enumerate(segments)
    }


def files_in(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder of this computer."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def on_clip(folder: Path) -> dict[str, bytes]:
    """Return the sessions' files of a clip that is off."""
    return {path: data for path, data in VirtualClip(folder).read().items() if path.startswith("/sessions/")}
