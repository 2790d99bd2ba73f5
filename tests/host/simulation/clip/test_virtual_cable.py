"""A virtual clip on its cable: time that is hurried, events that are sent, and how it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip
from virtual_programs import small_clip

if engine.missing():
    pytest.skip(engine.missing(), allow_module_level=True)
transport_serial = pytest.importorskip("mpremote.transport_serial")

OUT_OF_SIGHT = """
import sys
from recoil.simulation.clip.clip import VirtualClip
clip = VirtualClip(sys.argv[1], flash_kb=256)
clip.flash({"main.py": "import time\\nwhile True:\\n    time.sleep_ms(10)\\n"})
with clip.plugged_in() as cable:
    cable.wait("boot")
    print(cable._process.pid, flush=True)
    sys.stdin.read()
"""

SAYS_MUCH = """
import select, sys, time
room = select.poll()
room.register(sys.stdout, select.POLLOUT)
time.sleep(1)
for number in range(600):
    for _ in range(4):
        if room.poll(0):
            sys.stdout.write("%050d\\n" % number)
            break
        time.sleep_ms(1)
print("done")
"""


def test_time_can_be_hurried_and_events_sent(tmp_path: Path):
    clip = small_clip(tmp_path)
    with clip.plugged_in() as cable:
        cable.wait("light")
        began = list(cable.notes())
        assert began == []
        cable.send("press", ms=200, in_ms=100_000)
        cable.hurry(3600)
        noted = list(cable.watch("in step"))
        assert [note.get("do") for note in noted] == ["hurry", "press", "release", None]
        assert noted[-1]["us"] - noted[0]["us"] >= 3600_000_000
    observed = cable.observed()
    assert observed.notes[-1]["kind"] == "end" and observed.lights[0][1] == [[0, 9, 0]]


def test_a_program_that_prints_to_nobody_goes_on(tmp_path: Path):
    clip = VirtualClip(tmp_path, flash_kb=256)
    program = (
        "import time\nfor n in range(3000):\n    print('nobody reads this line', n)\ntime.sleep(1)\nopen('/done', 'w')"
    )
    clip.flash({"/main.py": program})
    with clip.plugged_in() as cable:
        assert cable.wait("prompt")["error"] == ""
        transport = transport_serial.SerialTransport(cable.port, exclusive=False)
        transport.enter_raw_repl(soft_reset=False)
        assert transport.fs_exists("/done")
        transport.close()


def test_while_time_flies_a_busy_computer_is_waited_for(tmp_path: Path):
    """Much more is said than the terminal holds, before anybody reads; what waits for 4 ms is thrown away."""
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": SAYS_MUCH})
    with clip.plugged_in() as cable, open(cable.port, "rb", buffering=0) as line:  # noqa: PTH123
        cable.hurry(1000)
        cable.wait("boot")
        time.sleep(0.8)
        said = b""
        while b"done" not in said:
            said += line.read(4096)
    assert said.partition(b"done")[0].split() == [b"%050d" % number for number in range(600)]


def test_the_clip_ends_with_its_host(tmp_path: Path):
    command = [sys.executable, "-c", OUT_OF_SIGHT, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        clip = int(host.stdout.readline())
        host.send_signal(signal.SIGKILL)
        host.wait()
        for _ in range(3000):
            if gone(clip):
                return
            time.sleep(0.02)
    os.kill(clip, signal.SIGKILL)
    pytest.fail("the clip outlived its host")


def gone(process: int) -> bool:
    """Return True if a process has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().split(") ")[1][0] == "Z"
    except FileNotFoundError:
        return True


def test_a_clip_that_fails_says_why(tmp_path: Path):
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": ""})
    with clip.plugged_in() as cable:
        cable.wait("boot")
        with pytest.raises(engine.VirtualClipError, match="does not know the event 'jump'"):
            cable.send("jump")
        cable.send("motion", path="/nowhere")
        with pytest.raises(engine.VirtualClipError, match=r"failed at \d+\.\d{3} s: OSError\(2,"):
            cable.wait("light")
