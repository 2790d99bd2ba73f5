"""All checks, in the order of the way from this computer to the last chip."""

from collections.abc import Iterator

from recoil.device.doctor import access, board, chips
from recoil.device.doctor.environment import environment
from recoil.device.doctor.finding import Finding, Outcome, failed, skipped
from recoil.device.doctor.haptics import Feel
from recoil.device.errors import ClipBusyError, DeviceError, NoClipError
from recoil.device.facts import facts_of
from recoil.device.ports import Port, choose
from recoil.device.repl import attached

BOARD_NAMES = ("board", "firmware", "clock", "flash", "faults", "settings")


def examine(wanted: str | None, feel: Feel, stop_session: bool = False) -> Iterator[Finding]:
    """Yield what each check finds; a clip that records is left alone.

    The clip's app is interrupted in good order and started again in the end.
    """
    chosen = choose(wanted) if wanted else None
    yield from environment()
    usable = []
    for finding in access.ports(chosen):
        usable.append(finding.outcome == Outcome.OK)
        yield finding
    if not any(usable):
        yield from _left_out("no port that can be used")
        return
    try:
        port = choose(wanted)
    except NoClipError as error:
        yield failed(access.NAME, error)
        yield from _left_out("no port was chosen")
        return
    yield from _at(port, feel, stop_session)


def _at(port: Port, feel: Feel, stop_session: bool) -> Iterator[Finding]:
    seen: set[str] = set()
    try:
        with attached(port.path, stop_session, interrupts=True) as link:
            facts = facts_of(link)
            for finding in board.board(link, facts):
                seen.add(finding.name)
                yield finding
            if not facts.is_recoil:
                yield from (skipped(name, board.FLASH_FIRST) for name in chips.NAMES)
                return
            if facts.is_first_release:
                yield from (skipped(name, board.FIRST_RELEASE) for name in chips.NAMES)
                return
            for finding in chips.chips(link, feel):
                seen.add(finding.name)
                yield finding
    except ClipBusyError as error:
        yield failed("board", error)
        yield from _left_out("the clip records: it was left alone", [*BOARD_NAMES[1:], *chips.NAMES])
    except DeviceError as error:
        left = [name for name in (*BOARD_NAMES, *chips.NAMES) if name not in seen]
        yield failed(left[0] if left else "board", error)
        yield from _left_out("the clip does not answer", left[1:])


def _left_out(why: str, names: tuple[str, ...] | list[str] | None = None) -> Iterator[Finding]:
    for name in (*BOARD_NAMES, *chips.NAMES) if names is None else names:
        yield skipped(name, why)
