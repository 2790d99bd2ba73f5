"""Puts plans for balance tests and core work on a clip."""

import time
from typing import Any

from recoil.device.errors import DeviceError
from recoil.device.files import replace_file
from recoil.device.protocol import ASK, BEGIN, Stream, opened
from recoil.device.repl import Link
from recoil.device.status import Status
from recoil.screening.plans import PATHS, encoded

ANSWER_S = 15.0


def send_plan(link: Link, plain: dict[str, Any]) -> None:
    """Put a plan, as `screening.plans.plan_from` made it, on the clip: whole or not at all."""
    replace_file(link, PATHS[plain["kind"]], encoded(plain))


def begin(path: str, kind: str) -> None:
    """Ask the running app to begin; wait until it says that it has."""
    deadline = time.monotonic() + ANSWER_S
    with opened(path) as line:
        stream = Stream(line, path)
        asked = False
        while time.monotonic() < deadline:
            stream.send(ASK)
            for message in stream.receive():
                if isinstance(message, Status) and message.state == "screen":
                    return
                if isinstance(message, Status) and not asked:
                    asked = True
                    stream.send(BEGIN[kind])
    raise DeviceError("the clip does not begin", "Is its battery charged? recoil devices shows what it says.")
