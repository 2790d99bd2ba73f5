"""`recoil live` on a pseudo-terminal: the screen, the lines, the recording, how it ends."""

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import live_clip
from clip_at_cable import recoil
from recoil.device.live import listening
from recoil.device.live.capture import Capture
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.simulation.clip import engine
from relay import Relay

if engine.missing():
    pytest.skip(engine.missing(), allow_module_level=True)
PATIENCE_S = 60
CLOSE = (100, 100, 0.6, 0.6)  # replay tells time by the true period, not by whole us a sample
ANSI = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]")


class Terminal:
    """`recoil live` on a terminal of its own; `text` is all that was painted, without colours."""

    def __init__(self, port: str, *options: str, columns: int = 80, **environment: str) -> None:
        self.painted = b""
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        unset = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        command = [sys.executable, "-m", "recoil", "live", "--port", port, *options]
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**unset, "TERM": "xterm-256color", "PYTHONUTF8": "1", **environment},
            start_new_session=True,
        )
        os.close(slave)

    @property
    def text(self) -> str:
        """What was painted."""
        return ANSI.sub(b"", self.painted).decode(errors="replace").replace("\r", "")

    def wait(self, pattern: str) -> str:
        """Wait until something is painted; return all of it."""
        while not re.search(pattern, self.text):
            assert self._read(), f"it ended before {pattern!r}:\n{self.text[-3000:]}"
        return self.text

    def frame(self) -> list[str]:
        """Return the lines of the last whole picture."""
        pictures = re.findall(r"╭.*?╯", self.text, re.DOTALL)
        return pictures[-1].split("\n")

    def interrupt(self) -> str:
        """Press Ctrl-C; return what is painted after that."""
        before = len(self.painted)
        self.process.send_signal(signal.SIGINT)
        while self._read():
            pass
        self.process.wait(PATIENCE_S)
        os.close(self._master)
        return ANSI.sub(b"", self.painted[before:]).decode().replace("\r", "")

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], PATIENCE_S)
        try:
            data = os.read(self._master, 65536) if ready else b""
        except OSError:  # nobody is at the other end any more
            data = b""
        self.painted += data
        return bool(data)


def live(port: str, *options: str) -> subprocess.Popen[str]:
    """Start `recoil live` without a terminal."""
    command = [sys.executable, "-m", "recoil", "live", "--port", port, *options]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True
    )


def lines_of(process: subprocess.Popen[str], until: str) -> list[str]:
    """Read lines until one matches."""
    found: list[str] = []
    assert process.stdout is not None
    for line in process.stdout:
        found.append(line)
        if re.search(until, line):
            return found
    pytest.fail(f"it ended before {until!r}: {found} {process.stderr and process.stderr.read()}")


def stopped(process: subprocess.Popen[str]) -> tuple[list[str], str]:
    """Press Ctrl-C; return the rest of the lines and what went to standard error."""
    process.send_signal(signal.SIGINT)
    said, warned = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, warned
    return said.splitlines(), warned


@pytest.mark.parametrize("columns", [80, 120])
def test_the_screen(tmp_path: Path, columns: int) -> None:
    with live_clip.worn(tmp_path) as cable:
        terminal = Terminal(cable.port, columns=columns)
        terminal.wait(r"Anna  at a computer")
        live_clip.run(cable)
        terminal.wait(r"last cue +quicker steps, 0:\d\d ago")
        terminal.wait(r"(recording|paused)  1:[45]\d")
        terminal.wait(r"contact +\d\d\.\d ± \d\.\d % left +\(\d+ pairs\)")
        frame = terminal.frame()
        assert len(frame) <= 24 and {len(line) for line in frame} == {columns}
        text = "\n".join(frame)
        assert re.search(r"bounce +\d+ mm +contact +\d+ ms +flight", text) or "bounce  -" in text
        assert re.search(r"cadence +[▁-█ ]{20,} +1\d\d to 1\d\d /min", text)
        assert "80 %, 3.90 V" in text and "clock unset" in text and "battery" in text
        end = terminal.interrupt()
        assert re.search(r"Listened for \d+:\d\d: \d+ steps, session 00001 \(1:[45]\d, \d+\s+steps", end)
        assert terminal.process.returncode == 0 and b"\x1b[1;36m" in terminal.painted, "bold and cyan"
        assert not [note for note in cable.observed().notes if note["kind"] == "prompt"], "the session goes on"


def test_a_terminal_without_block_characters(tmp_path: Path) -> None:
    with live_clip.worn(tmp_path) as cable:
        terminal = Terminal(cable.port, PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C")
        terminal.wait(r"Anna  at a computer")
        assert terminal.text.isascii() and "- - -" in terminal.text
        terminal.interrupt()


def test_a_recording_replays_to_the_steps_that_the_clip_reported(tmp_path: Path) -> None:
    recording = tmp_path / "run.csv.gz"
    with live_clip.worn(tmp_path) as cable:
        process = live(cable.port, "--json", "--csv", str(recording))
        lines = lines_of(process, '"status"')
        live_clip.run(cable)
        lines += lines_of(process, r'"session_s": (10[2-9]|1[1-9]\d)')  # not each second has a status of its own
        rest, said = stopped(process)
    assert re.search(r"\d+ samples, \d+ s, none lost: .*run.csv.gz written. Next: recoil replay", said)
    told = [json.loads(line) for line in [*lines, *rest]]
    assert {"status", "step", "cue", "event"} == {message["type"] for message in told}
    assert [message["event"] for message in told if message["type"] == "event"][:1] == ["start"]
    names = ("step_us", "contact_us", "bounce_um", "peak_mg")
    clips = np.array([[message[name] for name in names] for message in told if message["type"] == "step"])
    assert len(clips) > 90
    whole = read_recording(recording)
    first_us = next(message["initial_contact_us"] for message in told if message["type"] == "step")
    start_s = float(replay(whole).steps["initial_contact_s"][0]) - first_us * 1e-6
    start = round(start_s * whole.rate_hz)
    # From the sample with which the session began, the core gives the same steps; it began between two polls.
    assert any(np.allclose(clips, replayed(whole, at)[: len(clips)], rtol=0, atol=CLOSE) for at in nearby(start))
    assert not (tmp_path / ".run.csv.gz.part").exists()


def nearby(at: int) -> Iterator[int]:
    """Yield the numbers around one, the nearest first."""
    yield at
    for far in range(1, 9):
        yield from (at - far, at + far)


def replayed(whole: Recording, at: int) -> np.ndarray:
    """Return what the clip says of each step, in whole us, um and mg, replayed from a sample on."""
    assert whole.gyr_dps is not None
    cut = Recording.of("cut", whole.time_s[at:], whole.acc_g[at:], whole.gyr_dps[at:], whole.rate_hz)
    steps = replay(cut).steps
    return np.column_stack([steps[name] * 1e3 for name in ("step_ms", "contact_ms", "bounce_mm", "peak_g")])


def test_a_plain_line_each_second(tmp_path: Path) -> None:
    with live_clip.worn(tmp_path) as cable:
        process = live(cable.port)
        assert lines_of(process, "at a computer")[-1].startswith("at a computer  battery 80 %")
        live_clip.run(cable)
        line = lines_of(process, "recording|paused")[-1]  # on a slow computer it is all over before a line is due
        rest, said = stopped(process)
    assert re.match(r"(recording|paused)  \d:\d\d  \d+ steps", line) and "\x1b" not in line and not said
    assert rest[-1].startswith("Listened for ") and re.search(r"the clip is (recording|paused)\.$", rest[-1])


def test_for_so_long_and_no_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the samples that have come: a computer that has much to do gets them late."""
    recording = tmp_path / "desk.csv"
    captures: list[Capture] = []
    monkeypatch.setattr(listening, "Capture", lambda table: captures.append(Capture(table)) or captures[0])
    monkeypatch.setattr(listening.listen_to, "__defaults__", (lambda: captures[0].seconds,))
    with live_clip.worn(tmp_path) as cable:
        result = recoil("live", "--port", cable.port, "--for", 2, "--csv", recording)
    assert result.exit_code == 0 and not result.stderr and f"{recording} written" in result.stdout, result.output
    assert 1.95 <= read_recording(recording).duration_s < 3.0, "without a session too"


def test_what_is_there_is_not_replaced_unasked(tmp_path: Path) -> None:
    recording = tmp_path / "run.csv"
    recording.write_text("dear to someone")
    process = live(str(tmp_path / "no port"), "--csv", str(recording))
    _, warned = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1 and "exists; --overwrite replaces it" in warned
    assert recording.read_text() == "dear to someone"


def test_unplugged_in_mid_recording(tmp_path: Path) -> None:
    recording = tmp_path / "run.csv.gz"
    master, slave = pty.openpty()
    port = os.ttyname(slave)
    with live_clip.worn(tmp_path) as cable:
        os.set_blocking(master, False)
        process, relay = live(port, "--csv", str(recording)), Relay(master, cable.port)
        lines_of(process, r"samples, ([2-9]|\d\d) s")  # not each second has a line
        relay.cut()
        os.close(slave)
        said, warned = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 1 and "is gone: it was unplugged" in warned
    assert f"{recording} written" in said and read_recording(recording).duration_s > 1


def test_a_clip_at_its_prompt_is_started(tmp_path: Path) -> None:
    with live_clip.worn(tmp_path) as cable:
        cable.send("ctrl_c")
        cable.wait("prompt")
        process = live(cable.port)
        lines_of(process, "at a computer")
        _, said = stopped(process)
        assert said == "the clip is at its prompt: starting its app\n"
