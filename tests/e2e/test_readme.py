"""The README's commands, one after the other, against the virtual clip that its first line switches on."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from recoil.cli.app import COMMANDS
from recoil.cli.commands.library import COMMANDS as LIBRARY
from recoil.simulation.clip.engine import missing

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
PATIENCE_S = 120


def test_it_is_short():
    assert len(TEXT.splitlines()) <= 120


def test_its_links_lead_somewhere():
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", TEXT)
    assert targets and all((ROOT / target).exists() for target in targets)


def test_the_two_commands_are_lines_of_their_own():
    """`.ci/run` takes the second one from here."""
    lines = TEXT.splitlines()
    assert "pip install . && recoil demo" in lines
    assert len([line for line in lines if re.fullmatch(r"pip install .*pytest.*", line)]) == 1


def test_every_command_that_it_names_is_there():
    named = {tuple(words.split()) for words in re.findall(r"`recoil ((?:library )?[a-z]+)", TEXT)}
    assert len(named) >= 4
    for words in named:
        assert words[-1] in (LIBRARY if words[0] == "library" else COMMANDS), words


def blocks() -> Iterator[tuple[str, list[str]]]:
    """Yield each command of the console blocks with the lines that it promises."""
    for block in re.findall(r"```console\n(.*?)```", TEXT, re.S):
        for piece in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *promised = piece.rstrip("\n").split("\n")
            yield command, promised


def is_kept(promised: list[str], printed: str) -> bool:
    """Tell whether the output is what was promised: `...` is any number of lines, any number stands for another."""
    parts = [r"(?:.*\n)*?" if line == "..." else _pattern(line) + r" *\n" for line in promised]
    return re.fullmatch("".join(parts), printed.rstrip() + "\n") is not None


def _pattern(line: str) -> str:
    line = re.sub(r"/dev/pts/\d+|/home/ann|\b[0-9a-f]{16}\b|\d{8}T\d{6}Z|\d+(?:\.\d+)?| {2,}", "\0", line)
    return re.escape(line).replace("\0", r"[\w./ -]*?").replace("\x00", r"[\w./ -]*?")


@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
def test_every_command_prints_what_it_promises(tmp_path: Path):
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("RECOIL_")},
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "RECOIL_VIRTUAL_PORTS": str(tmp_path / "ports"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    (first, promised), *others = blocks()
    assert first.endswith(" &") and len(others) >= 6
    log = tmp_path / "clip.log"
    with log.open("wb") as stream:
        clip = subprocess.Popen(shlex.split(first[:-2]), cwd=tmp_path, env=environment, stdout=stream, stderr=stream)
    try:
        last_words = promised[1]
        deadline = time.monotonic() + PATIENCE_S
        while last_words not in log.read_text(encoding="utf-8"):
            assert clip.poll() is None and time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        for command, lines in others:
            done = subprocess.run(
                shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, (command, done.stderr)
            assert is_kept(lines, done.stdout), (command, done.stdout)
        shown = next(lines for command, lines in others if command.startswith("recoil show"))
        assert any(line.startswith("cadence") for line in shown)
    finally:
        clip.send_signal(signal.SIGINT)
        clip.wait(30)


@pytest.mark.parametrize(
    ("printed", "kept"), [("a 12.5 b\nmore\nlast\n", True), ("a 12.5 c\nlast\n", False), ("", False)]
)
def test_the_comparison_can_fail(printed: str, kept: bool):
    assert is_kept(["a 7 b", "...", "last"], printed) is kept
