"""A clip whose app may not run: waits for one that is busy, starts one that sits at its prompt."""

from collections.abc import Callable, Iterator

from recoil.common.errors import one_line

from .errors import LINE_ERRORS, DeviceError
from .messages import Message
from .protocol import ASK, Stream, ask_status, gone, opened
from .status import Status

BANNER, SOFT_RESET = b"\x02", b"\x04"  # the app ignores both, so that a busy one is not disturbed
SPOILT = b"\n$\x04\r\x02"
"""Ends a program that was cut off on its way to the raw prompt, which waits for the rest, so that nothing of it is run:
no program has such a line. The app ignores this; at the friendly prompt it is a mistake in typing."""
PROMPT = b">>> "
PROMPT_S = 0.6
"""For a banner. What waits for the rest of a program says nothing."""
BUSY_S = 10.0  # saving a session, booting, on a computer that has much to do
BOOT_S = 25.0
"""For an app to start: 12.3 s were measured on an emulated Feather RP2040, whose flash is the slowest."""


def wake(port: str, say: Callable[[str], None] = lambda line: None) -> Status:
    """Return what the clip is doing, once its app runs; nothing that runs is interrupted."""
    status, is_prompt = ask_status(port), False
    if status is None:
        status, is_prompt = asked_again(port, PROMPT_S)
    if status is None and not is_prompt:
        say("the clip is busy: waiting for it")
        status, is_prompt = asked_again(port, BUSY_S)
    if is_prompt:
        say("the clip is at its prompt: starting its app")
        _send(port, SOFT_RESET)
        status = ask_status(port, BOOT_S)
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

    It may be saving, and its session must not be ended. A prompt, also a raw one, answers with its banner; also one at
    which a computer was cut off.
    """
    with opened(port) as line:
        stream = Stream(line, port)
        for messages in _answers(stream, for_s):
            for message in messages:
                if isinstance(message, Status):
                    return message, False
            if PROMPT in stream.cut:
                return None, True
    return None, False


def _answers(stream: Stream, for_s: float) -> Iterator[list[Message]]:
    yield from stream.answers(BANNER + ASK, PROMPT_S)
    stream.send(SPOILT)
    yield from stream.answers(BANNER + ASK, for_s - PROMPT_S)


def _send(port: str, request: bytes) -> None:
    with opened(port) as line:
        try:
            line.write(request)
            line.flush()
        except LINE_ERRORS as error:
            raise gone(port, error) from None
