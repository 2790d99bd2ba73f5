"""What is at each port, found out without interrupting a clip that records or a program that is not ours."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

from recoil.common.errors import one_line
from recoil.session.sentences import count

from .errors import DeviceError
from .facts import facts_of
from .ports import Port
from .protocol import Status, ask_status
from .rawflash import heads_of
from .repl import attached
from .store import stored_sessions
from .wake import asked_again

LOOK_S = 4.0
"""For a clip that starts or may have to cue, on a computer that has much to do, before it is another program."""


@dataclass(frozen=True)
class Found:
    """A port and what is there; what is not known is None."""

    port: Port
    state: str
    """Of the clip's app (docs/behaviour.md), or `prompt`, `no firmware`, `other`, `silent`."""
    clip_id: str = ""
    name: str | None = None
    board: str | None = None
    firmware: str | None = None
    micropython: str | None = None
    battery_pct: int | None = None
    flash_bytes: int | None = None
    free_bytes: int | None = None
    sessions: int | None = None
    waiting: int | None = None
    """Sessions that no computer has yet."""
    note: str = ""

    def as_json(self) -> dict[str, object]:
        """Return it for another program."""
        told = {name: value for name, value in vars(self).items() if name != "port"}
        return {"port": self.port.path, "label": self.port.label, "virtual": self.port.is_virtual, **told}


def look(port: Port, interrupts: bool = False) -> Found:
    """Find out what is at a port; with `interrupts` also where a program runs that is not ours."""
    try:
        status, is_prompt = ask_status(port.path), False
        if status is None and not interrupts:
            status, is_prompt = asked_again(port.path, LOOK_S)
        if status is not None:
            return _running(port, status)
        if interrupts or is_prompt:
            return _at_prompt(port)
    except DeviceError as error:
        return Found(port, "silent", port.id, note=one_line(error))
    return Found(
        port, "other", port.id, note="another program runs there; it was not interrupted (--interrupt looks closer)"
    )


def look_at(ports: Sequence[Port], how: Callable[[Port], Found] = look) -> list[Found]:
    """Find out what is at each port, at all of them at once: one that does not answer keeps no other waiting."""
    if len(ports) == 1:
        return [how(ports[0])]
    found: list[Future[Found]] = [Future() for _ in ports]

    def one(port: Port, future: Future[Found]) -> None:
        try:
            future.set_result(how(port))
        except BaseException as error:
            future.set_exception(error)

    for port, future in zip(ports, found, strict=True):
        Thread(target=one, args=(port, future), daemon=True).start()  # Ctrl-C does not wait for it
    return [future.result() for future in found]


def _running(port: Port, status: Status) -> Found:
    return Found(
        port,
        status.state,
        status.clip_id,
        status.name,
        status.board,
        status.firmware,
        battery_pct=status.battery_pct,
        flash_bytes=status.flash_bytes,
        free_bytes=status.free_bytes,
        sessions=status.sessions,
        waiting=status.waiting,
        note=", ".join(status.faults),
    )


def _at_prompt(port: Port) -> Found:
    with attached(port.path, interrupts=True) as link:
        facts = facts_of(link)
        stored = stored_sessions(link) if facts.is_recoil else []
        heads = None if facts.is_recoil else heads_of(link)
    if not facts.is_recoil:
        what = "a program that is not Recoil's" if facts.is_foreign else "MicroPython, no firmware yet: recoil flash"
        if heads is not None and heads.waiting:
            what = f"its file system is gone, but {count(heads.waiting, 'piece')} of sessions are there: recoil rescue"
        return Found(
            port,
            "no firmware",
            facts.clip_id,
            board=facts.machine,
            micropython=facts.micropython,
            flash_bytes=facts.flash_bytes,
            free_bytes=facts.free_bytes,
            note=what,
        )
    return Found(
        port,
        "prompt",
        facts.clip_id,
        board=facts.machine,
        firmware=facts.firmware,
        micropython=facts.micropython,
        flash_bytes=facts.flash_bytes,
        free_bytes=facts.free_bytes,
        sessions=len(stored),
        waiting=sum(not session.is_marked for session in stored),
        note="the app was not running; it was started",
    )
