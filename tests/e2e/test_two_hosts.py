"""Two programs at one clip at once: each gets the sessions whole, or says in a line why not."""

import subprocess
import sys
from pathlib import Path

import pytest

from clip_at_cable import files_in, recorded_sessions, switched_on
from recoil.simulation.clip.engine import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
COMMANDS = (("download", "--all", "--to", "{folder}"), ("devices",), ("config", "show"))


@pytest.mark.parametrize("other", COMMANDS, ids=lambda command: command[0])
def test_two_commands_at_once(tmp_path: Path, other: tuple[str, ...]) -> None:
    files = recorded_sessions(tmp_path, 2, 70)
    with switched_on(tmp_path / "clip", files) as cable:
        started = []
        for number, words in enumerate((COMMANDS[0], other)):
            folder = tmp_path / f"out{number}"
            arguments = [word.format(folder=folder) for word in words]
            command = [sys.executable, "-m", "recoil", *arguments, "--port", cable.port]
            started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        ends = [(one.communicate(timeout=120), one.returncode) for one in started]
    for (out, error), code in ends:
        assert "Traceback" not in out + error
        assert code == 0 or error.startswith("error: "), (out, error)
    for number in range(2):
        if ends[number][1] == 0 and (COMMANDS[0], other)[number][0] == "download":
            got = {path.split("/", 1)[1]: data for path, data in files_in(tmp_path / f"out{number}").items()}
            assert {f"/sessions/{path}": got.get(path) for path in got if path.endswith(".seg")} == files
    assert any(code == 0 for _, code in ends), ends
