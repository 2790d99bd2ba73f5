"""`recoil open`: the desk in the browser, at a runner or a session."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from recoil.cli.commands.options import LibraryFolder
from recoil.cli.completion import completed_runners, completed_sessions
from recoil.common.folders import library_folder
from recoil.common.terminal import put
from recoil.library.choosing import chosen, matches, session_named
from recoil.library.index import Library
from recoil.web.server import DeskServer


def _completed(incomplete: str) -> list[str]:
    return completed_runners(incomplete) + completed_sessions(incomplete)


def open_(
    what: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUNNER|SESSION]",
            help="A runner's name, or what the library calls a session: a number, a name, last. Else the start.",
            show_default=False,
            autocompletion=_completed,
        ),
    ] = None,
    library: LibraryFolder = None,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
) -> None:
    """Show a runner or a session in the browser.

        recoil open Ann
        recoil open last

    It is recoil web, at the page that is meant. Ctrl-C ends it.
    """
    folder = library_folder(library)
    at = place_of(what, folder) if what else ""
    server = DeskServer(folder)
    put(f"open this address, once: {server.address_of(at)}", flush=True)
    put("Ctrl-C ends it", flush=True)
    server.run(opens, at=at)


def place_of(what: str, folder: Path) -> str:
    """Return the address of a runner's or a session's page, without the host."""
    with Library(folder) as opened:
        opened.refresh()
        entries = opened.entries()
    runner = chosen(entries, runner=what)
    if runner and runner[0].is_assigned and not matches(entries, what, folder):
        return f"/runner/{quote(runner[-1].runner)}"
    return f"/run/{quote(session_named(entries, what, folder).path)}"
