"""`recoil rescue`: sessions from a flash whose file system is damaged or was formatted."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.progress import ByteProgress
from recoil.common.errors import one_line
from recoil.device.errors import DeviceError
from recoil.device.ports import choose
from recoil.device.rawflash import heads_of, mark_rescued, read_flash
from recoil.device.repl import attached
from recoil.session.rescue import BLOCK_BYTES, sessions_in, write_sessions
from recoil.session.sentences import count


def rescue(
    port: options.Port = None,
    image: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A copy of the flash's file system region, instead of a board."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Where the sessions go.", show_default="rescued")
    ] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", hidden=True)] = None,
    keep_image: Annotated[
        Path | None, typer.Option("--keep-image", metavar="FILE", help="Also keep the flash as it was read.")
    ] = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Get sessions off a clip whose file system is gone.

    A damaged file system is formatted by MicroPython at the next start, and
    the clip then looks empty. What was recorded is still in its flash: every
    page carries a mark and a check, and is found without the file system.
    Nothing is written to the board before all of it is safe on this computer;
    then the board is told, so that `recoil flash` puts the firmware back on.

        recoil rescue
        recoil rescue --out ~/runs --keep-image flash.bin
        recoil rescue --from flash.bin

    Sessions that had been removed from the clip may come back with it.
    """
    printer = Printer(quiet, as_json=as_json)
    folder = out or to or Path("rescued")
    if image is not None:
        try:
            flash = image.read_bytes()
        except OSError as error:
            raise DeviceError(f"{one_line(image)}: {one_line(error.strerror or error)}") from None
        sessions = sessions_in(flash)
        written = write_sessions(sessions, folder)
    else:
        with attached(choose(port).path, interrupts=True) as link, ByteProgress(printer.shows_progress) as progress:
            heads = heads_of(link)
            if heads is None:
                raise DeviceError(
                    "the flash of this board cannot be read past its file system",
                    "It needs MicroPython for a board of the RP2 family (module rp2).",
                )
            progress.begin("reading the flash", heads.blocks * BLOCK_BYTES)
            flash = read_flash(link, heads.blocks, lambda more: progress.advance("reading the flash", more))
            progress.end("reading the flash")
            if keep_image is not None:
                keep_image.write_bytes(flash)
            sessions = sessions_in(flash)
            written = write_sessions(sessions, folder)
            mark_rescued(link, heads)
    told = [
        {"session": session.name, "folder": str(path), "pages": len(session.pages), "bytes": session.size_bytes}
        for session, path in zip(sessions, written, strict=True)
    ]
    printer.document({"folder": str(folder), "sessions": told})
    for session, path in zip(sessions, written, strict=True):
        head = "" if session.header else ", when it was is not known"
        printer.say(f"{path.name}  {count(len(session.pages), 'page')}, {session.size_bytes / 1024:.0f} KB{head}")
    if sessions:
        printer.say(f"{count(len(sessions), 'session')} in {one_line(folder)}: look at one with recoil show FOLDER")
    else:
        printer.say("no page of a session was found")
