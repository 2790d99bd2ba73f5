"""How what a clip says is shown: on a terminal, as a line a second, as JSON."""

import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Self

from recoil.common.terminal import clean_console, is_terminal, put, put_json
from recoil.device.messages import EventMessage, Message, StepMessage
from recoil.device.status import Status

from . import words
from .figures import Figures

PAINT_S = 0.2
LINE_S = 1.0


class LiveView(AbstractContextManager["LiveView"]):
    """A context: `show` is called several times a second, `last` once at the end."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave things as they were."""

    def tell(self, line: str) -> None:
        """Say something that is no figure, to standard error."""
        put(line, err=True)

    def show(self, figures: Figures, messages: Iterable[Message], now_s: float, recorded: str) -> None:
        """Show what came, and what is known."""

    def last(self, lines: Iterable[str]) -> None:
        """Say how it ended."""
        for line in lines:
            put(line)


class TerminalView(LiveView):
    """A dashboard that is painted over and over."""

    def __init__(self) -> None:
        from rich.live import Live

        self._console = clean_console(highlight=False)
        self._live = Live(console=self._console, auto_refresh=False, screen=True)
        self._painted_s = -PAINT_S

    def __enter__(self) -> Self:
        """Take the screen."""
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Give the screen back."""
        self._live.stop()

    def show(self, figures: Figures, messages: Iterable[Message], now_s: float, recorded: str) -> None:
        """Paint, not all the time."""
        from .terminal_view import screen

        if now_s - self._painted_s >= PAINT_S:
            self._painted_s = now_s
            self._live.update(screen(figures, self._console, now_s, recorded), refresh=True)


class LineView(LiveView):
    """One plain line per second."""

    def __init__(self) -> None:
        self._said_s: float | None = None

    def show(self, figures: Figures, messages: Iterable[Message], now_s: float, recorded: str) -> None:
        """Say it, once a second."""
        if self._said_s is None:
            self._said_s = now_s
        if now_s - self._said_s >= LINE_S:
            self._said_s = now_s
            put(words.line(figures, now_s) + (f"  recorded {recorded}" if recorded else ""), flush=True)


class JsonView(LiveView):
    """A JSON object per line for every step, event and status, as the clip sent them."""

    def show(self, figures: Figures, messages: Iterable[Message], now_s: float, recorded: str) -> None:
        """Pass on what came."""
        for message in messages:
            if told := _plain(message):
                put_json(told, indent=None, flush=True)

    def last(self, lines: Iterable[str]) -> None:
        """Say how it ended where it does not disturb."""
        for line in lines:
            put(line, err=True)


def view_for(as_json: bool) -> LiveView:
    """Return the one that fits."""
    if as_json:
        return JsonView()
    return TerminalView() if is_terminal(sys.stdout) else LineView()


def _plain(message: Message) -> dict[str, Any] | None:
    if isinstance(message, Status):
        return {"type": "status", **message.as_sent}
    if isinstance(message, StepMessage):
        return {"type": "step", **message.step._asdict()}
    if isinstance(message, EventMessage):
        kind = "cue" if message.is_cue else "event"
        value = {} if message.is_cue else {"value": message.value}
        return {"type": kind, "time_ms": message.time_ms, kind: message.name, **value}
    return None
