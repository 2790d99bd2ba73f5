"""Asks a clip whose app runs, and listens to it, without interrupting it. The protocol: `docs/usb-protocol.md`."""

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

import serial

from recoil.common.errors import one_line
from recoil_clip.spec.usb import ASK_CORE, ASK_LIVE, ASK_RAW, ASK_SCREEN, ASK_STATUS

from .errors import LINE_ERRORS, LinkLostError
from .messages import LONGEST_LINE, Message, parse
from .status import Status

__all__ = ["PortInUseError", "PortLostError", "Status", "Stream", "ask_status", "listen", "opened"]

ASK, LIVE, RAW = bytes((ASK_STATUS,)), bytes((ASK_LIVE,)), bytes((ASK_RAW,))
BEGIN = {"screen": bytes((ASK_SCREEN,)), "core": bytes((ASK_CORE,))}
RENEW_S = 1.0
ANSWER_S = 0.6
AGAIN_S = 0.25
"""When a request is made again: a clip throws away what it has to say when the computer does not take it for 50 ms."""
LATE_S = 1.6
"""How long a clip may keep a computer waiting that follows a run: a cue goes before an answer."""
IN_USE_S = LATE_S + 0.4
"""How long another program is waited for that has the port: one that only asks for a status, as the desk does."""
IN_USE_NAP_S = 0.05
OLD_S = 0.05  # what comes so soon after opening was said to nobody, maybe long ago
READ_S = 0.05
WRITE_S = 1.0
BAUD = 115200  # without a meaning on USB, but 1200 would reset a board
READ_BYTES = 4096


class PortLostError(LinkLostError):
    """The port cannot be opened, or is not there any more."""


class PortInUseError(PortLostError):
    """Another program has the port."""


def ask_status(port: str, timeout_s: float = ANSWER_S) -> Status | None:
    """Return what the clip at a port is doing; None if nothing answers: a prompt, another program, a clip that starts.

    A `PortLostError` if the port cannot be opened.
    """
    with opened(port) as line:
        for messages in Stream(line, port).answers(ASK, timeout_s):
            for message in messages:
                if isinstance(message, Status):
                    return message
    return None


@contextmanager
def listen(port: str, live: bool = True, raw: bool = False) -> Iterator["Stream"]:
    """Have the clip at a port tell what it does, as long as the context lasts."""
    with opened(port) as line:
        yield Stream(line, port, (LIVE if live else b"") + (RAW if raw else b""))


class Stream:
    """The messages of a clip. `wanted` are the requests to be made again each second while one iterates."""

    def __init__(self, line: serial.Serial, port: str, wanted: bytes = b"") -> None:
        self._line = line
        self._port = port
        self._wanted = wanted
        self._asked_s = -RENEW_S
        self._cut = b""

    @property
    def cut(self) -> bytes:
        """The beginning of a line that has not come to its end."""
        return self._cut

    def __iter__(self) -> Iterator[list[Message]]:
        """Yield what has come, several times a second, also when nothing has; `PortLostError` if the clip is gone."""
        while True:
            now_s = time.monotonic()
            if now_s - self._asked_s >= RENEW_S:
                self._asked_s = now_s
                self.send(self._wanted)
            yield self.receive()

    def answers(self, request: bytes, for_s: float) -> Iterator[list[Message]]:
        """Make a request, again and again for so long, and yield what has come; what came while we slept, too."""
        self.send(request)
        begun_s = asked_s = now_s = time.monotonic()
        while now_s - begun_s < for_s:
            if now_s - asked_s >= AGAIN_S:
                asked_s = now_s
                self.send(request)
            yield self.receive()
            now_s = time.monotonic()
        yield self.receive()

    def send(self, request: bytes) -> None:
        """Send requests, a byte each; a clip that takes nothing just now is passed over."""
        try:
            self._line.write(request)
        except serial.SerialTimeoutException:
            pass  # it does not take anything just now
        except LINE_ERRORS as error:
            raise gone(self._port, error) from None

    def receive(self) -> list[Message]:
        """Wait a moment and return what has come; lines that were cut or are none of the clip's are left out."""
        try:
            data = self._line.read(1)
            data += self._line.read(min(self._line.in_waiting, READ_BYTES))
        except (*LINE_ERRORS, TypeError) as error:  # TypeError: closed under its reader
            raise gone(self._port, error) from None
        *lines, cut = (self._cut + data).split(b"\n")
        self._cut = cut if len(cut) <= LONGEST_LINE else b""
        return [message for line in lines if (message := parse(line)) is not None]


@contextmanager
def opened(port: str) -> Iterator[serial.Serial]:
    """Open a port for oneself alone; what was said before is gone.

    Raises:
        PortInUseError: Another program has it, and still has after `IN_USE_S`.
        PortLostError: It cannot be opened.
    """
    deadline_s = time.monotonic() + IN_USE_S
    while True:
        try:
            line = serial.serial_for_url(port, BAUD, timeout=READ_S, write_timeout=WRITE_S, exclusive=True)
            break
        except (OSError, ValueError, serial.SerialException) as error:
            lost = unopened(port, error)
            if not isinstance(lost, PortInUseError) or time.monotonic() >= deadline_s:
                raise lost from None
        time.sleep(IN_USE_NAP_S)
    try:
        time.sleep(OLD_S)
        try:
            line.reset_input_buffer()
        except LINE_ERRORS as error:
            raise gone(port, error) from None
        yield line
    finally:
        with contextlib.suppress(*LINE_ERRORS):
            line.close()


def unopened(port: str, error: BaseException) -> PortLostError:
    """Say why a port cannot be opened."""
    number = getattr(error, "errno", None)
    if number == 2:
        return PortLostError(f"there is no port {one_line(port)}: is the clip plugged in?")
    if number == 13:
        return PortLostError(
            f"you may not use {one_line(port)}",
            "On Linux: sudo usermod -a -G dialout $USER, then log out and in again.",
        )
    if number == 11 or "exclusively lock" in str(error):
        return PortInUseError(f"{one_line(port)} is in use by another program: close it first")
    return PortLostError(f"cannot open {one_line(port)}: {one_line(error).lower()}")


def gone(port: str, error: BaseException) -> PortLostError:
    """Say that the clip is not there any more."""
    return PortLostError(
        f"the clip at {one_line(port)} is gone: it was unplugged or switched off",
        "Its session, if one was on, goes on without the cable.",
    )
