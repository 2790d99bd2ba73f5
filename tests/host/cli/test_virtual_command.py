"""`recoil virtual`: a clip to try other commands with, listed as long as it is on."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.common.errors import RecoilError
from recoil.device import virtual_ports as registry
from recoil.device.virtual_ports import VirtualPort, announced, virtual_ports
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.persistent import PersistentClip, number_of

NEEDS_MICROPYTHON = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")
NEEDS_LOCKS = pytest.mark.skipif(sys.platform == "win32", reason="no virtual clip has a port there")
PATIENCE_S = 60.0
HOLDER = """
import os, sys, time
from pathlib import Path
from recoil.device.virtual_ports import announced
with announced("/dev/pts/77", Path("/clips/there")):
    print("on", flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the clips of this test are listed."""
    folder = tmp_path / "entries"
    monkeypatch.setenv(registry.VARIABLE, str(folder))
    return folder


# The list


@NEEDS_LOCKS
def test_a_clip_is_listed_while_it_is_on(tmp_path: Path, entries: Path) -> None:
    assert virtual_ports() == [] and not entries.exists()
    with announced("/dev/pts/8", tmp_path / "b", "e66b"), announced("/dev/pts/7", tmp_path / "a", "e66a"):
        assert virtual_ports() == [
            VirtualPort("/dev/pts/7", os.getpid(), str(tmp_path / "a"), "a", "e66a"),
            VirtualPort("/dev/pts/8", os.getpid(), str(tmp_path / "b"), "b", "e66b"),
        ]
    assert virtual_ports() == [] and not list(entries.iterdir())
    assert entries.stat().st_mode & 0o777 == 0o700


@NEEDS_LOCKS
def test_entries_of_dead_processes_go(entries: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == "on\n"
        (port,) = virtual_ports()
        assert (port.path, port.pid, port.name) == ("/dev/pts/77", holder.pid, "there")
        holder.kill()
        holder.wait()
    assert len(list(entries.iterdir())) == 1
    assert virtual_ports() == [] and not list(entries.iterdir())


@NEEDS_LOCKS
@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 9}', '{"format": 1, "path": 3}'])
def test_nonsense_is_passed_over(entries: Path, text: str) -> None:
    entries.mkdir(mode=0o700)
    with (entries / "1-x.json").open("w+") as stream:
        stream.write(text)
        stream.flush()
        assert registry.lock(stream)
        with subprocess.Popen(
            [sys.executable, "-c", "from recoil.device.virtual_ports import *; print(virtual_ports())"],
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            assert other.communicate()[0] == "[]\n"


@NEEDS_LOCKS
def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path, entries: Path) -> None:
    entries.mkdir()
    entries.chmod(0o777)
    with pytest.raises(RecoilError, match="not a folder of yours alone") as raised, announced("/dev/pts/7", tmp_path):
        pass
    assert registry.VARIABLE in raised.value.advice[0]
    assert virtual_ports() == []
    entries.rmdir()
    (tmp_path / "elsewhere").mkdir()
    entries.symlink_to(tmp_path / "elsewhere")
    assert virtual_ports() == []
    with pytest.raises(RecoilError), announced("/dev/pts/7", tmp_path):
        pass


# The clip in its folder


@NEEDS_MICROPYTHON
def test_a_clip_is_kept_with_its_board_and_number(tmp_path: Path) -> None:
    kept = PersistentClip(tmp_path / "one", "nano_rp2040")
    assert kept.is_new and kept.clip.read() == {} and not kept.has_app
    kept.clip.put({"/notes.txt": "kept"})
    again = PersistentClip(tmp_path / "one")
    assert not again.is_new and again.clip.board == "nano_rp2040"
    assert again.clip.read() == {"/notes.txt": b"kept"}
    assert again.clip.unique_id == number_of(tmp_path / "one") != number_of(tmp_path / "two")
    with pytest.raises(RecoilError, match="is a nano_rp2040, not a feather_rp2040"):
        PersistentClip(tmp_path / "one", "feather_rp2040")
    (tmp_path / "one" / "clip.json").write_text("{")
    with pytest.raises(RecoilError, match="is damaged"):
        PersistentClip(tmp_path / "one")


@NEEDS_MICROPYTHON
def test_firmware_replaces_firmware_only(tmp_path: Path) -> None:
    kept = PersistentClip(tmp_path / "clip")
    kept.put_firmware()
    firmware = kept.clip.read()
    old = next(path for path in firmware if path.endswith("/recoil_clip/gait/gait.py"))
    kept.clip.put({old.replace("gait.py", "old.py"): "x = 1", "/sessions/00001/0.rcl": b"run", "/settings.json": "{}"})
    kept.put_firmware()
    assert kept.has_app
    assert kept.clip.read() == firmware | {"/sessions/00001/0.rcl": b"run", "/settings.json": b"{}"}


@NEEDS_MICROPYTHON
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious")
    result = CliRunner().invoke(app, ["virtual", str(tmp_path)])
    assert result.exit_code == 1 and "not a virtual clip's" in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]


@NEEDS_MICROPYTHON
def test_the_number_is_what_the_processor_says(tmp_path: Path) -> None:
    program = "import machine\nfrom binascii import hexlify\nprint(hexlify(machine.unique_id()).decode())"
    said = []
    for unique_id in ("", "e660123456789abc"):
        clip = VirtualClip(tmp_path / f"clip{unique_id}", flash_kb=256, unique_id=unique_id)
        clip.flash({"/main.py": program})
        said.append(clip.run(1).console.split()[0])
    assert said == ["e66038b713000001", "e660123456789abc"]


# The command


@contextmanager
def switched_on(*arguments: object, ended_by: int = signal.SIGTERM) -> Iterator[Callable[[str], str]]:
    """Run the command; yield what waits for a text in its output. Left, it gets a signal and must end well."""
    command = [sys.executable, "-m", "recoil", "virtual", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        lines: list[str] = []
        output = process.stdout

        def until(text: str) -> str:
            deadline = time.monotonic() + PATIENCE_S
            while not any(text in line for line in lines):
                line = output.readline()
                assert line and time.monotonic() < deadline, "".join(lines)
                lines.append(line)
            return "".join(lines)

        try:
            yield until
        finally:
            process.send_signal(ended_by)
            rest = output.read()
            assert process.wait(PATIENCE_S) == 0, "".join(lines) + rest
        assert "Switched off" in rest


@NEEDS_MICROPYTHON
def test_an_empty_clip_takes_files_and_keeps_them(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    # Where the tests run in the background, Ctrl-C is ignored.
    ctrl_c = signal.SIGTERM if signal.getsignal(signal.SIGINT) == signal.SIG_IGN else signal.SIGINT
    for round_, ended_by in enumerate((ctrl_c, signal.SIGTERM)):
        with switched_on(folder, ended_by=ended_by) as until:
            said = until("Ctrl-C switches it off")
            (port,) = virtual_ports()
            assert port.path in said and port.name == "clip" and port.clip_id == number_of(folder)
            assert ("recoil flash" in said) == (round_ == 0)
            again = CliRunner().invoke(app, ["virtual", str(folder)])
            assert again.exit_code == 1 and f"on already, its port is {port.path}" in again.output.replace("\n", "")
            mpremote = [sys.executable, "-m", "mpremote", "connect", port.path]
            (tmp_path / "main.py").write_text("pass\n")
            done = subprocess.run([*mpremote, "fs", "cp", str(tmp_path / "main.py"), ":main.py"], check=False)
            assert done.returncode == 0
        assert virtual_ports() == []
    assert PersistentClip(folder).clip.read() == {"/main.py": b"pass\n"}


@NEEDS_MICROPYTHON
def test_a_run_is_felt_and_saved(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    with switched_on(folder, "--run", "--hurry", "--minutes", "4") as until:
        said = until("The run is over")
    told = [line.split(None, 1)[1] for line in said.splitlines() if line.startswith("    ")]
    assert told[:3] == ["the cable is pulled out", "the button is pressed", "▬        recording has begun"]
    assert told[-2:] == ["▬ ▬      the session is over", "the cable is plugged in"]
    assert any("quicker steps" in line for line in told)
    kept = PersistentClip(folder)
    sessions = {path.split("/")[2] for path in kept.clip.read() if path.startswith("/sessions/0")}
    assert len(sessions) == 1
    (name,) = sessions
    assert name.startswith(time.strftime("00001-%Y", time.gmtime()))
    assert json.loads(kept.clip.read()["/coach.json"])["runs"]


@NEEDS_MICROPYTHON
def test_a_run_needs_firmware(tmp_path: Path) -> None:
    PersistentClip(tmp_path / "clip")
    result = CliRunner().invoke(app, ["virtual", str(tmp_path / "clip"), "--run"])
    assert result.exit_code == 1 and "no firmware on this clip" in result.output and "--flashed" in result.output
    result = CliRunner().invoke(app, ["virtual", str(tmp_path / "new"), "--from", str(tmp_path / "nowhere.csv")])
    assert result.exit_code == 1 and "nowhere.csv" in result.output and not (tmp_path / "new").exists()


def test_without_micropython_it_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "missing", lambda: "there is no wheel for this computer")
    result = CliRunner().invoke(app, ["virtual", str(tmp_path / "clip")])
    assert result.exit_code == 1 and "there is no wheel for this computer" in result.output
    assert "recoil demo" in result.output and not (tmp_path / "clip").exists()
