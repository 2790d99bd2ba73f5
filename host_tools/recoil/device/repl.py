"""A clip's raw prompt over its port. Entering it interrupts the app in good order, leaving it starts the app again."""

import contextlib
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from recoil.common.errors import one_line

from .errors import LINE_ERRORS, ClipBusyError, DeviceError, LinkLostError
from .patience import BYTES_PER_S, OutOfPatience, PatientLine
from .protocol import PortLostError, ask_status, opened
from .schema import Check, Wrong, answer
from .wake import BOOT_S, asked_again

TRIES = 5  # a clip that is closing a session takes a moment
NAP_S = 0.01
SILENCE_S = 2  # for one read
SENDING_S = 6.0  # for a read while a program is sent; mpremote asks once
WRITING_S = 10.0
ENTERING_S = 7.5
BUSY_S = 2.5  # a computer or a clip that has much to do answers late
STARTING_S = 10.0
"""An app that is starting, or a computer that has far too much to do, before a command that needs not interrupt."""
NOISE_BYTES = 1 << 20  # of a program that is not ours, before it lets itself be interrupted
TALK_BYTES = 200
ANSWER_BYTES = 1 << 16
LEAVING_S = 2.0
LOST = (TransportError, *LINE_ERRORS)


class ClipError(DeviceError):
    """Code on the clip that ended with an error; `report` is what MicroPython said."""

    def __init__(self, report: str) -> None:
        lines = report.strip().splitlines() or ["no reason"]
        super().__init__(f"the clip says: {one_line(lines[-1])}")
        self.report = report


class Transport(SerialTransport):
    """mpremote's, whose way to an answer's end takes no longer for what is before it."""

    def read_until(
        self,
        min_num_bytes: int,
        ending: bytes,
        timeout: float | None = 10,
        data_consumer: Callable[[bytes], None] | None = None,
        timeout_overall: float | None = None,
    ) -> bytes:
        """Return what comes up to an ending; what has come by then where it does not.

        Args:
            min_num_bytes: Not used.
            ending: What is waited for.
            timeout: From one character to the next, s; None: for ever.
            data_consumer: Not used here.
            timeout_overall: In silence, s from the begin; None: for ever.
        """
        line: Any = self.serial
        begun_s = came_s = time.monotonic()
        data = bytearray()
        while not data.endswith(ending):
            more = line.read(1) if self.is_pty or line.in_waiting else b""
            now_s = time.monotonic()
            if more:
                data += more
                came_s = now_s
            elif any(
                limit is not None and now_s >= since_s + limit
                for limit, since_s in ((timeout, came_s), (timeout_overall, begun_s))
            ):
                break
            else:
                time.sleep(NAP_S)
        return bytes(data)

    def enter_raw_repl(self, soft_reset: bool = False, timeout_overall: float = SILENCE_S) -> None:
        """Interrupt what runs and go to the raw prompt; mpremote's prints what it did not expect.

        Args:
            soft_reset: Not done here.
            timeout_overall: In silence, s.

        Raises:
            TransportError: It is not there.
        """
        line: Any = self.serial
        line.write(b"\r\x03")
        while more := line.in_waiting:
            line.read(more)
        line.write(b"\r\x01")
        banner = b"raw REPL; CTRL-B to exit\r\n"
        if not self.read_until(1, banner, timeout_overall=timeout_overall).endswith(banner):
            raise TransportError("could not enter raw repl")
        self.in_raw_repl = True

    def exec_raw_no_follow(self, command: str | bytes) -> None:
        """Send a program and have it run.

        Args:
            command: The program.

        Raises:
            TransportError: It was not taken.
        """
        line: Any = self.serial
        before_s, line.timeout = line.timeout, SENDING_S
        try:
            super().exec_raw_no_follow(command)
        finally:
            line.timeout = before_s


class Link:
    """Runs code at the raw prompt."""

    def __init__(self, transport: SerialTransport, path: str, patience: PatientLine) -> None:
        self.transport = transport
        self.path = path
        self.patience = patience
        self._lost: LinkLostError | None = None

    def run(
        self,
        code: str,
        timeout_s: float = 8,
        most_bytes: int = ANSWER_BYTES,
        each_s: float | None = None,
        longest_s: float | None = None,
    ) -> bytes:
        """Run code and return what it printed; a `ClipError` if it raised, `LinkLostError` if nothing comes back.

        It has `timeout_s` until it is done, and `each_s` more for every byte that it prints, at most `most_bytes`;
        in all at most `longest_s`, or a few seconds more than `timeout_s`.
        """
        with self.guarded():
            self.allow(timeout_s, most_bytes + len(code) // 16, each_s, longest_s)
            printed, failed = self.transport.exec_raw(code, timeout=timeout_s)  # pyright: ignore[reportArgumentType]
        if failed:
            raise ClipError(failed.decode("utf-8", "replace"))
        return printed

    def ask(self, code: str, check: Check, timeout_s: float = 8) -> Any:
        """Run code that prints one JSON document; return what the check makes of it.

        Raises:
            DeviceError: It is not what the check takes.
        """
        return sensible(self.run(code, timeout_s), check)

    def allow(
        self, seconds: float, most_bytes: int, each_s: float | None = None, longest_s: float | None = None
    ) -> None:
        """Begin a talk that takes at most so long and brings at most so much; see `PatientLine.allow`."""
        self.patience.allow(seconds, most_bytes, 1 / BYTES_PER_S if each_s is None else each_s, longest_s)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn whatever goes wrong with the line into one error; a line that is lost once stays so."""
        if self._lost:
            raise self._lost
        try:
            yield
        except TransportExecError as error:
            raise ClipError(error.error_output) from None
        except LinkLostError as error:
            self._lost = error
            raise
        except (*LOST, struct.error) as error:
            self._lost = lost(self.path, error)
            raise self._lost from None


def sensible(printed: bytes | str, check: Check) -> Any:
    """Return what a check makes of a JSON document that a clip printed; a `DeviceError` if it is not such a one."""
    try:
        return answer(printed, check)
    except Wrong as error:
        end = printed[-60:]
        raise DeviceError(
            f"the clip's answer makes no sense ({one_line(error, 120)}): {one_line(end)}",
            "Try again; if it stays so, recoil flash puts its firmware on it anew.",
        ) from None


_left_s: dict[str, float] = {}
"""When this process left a clip at a port: its app starts, there is no session that could be ended."""


@contextmanager
def attached(path: str, stop_session: bool = False, interrupts: bool = False) -> Iterator[Link]:
    """Take over the clip at a port; a `ClipBusyError` while it records, unless the session is to be stopped.

    What runs there and does not say that it is a clip's app may be one that has no time to answer. It is interrupted
    only with `stop_session` or `interrupts`: for a board that has, or may have, another program.
    """
    status = ask_status(path)
    if status is None and not stop_session:
        interrupts = interrupts or time.monotonic() - _left_s.get(path, -BOOT_S) < BOOT_S
        status, is_prompt = asked_again(path, BUSY_S if interrupts else STARTING_S)
        if status is None and not is_prompt and not interrupts:
            raise ClipBusyError(
                f"what runs at {one_line(path)} does not answer; it was not interrupted",
                "A clip that has much to do, or starts: try again in a moment. `recoil doctor` looks closer.",
                "Or add --stop: what runs there is interrupted, a session is ended and saved properly first.",
            )
    if status is not None and status.is_recording and not stop_session:
        raise ClipBusyError(
            f"the clip at {one_line(path)} is recording ({one_line(status.session_name or 'a session')})",
            "End the session with a long press on its button, then try again.",
            "Or add --stop: the session is ended and saved properly first.",
        )
    transport = None
    with contextlib.ExitStack() as stack:
        try:
            transport = _opened(path)
            stack.callback(_leave, transport, path)
            transport.serial.write_timeout = WRITING_S  # pyright: ignore[reportAttributeAccessIssue]
            patience = PatientLine(transport.serial, path)
            transport.serial = patience  # pyright: ignore[reportAttributeAccessIssue]
            _enter(transport, patience, path)
        except (*LOST, struct.error) as error:
            raise lost(path, error) from None
        yield Link(transport, path, patience)


def lost(path: str, error: BaseException) -> LinkLostError:
    """Say that nothing comes from a port, and why."""
    why = one_line(getattr(error, "strerror", None) or error) or "it is silent"
    held = "exclusively lock" in why or "failed to access" in why
    if held:
        return LinkLostError(
            f"the port {one_line(path)} cannot be opened",
            "Another program may hold it, or you may not be allowed to use it: `recoil doctor` tells.",
        )
    return LinkLostError(
        f"the clip at {one_line(path)} stopped answering ({why})",
        "Check the cable and run the command again: it goes on where it was, nothing is lost.",
    )


def _opened(path: str) -> Transport:
    """Open a port that another program may have for a moment."""
    try:
        return Transport(path, timeout=SILENCE_S)
    except TransportError:
        with contextlib.suppress(PortLostError), opened(path):
            pass  # it is free now
        return Transport(path, timeout=SILENCE_S)


def _enter(transport: SerialTransport, patience: PatientLine, path: str) -> None:
    patience.allow(ENTERING_S, NOISE_BYTES, each_s=0.0)
    try:
        enter_raw(transport)
    except (TransportError, OutOfPatience):
        if patience.came < TALK_BYTES:
            raise  # not a program that talks: silence, or an answer that went wrong
        raise DeviceError(
            f"another program runs at {one_line(path)} and does not let itself be interrupted",
            "Plug the board in with its BOOTSEL button held, then recoil flash --uf2 FILE puts MicroPython on it.",
            "If its program is still there then, erase the flash first: put flash_nuke.uf2 on the drive.",
        ) from None


def enter_raw(transport: SerialTransport) -> None:
    """Go to the raw prompt of a clip that may take a moment; no answer but the prompt is then on its way."""
    is_late = False
    for left in range(TRIES - 1, -1, -1):
        try:
            transport.enter_raw_repl(soft_reset=False, timeout_overall=SILENCE_S)
            if not is_late:
                return
            is_late = False  # its answers to the tries before are on their way: once more, when they have come
        except TransportError:
            if not left:
                raise
            is_late = True
        time.sleep(0.3)


def _leave(transport: SerialTransport, path: str) -> None:
    """Start the app again: a soft reset from the friendly prompt, which keeps the clock."""
    with contextlib.suppress(*LOST, LinkLostError):
        if isinstance(transport.serial, PatientLine):
            transport.serial.allow(LEAVING_S, NOISE_BYTES, each_s=0.0)
        transport.serial.write(b"\r\x03\x02\x04")
        transport.read_until(1, b"soft reboot\r\n", timeout=SILENCE_S, timeout_overall=SILENCE_S)
        _left_s[path] = time.monotonic()
    with contextlib.suppress(*LOST):
        transport.close()
