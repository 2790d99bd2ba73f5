"""A clip whose app may not run: waits for one that is busy, starts one that sits at its prompt."""

import time
from collections.abc import Callable

from recoil.common.errors import one_line

from .errors import LINE_ERRORS, DeviceError
from .protocol import ask_status, gone, opened
from .status import Status

BANNER, SOFT_RESET = b"\x02", b"\x04"  # the app ignores both, so that a busy one is not disturbed
PROMPT = b">>> "
PROMPT_S = 0.6
BUSY_S = 4.0  # saving a session, booting
BOOT_S = 25.0
"""For an app to start: 12.3 s were measured on an emulated Feather RP2040, whose flash is the slowest."""


def wake(port: str, say: Callable[[str], None] = lambda line: None) -> Status:
    """Return what the clip is doing, once its app runs; nothing that runs is interrupted."""
    status = ask_status(port)
    if status is None and at_prompt(port):
        say("the clip is at its prompt: starting its app")
        _send(port, SOFT_RESET)
        status = _wait(port, BOOT_S)
    elif status is None:
        say("the clip is busy: waiting for it")
        status = _wait(port, BUSY_S)
    if status is None:
        raise DeviceError(
            f"no Recoil app answers at {one_line(port)}",
            "A board without the firmware yet: recoil flash installs it.",
            "Else press the clip's reset button, without holding the other one, and try again.",
            "`recoil doctor` looks closer.",
        )
    return status


def asked_again(port: str, for_s: float) -> tuple[Status | None, bool]:
    """Return what a clip is doing that did not answer at once, and whether it is at its prompt.

    It may be saving, and its session must not be ended.
    """
    if at_prompt(port):
        return None, True
    return _wait(port, for_s), False


def _wait(port: str, timeout_s: float) -> Status | None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        if status := ask_status(port):
            return status
    return None


def _send(port: str, request: bytes) -> None:
    with opened(port) as line:
        try:
            line.write(request)
            line.flush()
        except LINE_ERRORS as error:
            raise gone(port, error) from None


def at_prompt(port: str) -> bool:
    """Tell whether a prompt is there: ask for its banner; from the raw prompt, that leads to the friendly one."""
    with opened(port) as line:
        try:
            line.write(BANNER)
            deadline = time.monotonic() + PROMPT_S
            said = b""
            while time.monotonic() < deadline and PROMPT not in said:
                said += line.read(max(line.in_waiting, 1))
        except LINE_ERRORS as error:
            raise gone(port, error) from None
    return PROMPT in said
