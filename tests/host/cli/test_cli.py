"""The `recoil` command as a shell sees it."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.cli.app import app

COMMAND = [sys.executable, "-m", "recoil"]
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX pipes and limits")


def test_version_and_help():
    version = CliRunner().invoke(app, ["--version"])
    assert version.exit_code == 0
    assert version.stdout.startswith("recoil ")
    assert "replay" in CliRunner().invoke(app, ["--help"]).stdout
    assert "recoil replay run.csv.gz" in CliRunner().invoke(app, ["replay", "--help"]).stdout


def test_wrong_use_is_exit_code_2():
    result = CliRunner().invoke(app, ["replay", "--no-such-option"])
    assert result.exit_code == 2
    assert "No such option" in result.stderr


def test_a_bad_mount_is_one_line():
    result = CliRunner().invoke(app, ["replay", "run.csv", "--mount", "x=+x,y=+y,z=-z"])
    assert result.exit_code == 1
    assert result.stderr.startswith("error: mount x=+x,y=+y,z=-z is a mirror image (left-handed)")
    assert result.stderr.count("\n") == 1


def test_help_needs_no_numpy():
    """What makes `recoil --help` and shell completion quick."""
    code = "import recoil.cli.app, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_shell_completion():
    environment = os.environ | {"_RECOIL_COMPLETE": "complete_bash", "COMP_WORDS": "recoil repl", "COMP_CWORD": "1"}
    found = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert found.stdout.split() == ["replay"]


@posix
def test_ctrl_c_is_one_line_and_exit_code_130(tmp_path: Path):
    pipe = tmp_path / "slow.csv"
    os.mkfifo(pipe)
    process = subprocess.Popen([*COMMAND, "replay", str(pipe)], stderr=subprocess.PIPE, text=True)
    with suppress(BrokenPipeError), pipe.open("wb", buffering=0) as slow:  # opens when the command has begun to read
        process.send_signal(signal.SIGINT)
        # Python does not see a signal that comes just before it waits for a file until the file goes on.
        slow.write(b"time_s,acc_x_g,acc_y_g,acc_z_g\n")
        for first in range(1, 300_000, 10_000):
            slow.write("".join(f"{k / 200},0,1,0\n" for k in range(first, first + 10_000)).encode())
    _, errors = process.communicate()
    assert (process.returncode, errors) == (130, "interrupted\n")


@posix
def test_a_closed_pipe_ends_it_quietly(tmp_path: Path):
    read, write = os.pipe()
    os.close(read)
    command = [*COMMAND, "replay", str(tmp_path / "missing.csv"), "--json"]
    process = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert process.returncode == 1
    assert process.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["--json"], ["--help"], []])
def test_a_full_standard_output_is_one_line(tmp_path: Path, arguments: list[str]):
    path = tmp_path / "still.csv"
    path.write_text("time_s,acc_x_g,acc_y_g,acc_z_g\n" + "".join(f"{k / 200},0,1,0\n" for k in range(1, 400)))
    with Path("/dev/full").open("w") as full:
        command = [*COMMAND, "replay", str(path), *arguments]
        process = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (process.returncode, process.stderr) == (1, "error: no space left on device\n")


@posix
def test_links_in_a_ring_are_one_line_that_names_them(tmp_path: Path) -> None:
    ring = tmp_path / "ring"
    ring.symlink_to(ring)
    listed = CliRunner().invoke(app, ["library", "sessions"], env={"RECOIL_LIBRARY": str(ring)})
    assert (listed.exit_code, listed.stdout.startswith(f"no session is in {ring}: ")) == (0, True)
    process = subprocess.run([*COMMAND, "virtual", ring], capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (1, f"error: {ring}: file exists\n")


@posix
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path):
    import resource

    path = tmp_path / "still.csv"
    path.write_text("time_s,acc_x_g,acc_y_g,acc_z_g\n" + "".join(f"{k / 200},0,1,0\n" for k in range(1, 400)))

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    command = [*COMMAND, "replay", str(path), "--out", str(tmp_path / "out")]
    process = subprocess.run(command, preexec_fn=little_room, capture_output=True, text=True, check=False)
    assert process.returncode == 1
    assert process.stderr.startswith(f"error: cannot write {tmp_path / 'out' / 'still.summary.json'}: file too large")
    assert list((tmp_path / "out").iterdir()) == []


@posix
@pytest.mark.parametrize("language", ["C", "POSIX"])
def test_a_plain_terminal_can_show_every_name(tmp_path: Path, language: str):
    environment = os.environ | {"LC_ALL": language, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [*COMMAND, "replay", str(tmp_path / "läufe.csv")]
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert process.returncode == 1
    assert process.stderr.endswith("no such file or directory\n")


def test_no_help_loses_a_word_in_brackets():
    """Rich takes what stands in brackets for its own markup."""
    import re

    for command in app.registered_commands:
        text = command.callback.__doc__ or "" if command.callback else ""
        assert not re.findall(r"(?<!\\)\[[a-z]+\]", text), command.callback


@posix
def test_a_closed_standard_output_is_no_stack_trace(tmp_path: Path):
    environment = {**os.environ, "RECOIL_LIBRARY": str(tmp_path), "RECOIL_CACHE": str(tmp_path / "cache")}
    for arguments in ("library sessions", "devices --json", "library runners"):
        command = f"{sys.executable} -m recoil {arguments} >&-"
        done = subprocess.run(command, shell=True, capture_output=True, text=True, env=environment, check=False)
        assert "Traceback" not in done.stderr, done.stderr
