"""Options that several commands share, so that they are the same everywhere."""

from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.completion import completed_ports, completed_sessions
from recoil.common.errors import RecoilError

Port = Annotated[
    str | None,
    typer.Option(
        "--port",
        "-p",
        metavar="PORT",
        envvar="RECOIL_PORT",
        help="The clip's serial port or id; needed where several are found.",
        show_default=False,
        autocompletion=completed_ports,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, for another program.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say each thing that is done.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Stop = Annotated[
    bool, typer.Option("--stop", help="If the clip records: end the session properly first. Else it is left alone.")
]
Opens = Annotated[bool, typer.Option("--open", help="Show the page in the browser.")]
Session = Annotated[
    Path,
    typer.Argument(
        metavar="SESSION",
        readable=False,
        help="A session's folder, or a segment of it; or from the library its name, its number, or last.",
        show_default=False,
        autocompletion=completed_sessions,
    ),
]
Sessions = Annotated[
    list[Path],
    typer.Argument(
        metavar="SESSION",
        readable=False,
        help="Sessions: their folders; or from the library their names, numbers, or last.",
        show_default=False,
        autocompletion=completed_sessions,
    ),
]
Start = Annotated[
    str | None,
    typer.Option(
        "--start",
        metavar="TIME",
        help='When the session started, local: "2026-11-22 07:30". Else the clip\'s clock.',
    ),
]
Offset = Annotated[
    float | None,
    typer.Option(
        "--offset",
        metavar="SECONDS",
        help="With --with: how long after the watch's start the session started. Else it is found.",
    ),
]


def check_offset(offset: float | None, watch: Path | None) -> None:
    """Refuse an `Offset` that is no number of seconds, or that has no watch's file to be counted in."""
    if offset is not None and not watch:
        raise RecoilError("--offset goes with --with: it says where in the watch's file the session begins")
    if offset is not None and not isfinite(offset):
        raise RecoilError("--offset wants a number of seconds")


LIBRARY = "recoil.library"


def _library(context: typer.Context, given: Path | None) -> Path | None:
    """Take what stands before the command where nothing stands behind it; both win over the environment."""
    source = context.get_parameter_source("library")
    is_typed = source is not None and source.name == "COMMANDLINE"
    return given if is_typed else context.meta.get(LIBRARY) or given


LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        callback=_library,
        metavar="DIR",
        envvar="RECOIL_LIBRARY",
        readable=False,
        help="The library's folder. Default: Recoil in your home.",
        show_default=False,
    ),
]
