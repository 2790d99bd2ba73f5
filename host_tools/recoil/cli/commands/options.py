"""Options that several commands share, so that they are the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.completion import completed_ports

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
Stop = Annotated[
    bool, typer.Option("--stop", help="If the clip records: end the session properly first. Else it is left alone.")
]
Opens = Annotated[bool, typer.Option("--open", help="Show the page in the browser.")]
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
