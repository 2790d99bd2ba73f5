"""`recoil flash`: the firmware onto a clip."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.progress import StageProgress
from recoil.device.errors import DeviceError
from recoil.device.flash.bootsel import bootsel_drives, check_uf2
from recoil.device.flash.flashing import Flashed, Options
from recoil.device.flash.flashing import flash as put
from recoil.device.flash.micropython import fetched, put_micropython
from recoil.device.ports import choose, find_ports


class Board(StrEnum):
    """Boards a clip is built on."""

    FEATHER = "feather"
    NANO = "nano"
    THINGPLUS = "thingplus"
    FEATHER_RP2350 = "feather-rp2350"
    PICOLIPO = "picolipo"


def flash(
    port: options.Port = None,
    uf2: Annotated[
        Path | None,
        typer.Option(
            "--uf2", metavar="FILE", readable=False, help="Put this MicroPython on a board in BOOTSEL state first."
        ),
    ] = None,
    board: Annotated[
        Board, typer.Option(help="Which MicroPython to fetch (with mpflash) for a board in BOOTSEL state.")
    ] = Board.FEATHER,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Say what would be done, and do nothing.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Also where the board has a program of its own.")] = False,
    any_board: Annotated[bool, typer.Option("--any-board", help="Also on a board that Recoil does not know.")] = False,
    downgrade: Annotated[
        bool, typer.Option("--downgrade", help="Also where the clip's firmware is newer than this one.")
    ] = False,
    discard: Annotated[
        bool,
        typer.Option("--discard-sessions", help="Also where pieces of sessions lie in a flash without file system."),
    ] = False,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Put the firmware on a clip, or bring it up to date.

    Looks at the board and its MicroPython, compiles the firmware for it,
    copies only what changed, writes settings if there are none, sets the clock
    and starts the app. The app that was there stays in use until the new one is
    whole: interrupted, run it again. Settings and sessions are left alone.

    A clip, or a board with MicroPython, at the cable:

        recoil flash
        recoil flash --dry-run --verbose

    A board fresh out of its bag: hold BOOTSEL while plugging it in, then

        recoil flash --uf2 ADAFRUIT_FEATHER_RP2040-v1.28.0.uf2

    With no hardware: `recoil virtual` in another terminal is an empty clip.
    """
    printer = Printer(quiet, verbose, as_json)
    in_bootsel = not port and bool(bootsel_drives())
    if uf2:
        check_uf2(uf2)
        if not in_bootsel:
            raise DeviceError(
                "no board in BOOTSEL state was found",
                "Hold the BOOTSEL (BOOT) button while plugging the board in; a drive RPI-RP2 or RP2350 appears.",
            )
    if in_bootsel and (uf2 or not find_ports()):
        if dry_run:
            printer.say("would put MicroPython on the board in BOOTSEL state; nothing more is known before that")
            return
        if uf2:
            path = put_micropython(uf2).path
        else:
            with fetched(board.value) as file:
                path = put_micropython(file).path
        printer.say(f"MicroPython is on the board at {path}")
    else:
        path = choose(port).path
    with StageProgress(printer.shows_progress) as progress:
        flashed = put(path, Options(dry_run, any_board, replace, stop, downgrade, discard), printer, progress.advance)
    printer.document({"port": path, **flashed.as_json()})
    _tell(flashed, printer)
    if flashed.runs is False:
        raise DeviceError(
            "the firmware is on the clip, but its app does not answer after the restart", "recoil doctor looks why."
        )


def _tell(flashed: "Flashed", printer: "Printer") -> None:
    rest = "frozen into the image" if flashed.is_frozen else "as bytecode"
    kernels = f"{flashed.kernels} kernels as {flashed.architecture} machine code, the rest {rest}"
    code = f"{flashed.modules} modules, {kernels if flashed.kernels else 'all as bytecode'}"
    printer.say(f"{flashed.machine}, MicroPython {flashed.micropython}, id {flashed.clip_id}")
    would = "would be " if flashed.dry_run else ""
    if flashed.was_current:
        printer.say(f"the firmware {flashed.version} is on it already, every file the same")
    else:
        before = f" in the place of {flashed.before}" if flashed.before else ""
        printer.say(
            f"firmware {flashed.version}{before}: {flashed.sent} files ({flashed.sent_bytes / 1024:.0f} KB) "
            f"{would}sent, {flashed.copied} {would}copied on the clip, {flashed.removed} {would}removed; {code}"
        )
    if flashed.settings_written:
        printer.say(f"there were no settings: defaults {would or 'are '}written (recoil config show)")
    if flashed.runs:
        printer.say("the app runs")
