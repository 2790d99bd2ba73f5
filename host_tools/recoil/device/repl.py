"""A clip's raw prompt over its port. Entering it interrupts the app in good order, leaving it starts the app again."""

import contextlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from mpremote.transport import TransportError, TransportExecError
from mpremote.transport_serial import SerialTransport

from recoil.common.errors import one_line

from .errors import LINE_ERRORS, ClipBusy, DeviceError, LinkLost
from .protocol import ask_status

TRIES = 5  # a clip that is closing a session takes a moment
SILENCE_S = 2  # for one read
WRITING_S = 10.0
LOST = (TransportError, *LINE_ERRORS)


class ClipError(DeviceError):
    """Code on the clip that ended with an error; `report` is what MicroPython said."""

    def __init__(self, report: str) -> None:
        lines = report.strip().splitlines() or ["no reason"]
        super().__init__(f"the clip says: {one_line(lines[-1])}")
        self.report = report


class Link:
    """Runs code at the raw prompt."""

    def __init__(self, transport: SerialTransport, path: str) -> None:
        self.transport = transport
        self.path = path

    def run(self, code: str, timeout_s: int = 10) -> bytes:
        """Run code and return what it printed; a `ClipError` if it raised, `LinkLost` if nothing comes back."""
        with self.guarded():
            printed, failed = self.transport.exec_raw(code, timeout=timeout_s)
        if failed:
            raise ClipError(failed.decode("utf-8", "replace"))
        return printed

    def ask(self, code: str, timeout_s: int = 10) -> Any:
        """Run code that prints one JSON document; return its value."""
        printed = self.run(code, timeout_s)
        try:
            return json.loads(printed)
        except ValueError:
            raise LinkLost(f"the clip's answer makes no sense: {one_line(printed[-60:])}; try again") from None

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Turn whatever goes wrong with the line into one error."""
        try:
            yield
        except TransportExecError as error:
            raise ClipError(error.error_output) from None
        except LOST as error:
            raise lost(self.path, error) from None


@contextmanager
def attached(path: str, stop_session: bool = False) -> Iterator[Link]:
    """Take over the clip at a port; a `ClipBusy` while it records, unless the session is to be stopped."""
    status = ask_status(path)
    if status is not None and status.is_recording and not stop_session:
        raise ClipBusy(
            f"the clip at {one_line(path)} is recording ({one_line(status.session_name or 'a session')})",
            "End the session with a long press on its button, then try again.",
            "Or add --stop: the session is ended and saved properly first.",
        )
    transport = None
    with contextlib.ExitStack() as stack:
        try:
            transport = SerialTransport(path, timeout=SILENCE_S)
            stack.callback(_leave, transport)
            transport.serial.write_timeout = WRITING_S  # pyright: ignore[reportAttributeAccessIssue]
            _enter(transport)
        except LOST as error:
            raise lost(path, error) from None
        yield Link(transport, path)


def lost(path: str, error: BaseException) -> LinkLost:
    """Say that nothing comes from a port, and why."""
    why = one_line(getattr(error, "strerror", None) or error) or "it is silent"
    held = "exclusively lock" in why or "failed to access" in why
    if held:
        return LinkLost(
            f"the port {one_line(path)} cannot be opened",
            "Another program may hold it, or you may not be allowed to use it: `recoil doctor` tells.",
        )
    return LinkLost(
        f"the clip at {one_line(path)} stopped answering ({why})",
        "Check the cable and run the command again: it goes on where it was, nothing is lost.",
    )


def _enter(transport: SerialTransport) -> None:
    for left in range(TRIES - 1, -1, -1):
        with contextlib.redirect_stdout(None):  # mpremote prints what it did not expect
            try:
                transport.enter_raw_repl(soft_reset=False, timeout_overall=SILENCE_S)
                return
            except TransportError:
                if not left:
                    raise
        time.sleep(0.3)


def _leave(transport: SerialTransport) -> None:
    """Start the app again: a soft reset from the friendly prompt, which keeps the clock."""
    with contextlib.suppress(*LOST):
        transport.serial.write(b"\r\x03\x02\x04")
        transport.read_until(1, b"soft reboot\r\n", timeout=SILENCE_S, timeout_overall=SILENCE_S)
    with contextlib.suppress(*LOST):
        transport.close()
