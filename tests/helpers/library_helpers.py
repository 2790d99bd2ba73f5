"""What the tests of the library share: small sessions, a command to call, an index built anew."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from recoil.bench.made_library import Made, segment_of
from recoil.cli.app import app
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.index_file import index_file

DAY_S = 86_400
START_S = 1_795_000_000
SMALL = Made(steps=12)


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def put(folder: Path, made: Made = SMALL, name: str | None = None, about: Any = None) -> Path:
    """Write a session into a library; return its folder."""
    place = folder / made.clip / (name or made.name)
    place.mkdir(parents=True, exist_ok=True)
    (place / "00000.seg").write_bytes(segment_of(made))
    if about is not None:
        (place / "about.json").write_text(about if isinstance(about, str) else json.dumps(about))
    return place


def weeks_of(folder: Path, name: str = "Ann", sessions: int = 12, clip: str = "e660000000000001", **last: Any) -> None:
    """Write a session every other day: cadence 170 ± 1 in turn; `last` changes the last one."""
    for number in range(1, sessions + 1):
        made = Made(
            clip=clip,
            number=number,
            start_s=START_S + 2 * DAY_S * number,
            cadence_spm=170 + (-1) ** number,
            settings={"wearer_name": name},
            seed=number,
        )
        put(folder, replace(made, **last) if number == sessions else made)


def entries(folder: Path) -> list[Entry]:
    with Library(folder) as library:
        library.refresh()
        return library.entries()


def rebuilt(folder: Path) -> list[Entry]:
    """Return what an index says that knows nothing but the files."""
    path = index_file(folder)
    aside = path.with_name("aside")
    shutil.copytree(path.parent, aside, ignore=lambda *_: ["aside"])
    try:
        for old in path.parent.glob(path.name + "*"):
            old.unlink()
        return entries(folder)
    finally:
        for old in aside.iterdir():
            shutil.copy2(old, path.parent / old.name)
        shutil.rmtree(aside)


def start(*arguments: object) -> "subprocess.Popen[str]":
    """Start the command as a process of its own."""
    command = [sys.executable, "-m", "recoil", *map(str, arguments)]
    return subprocess.Popen(command, env=os.environ.copy(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
