"""A running virtual clip on a pseudo-terminal, judged by mpremote: as a library and as the command."""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recoil.simulation.clip import engine
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import VirtualClip
from virtual_programs import small_clip

if engine.missing():
    pytest.skip(engine.missing(), allow_module_level=True)
transport_serial = pytest.importorskip("mpremote.transport_serial")

Command = Callable[..., str]


@pytest.fixture
def clip(tmp_path: Path) -> VirtualClip:
    """A clip with a small program."""
    return small_clip(tmp_path)


@pytest.fixture
def cable(clip: VirtualClip) -> Iterator[Cable]:
    """The clip, switched on and plugged in, its program running."""
    with clip.plugged_in() as cable:
        cable.wait("light")
        yield cable


@pytest.fixture
def transport(cable: Cable) -> Iterator:
    """Mpremote's own transport to the clip, at the raw prompt."""
    transport = transport_serial.SerialTransport(cable.port, exclusive=False)
    transport.enter_raw_repl(soft_reset=False)
    yield transport
    transport.close()


@pytest.fixture
def mpremote(cable: Cable, tmp_path: Path) -> Command:
    """The command, connected to the clip; what it printed, or what it said when it failed."""

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "mpremote", "connect", cable.port, *arguments]
        environment = {**os.environ, "HOME": str(tmp_path)}
        done = subprocess.run(command, capture_output=True, env=environment, timeout=30, check=False)
        return done.stdout.decode().replace("\r\n", "\n") + done.stderr.decode()

    return run


def test_ctrl_c_ends_the_program_and_gives_the_prompt(cable: Cable, transport):
    assert "KeyboardInterrupt" in cable.wait("prompt")["error"]
    assert transport.fs_readfile("/closed") == b"properly"
    assert transport.eval("1 + 1") == 2 and transport.eval("booted") is True


def test_files_go_there_and_back(transport):
    data = bytes(range(256)) * 20
    transport.fs_mkdir("/folder")
    seen = []
    transport.fs_writefile("/folder/data", data, progress_callback=lambda done, size: seen.append((done, size)))
    assert seen[-1] == (len(data), len(data))
    assert transport.fs_readfile("/folder/data", progress_callback=lambda done, size: None) == data
    assert transport.fs_hashfile("/folder/data", "sha256") == hashlib.sha256(data).digest()
    assert {entry.name for entry in transport.fs_listdir("/")} == {"boot.py", "main.py", "closed", "folder"}
    assert transport.fs_stat("/folder/data").st_size == len(data) and transport.fs_isdir("/folder")
    with pytest.raises(FileNotFoundError):
        transport.fs_readfile("/nowhere")
    transport.fs_rmfile("/folder/data")
    assert transport.fs_listdir("/folder") == []


def test_output_errors_and_interruptions(transport):
    assert transport.exec("print('a\\nb')") == b"a\r\nb\r\n"
    assert transport.exec("print('x' * 20000)") == b"x" * 20000 + b"\r\n"
    long = "\n".join(f"value{number} = {number}" for number in range(400))
    assert transport.exec(long + "\nprint(value399)") == b"399\r\n"
    with pytest.raises(Exception, match=r'(?s)File "<stdin>", line 2, in <module>.*ZeroDivisionError'):
        transport.exec("a = 1\na / 0")
    with pytest.raises(Exception, match="SyntaxError"):
        transport.exec("a =")
    transport.exec_raw_no_follow("import time\ntime.sleep(1000)")
    time.sleep(0.1)
    transport.serial.write(b"\x03")
    assert b"KeyboardInterrupt" in transport.follow(5)[1]
    transport.use_raw_paste = False
    transport.serial.write(b"\x02\x01")
    transport.read_until(1, b"raw REPL; CTRL-B to exit\r\n")
    assert transport.exec("print(2 ** 70)") == b"1180591620717411303424\r\n"


def test_soft_resets_run_what_a_board_runs(cable: Cable, transport):
    transport.exec("leftover = 1\nimport machine\nmachine.RTC().datetime((2026, 5, 4, 0, 3, 2, 1, 0))")
    transport.enter_raw_repl(soft_reset=True)
    assert transport.eval("(booted, 'leftover' in globals())") == (True, False)
    assert transport.eval("__import__('machine').RTC().datetime()[:4]") == (2026, 5, 4, 0)
    list(cable.notes())
    transport.exit_raw_repl()
    transport.serial.write(b"\x04")
    assert cable.wait("boot")["cause"] == "soft reset"
    assert transport.read_until(1, b"main runs\r\n").endswith(b"MPY: soft reboot\r\nmain runs\r\n")


def test_hard_resets_and_power_cuts(cable: Cable, transport):
    list(cable.notes())
    transport.exec_raw_no_follow("import machine\nmachine.reset()")
    assert cable.wait("boot")["cause"] == "reset"
    cable.send("power_cut", off_ms=10)
    assert cable.wait("boot")["cause"] == "power on"
    transport.enter_raw_repl(soft_reset=False)
    assert transport.eval("__import__('machine').RTC().datetime()[0]") == 2021


def test_the_friendly_prompt(transport):
    serial = transport.serial
    transport.exit_raw_repl()
    transport.read_until(1, b">>> ")
    for typed, answer in (
        (b"1 +\x08+ 1\r", b"2\r\n>>> "),
        (b"for i in range(2):\r    print(i)\r\r", b"0\r\n1\r\n>>> "),
        (b"nothing\r", b"NameError: name 'nothing' isn't defined\r\n>>> "),
        (b"half\x03", b"\r\n>>> "),
        (b"None\r", b"None\r\n>>> "),
    ):
        serial.write(typed)
        assert transport.read_until(1, answer, timeout=5).endswith(answer)


def test_the_command_works_as_with_a_board(cable: Cable, mpremote: Command, tmp_path: Path):
    (tmp_path / "there.txt").write_text("from the computer\n")
    (tmp_path / "script.py").write_text("import sys\nprint('ran on', sys.platform)\n")
    assert "main.py" in mpremote("fs", "ls", ":")
    assert "cp" in mpremote("fs", "cp", str(tmp_path / "there.txt"), ":there.txt")
    assert mpremote("fs", "cat", ":there.txt") == "from the computer\n"
    mpremote("fs", "cp", ":there.txt", str(tmp_path / "back.txt"))
    assert (tmp_path / "back.txt").read_text() == "from the computer\n"
    digest = hashlib.sha256(b"from the computer\n").hexdigest()
    assert digest in mpremote("fs", "sha256sum", ":there.txt")
    assert mpremote("rtc", "--set") == "" and time.strftime("(%Y, ") in mpremote("rtc")
    assert mpremote("exec", "print(6 * 7)") == "42\n"
    assert mpremote("run", str(tmp_path / "script.py")) == "ran on rp2\n"
    assert "ZeroDivisionError" in mpremote("exec", "1 / 0")
    assert "524288" in mpremote("df")
    assert "No such file" in mpremote("fs", "cat", ":nowhere")
    list(cable.notes())
    mpremote("reset")
    while cable.wait("boot")["cause"] != "reset":
        pass


def test_nothing_is_put_into_a_home(cable: Cable, clip: VirtualClip, mpremote: Command):
    # mip would install into ~/.micropython if the clip saw the computer.
    assert mpremote("exec", "import sys, os; print(sys.path, os.getenv('HOME'))") == (
        f"['', '.frozen', '/lib'] {clip.home}\n"
    )
    assert list(clip.home.iterdir()) == []
