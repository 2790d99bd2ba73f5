"""Ctrl-C and a polite request to end, where they must not come in the middle of something."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Self


class InterruptFlag:
    """A context in which the first Ctrl-C is only `seen`, so that no line is left half written.

    The second one is a `KeyboardInterrupt`, for whatever hangs. Outside the main thread nothing is heard.
    """

    def __init__(self) -> None:
        self.seen = False
        self._is_heard = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        """Take Ctrl-C over."""
        if self._is_heard:
            self._before = signal.signal(signal.SIGINT, self._see)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give Ctrl-C back."""
        if self._is_heard:
            signal.signal(signal.SIGINT, self._before)

    def _see(self, number: int, frame: FrameType | None) -> None:
        if self.seen:
            raise KeyboardInterrupt
        self.seen = True


@contextmanager
def interrupted_by_sigterm() -> Iterator[None]:
    """Let a polite request to end (SIGTERM) do what Ctrl-C does, as long as the context lasts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
