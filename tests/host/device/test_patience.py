"""Nobody is kept waiting by what comes over a cable, and what comes is not copied again and again."""

import pytest

from hostile_clip import Case, Clock, HostileLine
from recoil.device import patience
from recoil.device.patience import OutOfPatience, PatientLine
from recoil.device.repl import SILENCE_S, Transport, enter_raw


class Fed(HostileLine):
    """A line at which so many bytes come again and again."""

    def __init__(self, clock: Clock, every_s: float, data: bytes) -> None:
        super().__init__(Case(0, "mute", "", "", None), clock)  # pyright: ignore[reportArgumentType]
        self._endless = lambda: (every_s, data)
        self.reads = 0

    def read(self, size: int = 1) -> bytes:
        self.reads += 1
        return super().read(size)


def line_of(monkeypatch: pytest.MonkeyPatch, every_s: float, data: bytes) -> tuple[Clock, Fed, PatientLine, Transport]:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock.monotonic)
    monkeypatch.setattr("time.sleep", clock.sleep)
    fed = Fed(clock, every_s, data)
    transport = Transport.__new__(Transport)
    transport.is_pty = False
    line = PatientLine(fed, "port")
    transport.serial = line  # pyright: ignore[reportAttributeAccessIssue]
    return clock, fed, line, transport


def test_bytes_that_never_end_do_not_prolong_a_talk_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    for longest_s in (None, 60.0):
        clock, _, line, transport = line_of(monkeypatch, 0.02, b" ")
        begun_s = clock.now_s
        line.allow(8.0, 1 << 20, 0.05, longest_s)  # each byte gives more time than it takes
        with pytest.raises(OutOfPatience, match="does not come to an end"):
            transport.read_until(1, b"\x04", timeout=2)
        assert clock.now_s - begun_s == pytest.approx(
            8.0 + patience.OVER_S if longest_s is None else longest_s, abs=2.1
        )


def test_a_flood_is_taken_in_large_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, fed, line, transport = line_of(monkeypatch, 0.0001, b"\x1b[31mA" * 40)
    begun_s = clock.now_s
    line.allow(8.0, 1 << 18)
    with pytest.raises(OutOfPatience, match="far more than was asked"):
        transport.read_until(1, b"\x04", timeout=2)
    assert clock.now_s - begun_s < 1.0 and fed.reads < 2000  # of a quarter of a million bytes


def test_nothing_is_lost_between_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, line, transport = line_of(monkeypatch, 0.001, b"abcdefg>")
    assert transport.read_until(1, b"d") == b"abcd" and line.inWaiting() > 0
    assert line.read(2) == b"ef" and line.read(10) == b"g>abcdefg>"
    line.reset_input_buffer()
    assert line.read(3) == b"abc"


BANNER = b"raw REPL; CTRL-B to exit\r\n>"


class Late(HostileLine):
    """A clip at its prompt that does nothing until a time, and then all that it was told; `told` is that."""

    def __init__(self, clock: Clock, until_s: float) -> None:
        super().__init__(Case(0, "mute", "", "", None), clock)  # pyright: ignore[reportArgumentType]
        self._until_s = until_s
        self.told = b""

    def write(self, data: bytes) -> int:
        self.told += data
        answer = {b"\r\x01": BANNER, b"\x05A\x01": b"R\x01\x80\x00", b"pass": b"", b"\x04": b"\x04"}.get(data, b"")
        if answer:
            self._say(answer, max(self._until_s - self.clock.now_s, 0.0))
        return len(data)


def late(monkeypatch: pytest.MonkeyPatch, until_s: float) -> tuple[Late, Transport]:
    clock = Clock()
    monkeypatch.setattr("time.monotonic", clock.monotonic)
    monkeypatch.setattr("time.sleep", clock.sleep)
    line = Late(clock, clock.now_s + until_s)
    line.timeout = SILENCE_S
    transport = Transport.__new__(Transport)
    transport.is_pty, transport.use_raw_paste = False, True
    transport.serial = PatientLine(line, "port")  # pyright: ignore[reportAttributeAccessIssue]
    return line, transport


@pytest.mark.parametrize(("until_s", "tries"), [(0.0, 1), (1.9, 1), (3.0, 3), (5.0, 4)])
def test_a_prompt_that_answers_late_is_entered_with_no_answer_left(
    monkeypatch: pytest.MonkeyPatch, until_s: float, tries: int
) -> None:
    line, transport = late(monkeypatch, until_s)
    enter_raw(transport)
    assert transport.serial.read(100) == b">" and line.told == b"\r\x03\r\x01" * tries


def test_a_program_is_sent_to_a_clip_that_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    line, transport = late(monkeypatch, 5.0)
    line._say(b">")
    transport.exec_raw_no_follow("pass")
    assert line.told == b"\x05A\x01pass\x04" and line.timeout == SILENCE_S
