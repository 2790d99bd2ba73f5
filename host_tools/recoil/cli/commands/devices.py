"""`recoil devices`: which clips are there."""

from functools import partial
from typing import Annotated

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.tables import write_table
from recoil.common.errors import one_line
from recoil.device.errors import NoClipError
from recoil.device.flash.bootsel import bootsel_drives
from recoil.device.ports import CHECKS, choose, find_ports
from recoil.device.survey import Found, look, look_at


def devices(
    port: options.Port = None,
    interrupt: Annotated[
        bool, typer.Option("--interrupt", help="Look also at boards that run a program which is not Recoil's.")
    ] = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """List the clips at this computer: port, id, firmware, battery, room, sessions.

    A clip that records is asked, not interrupted. Virtual clips that are
    switched on (`recoil virtual`) are listed too. Exit code 1 if there is none.

        recoil devices
        recoil devices --json
    """
    printer = Printer(quiet, as_json=as_json)
    ports = [choose(port)] if port else find_ports()
    drives = [] if port else bootsel_drives()
    found = look_at(ports, partial(look, interrupts=interrupt))
    printer.document({"devices": [one.as_json() for one in found], "bootsel_drives": [str(drive) for drive in drives]})
    if printer.shows_progress:
        write_table(("port", "clip", "firmware", "state", "battery", "free", "sessions"), [_row(one) for one in found])
        for one in found:
            if one.note:
                printer.say(f"{one.port.path}: {one.note}")
        for drive in drives:
            printer.say(f"{one_line(drive)}: a board in BOOTSEL state, without MicroPython: recoil flash --uf2 FILE")
    if not found and not drives:
        raise NoClipError("no clip was found", *CHECKS)


def _row(found: "Found") -> tuple[str, ...]:
    named = f"{found.name} {found.clip_id}" if found.name else found.clip_id
    sessions = "—" if found.sessions is None else f"{found.sessions}, {found.waiting} waiting"
    if found.sessions == 0:
        sessions = "none"
    return (
        found.port.path,
        named or "—",
        found.firmware or "—",
        found.state,
        "—" if found.battery_pct is None else f"{found.battery_pct} %",
        "—" if found.free_bytes is None else f"{found.free_bytes / 1e6:.1f} MB",
        sessions,
    )
