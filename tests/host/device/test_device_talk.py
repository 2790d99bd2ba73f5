"""The host's end of the cable: asking, listening, garbage, a clip that is at its prompt or gone."""

import base64
import os
import pty
import threading
import tty
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import live_clip
from recoil.cli.app import app
from recoil.cli.commands import download
from recoil.device import protocol, repl, survey
from recoil.device.errors import ClipBusyError, DeviceError
from recoil.device.messages import EventMessage, Message, RawMessage, StepMessage, parse
from recoil.device.ports import Port
from recoil.device.protocol import PortLostError, Stream, ask_status, listen, opened
from recoil.device.status import Status
from recoil.device.wake import asked_again, wake
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip

STATUS = (
    b'recoil {"firmware": "0.1.0", "clip": "ab", "name": "A", "board": "B", "state": "usb", "battery_pct": null, '
    b'"battery_mv": null, "faults": [], "utc_s": null, "session": null, "dropped": 0}\r\n'
)
needs_micropython = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")


@pytest.fixture
def ends() -> Iterator[tuple[int, str]]:
    """A cable with nothing at its end: what is written there, and the port's path."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield master, os.ttyname(slave)
    for end in (master, slave):
        os.close(end)


def until(stream: Stream, count: int, kind: type = object) -> list[Message]:
    """Listen until so many messages of a kind came."""
    found: list[Message] = []
    for messages in stream:
        found += [message for message in messages if isinstance(message, kind)]
        if len(found) >= count:
            return found
    return found


@needs_micropython
def test_asking_interrupts_nothing(tmp_path: Path) -> None:
    with live_clip.worn(tmp_path) as cable:
        status = wake(cable.port)
        assert (status.state, status.name, status.session) == ("usb", "Anna", None)
        live_clip.run(cable, wanted="")
        cable.wait("in step")
        status = wake(cable.port)
        assert status.is_recording and status.session == 1 and status.steps > 50
        assert status.session_s >= 102 and status.contact_share is not None
        assert not [note for note in cable.observed().notes if note["kind"] == "prompt"]


@needs_micropython
def test_steps_and_samples_come_without_gaps(tmp_path: Path) -> None:
    with live_clip.worn(tmp_path) as cable, listen(cable.port, raw=True) as stream:
        until(stream, 1, Status)
        live_clip.run(cable)
        raw = [message for message in until(stream, 25 * 80, RawMessage) if isinstance(message, RawMessage)]
        assert until(stream, 10, StepMessage)
        for before, after in pairwise(raw):
            assert after.first == before.first + len(before.counts)


@needs_micropython
def test_a_clip_at_its_prompt_is_started(tmp_path: Path) -> None:
    said: list[str] = []
    with live_clip.worn(tmp_path) as cable:
        with opened(cable.port) as line:
            line.write(b"\x03")
            cable.wait("prompt")
        assert ask_status(cable.port) is None
        with opened(cable.port) as line:
            line.write(b"\x01")  # somebody left it at the raw prompt
        assert wake(cable.port, said.append).state in ("ready", "usb")
        assert said == ["the clip is at its prompt: starting its app"]
        assert cable.observed().boots == ["power on", "soft reset"]


@needs_micropython
def test_a_clip_that_boots_is_waited_for(tmp_path: Path) -> None:
    clip = VirtualClip(tmp_path / "clip")
    clip.flash(compiled=True)
    with clip.plugged_in() as cable:
        assert wake(cable.port).state in ("ready", "usb")
        assert cable.observed().boots == ["power on"]


@needs_micropython
def test_another_program_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recoil.device.wake.BUSY_S", 1.0)  # it never answers
    clip = VirtualClip(tmp_path / "clip", flash_kb=256)
    clip.flash({"/main.py": "import time\nwhile True:\n    time.sleep_ms(10)\n"})
    with clip.plugged_in() as cable:
        cable.wait("boot")
        with pytest.raises(DeviceError, match="no Recoil app answers") as caught:
            wake(cable.port)
        assert "recoil flash" in caught.value.advice[0] and "reset button" in caught.value.advice[1]
        assert cable.observed().boots == ["power on"] and not cable.observed().of_kind("prompt")


def test_garbage_and_cut_lines_are_passed_over(ends: tuple[int, str]) -> None:
    master, port = ends
    with listen(port) as stream:
        stream.send(b"")
        os.write(master, b'20, "steps": 3}\r\nRecoil: gauge fault: no answer\r\n\xff\xfe\x00\n' + STATUS[:50])
        assert stream.receive() == []
        os.write(master, STATUS[50:] + b"x" * 3000)
        (status,) = until(stream, 1)
        assert isinstance(status, Status) and status.state == "usb"
        for _ in range(4):
            os.write(master, b"x" * 3000)
            assert stream.receive() == []
        os.write(master, b"\n" + b'cue {"time_ms": 5, "cue": "even"}\r\n')
        assert until(stream, 1) == [EventMessage(5, "even", 0, True)]


def test_the_lease_is_asked_for_again(ends: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    master, port = ends
    now_s = [0.0]
    with listen(port, raw=True) as stream:
        monkeypatch.setattr("recoil.device.protocol.time.monotonic", lambda: now_s[0])
        turns = iter(stream)
        for now_s[0] in (0.0, 0.4, 0.9, 1.1, 1.5, 2.2):
            next(turns)
    assert os.read(master, 100) == b"\x14\x12" * 3


def test_what_was_said_before_is_old(ends: tuple[int, str]) -> None:
    master, port = ends
    os.write(master, STATUS)
    assert ask_status(port, 0.2) is None
    assert os.read(master, 10) == b"\x16"


@pytest.mark.parametrize("asked", [1, 2], ids=["at once", "the first answer went missing"])
def test_a_clip_is_asked_until_it_answers(ends: tuple[int, str], asked: int) -> None:
    master, port = ends

    def answer() -> None:
        for _ in range(asked):
            assert os.read(master, 1) == b"\x16"
        os.write(master, STATUS)

    thread = threading.Thread(target=answer, daemon=True)  # it waits for ever if nobody asks
    thread.start()
    status = ask_status(port, 5)
    assert status is not None and status.battery_pct is None and status.last_cue is None


def test_unplugging_says_so() -> None:
    master, slave = pty.openpty()
    tty.setraw(slave)
    port = os.ttyname(slave)
    with pytest.raises(PortLostError, match="is gone: it was unplugged") as caught, listen(port) as stream:
        os.close(slave)
        os.close(master)
        until(stream, 1)
    assert "goes on without" in caught.value.advice[0]


def test_ports_that_cannot_be_opened(tmp_path: Path, ends: tuple[int, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as other:
        other.enter_context(opened(ends[1]))
        threading.Timer(0.2, other.close).start()
        assert ask_status(ends[1], 0) is None, "another program, as the desk, is waited for that has it for a moment"
    monkeypatch.setattr(protocol, "IN_USE_S", 0)
    with pytest.raises(PortLostError, match="there is no port"):
        ask_status(str(tmp_path / "ttyACM9"))
    with opened(ends[1]), pytest.raises(PortLostError, match="in use by another program"):
        ask_status(ends[1])
    (tmp_path / "file").write_text("")
    with pytest.raises(PortLostError, match="cannot open"):
        ask_status(str(tmp_path / "file"))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"recoil",
        b"recoil {}",
        b"recoil []",
        b'recoil {"firmware": 1',
        b"step {}",
        b'step {"initial_contact_us": "x"}',
        b"event {}",
        b"cue 7",
        b"raw 1 2",
        b"raw 1 2 !!!!",
        b"raw 1 2 AAAA",
        b"raw 1 0 AAAAAAAAAAAAAAAA",
        b"raw 1 4800000 ",
        b"raw x 4800000 AAAAAAAAAAAAAAAA",
        STATUS.replace(b'"faults": []', b'"faults": 7'),
    ],
)
def test_lines_that_mean_nothing(line: bytes) -> None:
    assert parse(line) is None


def test_samples_are_what_was_sent() -> None:
    counts = np.array([[0, 1, -1, 32767, -32768, 256], [6, 5, 4, 3, 2, 1]], dtype="<i2")
    message = parse(b"raw 7 4800000 " + base64.b64encode(counts.tobytes()) + b"\r")
    assert isinstance(message, RawMessage) and (message.first, message.period_ns) == (7, 4_800_000)
    assert np.array_equal(message.counts, counts)


def test_a_clip_that_answers_late_is_not_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy clip or computer must not cost a session."""
    recording = parse(STATUS.replace(b'"usb"', b'"recording"').strip())
    monkeypatch.setattr(repl, "ask_status", lambda path: None)
    monkeypatch.setattr(repl, "asked_again", lambda path, for_s: (recording, False))
    with pytest.raises(ClipBusyError, match="is recording"), repl.attached("/dev/nowhere"):
        pass


@pytest.mark.parametrize("kind", ["app", "prompt", "neither"])
def test_what_did_not_answer_at_once_is_asked_for_its_app_and_its_prompt(ends: tuple[int, str], kind: str) -> None:
    master, port = ends
    said = {"app": STATUS, "prompt": b"\r\nMicroPython v1.28.0; Feather RP2040\r\n>>> ", "neither": b"no >>> \r\n"}

    def answer() -> None:
        asked = b""
        while asked.count(b"\x02\x16") < 2:
            asked += os.read(master, 100)
        os.write(master, b"half a line\r\n" + said[kind])

    thread = threading.Thread(target=answer)
    thread.start()
    status, is_prompt = asked_again(port, 0.6 if kind == "neither" else 60)
    thread.join()
    assert (status is not None, is_prompt) == (kind == "app", kind == "prompt")


def test_an_answer_that_came_while_the_computer_was_busy_counts(
    ends: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    master, port = ends
    now_s = [0.0]
    with opened(port) as line:
        stream = Stream(line, port)
        monkeypatch.setattr("recoil.device.protocol.time.monotonic", lambda: now_s[0])
        answers = stream.answers(b"\x16", 0.6)
        assert next(answers) == []
        now_s[0] = 9.0
        os.write(master, STATUS)
        (status,) = next(answers)
        assert isinstance(status, Status) and list(answers) == []
    assert os.read(master, 10) == b"\x16"


def test_what_does_not_answer_is_not_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may be a clip whose session would be ended; only --stop, or a command for foreign boards, interrupts it."""
    asked = []
    monkeypatch.setattr(repl, "ask_status", lambda path: asked.append(path))
    monkeypatch.setattr(repl, "asked_again", lambda path, for_s: (None, False))
    not_asked = pytest.raises(ClipBusyError, match="does not answer; it was not interrupted")
    with not_asked as caught, repl.attached("/dev/nowhere"):
        pass
    assert asked == ["/dev/nowhere"] and "--stop" in caught.value.advice[1]
    for how in ({"stop_session": True}, {"interrupts": True}):
        with (
            pytest.raises(DeviceError, match=r"cannot be opened|stopped answering") as caught,
            repl.attached("/dev/nowhere", **how),
        ):
            pass
        assert not isinstance(caught.value, ClipBusyError)


def test_one_that_does_not_answer_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    last_is_done = threading.Event()

    def ask(path: str) -> Status | None:
        if path == "first":
            assert last_is_done.wait(30)  # never, if one were looked at after the other
            raise DeviceError("gone \x1b[2J")
        last_is_done.set()
        status = parse(STATUS.strip())
        return status if isinstance(status, Status) else None

    monkeypatch.setattr(survey, "ask_status", ask)
    first, last = survey.look_at([Port("first", "one"), Port("last", "another")])
    assert (first.state, first.note) == ("silent", "gone ?[2J")
    assert (last.state, last.clip_id) == ("usb", "ab")


@pytest.mark.parametrize(("answer", "may"), [("y\n", True), ("\n", False)])
def test_a_download_asks_before_it_ends_a_session(monkeypatch: pytest.MonkeyPatch, answer: str, may: bool) -> None:
    """Where someone sits at a terminal; else the clip is left alone unless --stop says otherwise."""
    recording = parse(STATUS.replace(b'"usb"', b'"recording"').strip())
    stops = []

    def attached(path: str, stop: bool) -> None:
        stops.append(stop)
        raise ClipBusyError("the clip is recording")

    monkeypatch.setattr(download, "ask_status", lambda path, timeout_s: recording)
    monkeypatch.setattr(download, "attached", attached)
    monkeypatch.setattr(download, "choose", lambda port: Port(port, "a clip"))
    for is_somebody_there in (True, False):
        monkeypatch.setattr(download.pain, "can_ask", lambda there=is_somebody_there: there)
        result = CliRunner().invoke(app, ["download", "--port", "/dev/nowhere"], input=answer)
        assert ("End it, save it" in result.output) == is_somebody_there and result.exit_code == 1
    assert stops == [may, False]
