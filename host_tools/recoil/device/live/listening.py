"""`recoil live` from beginning to end: the clip is woken, listened to, shown, recorded."""

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from recoil.common.errors import OutputError, one_line
from recoil.common.interrupts import InterruptFlag
from recoil.device.messages import RawMessage
from recoil.device.protocol import PortLostError, listen
from recoil.device.usb_i2c.table import GrowingTable
from recoil.device.wake import wake

from . import words
from .capture import Capture
from .figures import Figures
from .views import LiveView

Now = Callable[[], float]


def check(recording: Path | None, overwrite: bool) -> None:
    """Refuse to replace a file unasked."""
    if recording is not None and recording.exists() and not overwrite and not recording.is_dir():
        raise OutputError(f"{one_line(recording)} exists; --overwrite replaces it")


def listen_to(
    port: str, view: LiveView, recording: Path | None, for_s: float | None, now: Now = time.monotonic
) -> None:
    """Show what the clip does until Ctrl-C, or for so long; what was recorded is kept however it ends."""
    with contextlib.ExitStack() as stack:
        table = stack.enter_context(GrowingTable(recording)) if recording else None
        capture = Capture(table) if table else None
        figures = Figures()
        status = wake(port, view.tell)
        begun_s = now()
        lost: PortLostError | None = None
        failed = True
        try:
            with InterruptFlag() as interrupt, listen(port, raw=capture is not None) as stream, view:
                figures.take([status], begun_s)
                for messages in stream:
                    now_s = now()
                    figures.take(messages, now_s)
                    if capture:
                        for message in messages:
                            if isinstance(message, RawMessage):
                                capture.add(message, now_s)
                    view.show(figures, messages, now_s, capture.text() if capture else "")
                    if interrupt.seen or (for_s is not None and now_s - begun_s >= for_s):
                        break
            failed = False
        except PortLostError as error:
            lost = error
            failed = False
        finally:
            lines = [words.summary(figures, now() - begun_s)]
            if capture and (capture.is_of_use or failed):
                lines.append(capture.finish(recording))
            if failed:
                view.tell(lines[-1])
        view.last(lines)
        if lost:
            raise lost
        if capture and not capture.is_of_use:
            raise OutputError(capture.finish(recording), "Listen for longer: recoil replay needs some seconds.")
