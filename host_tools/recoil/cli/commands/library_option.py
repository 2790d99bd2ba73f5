"""The option that says which library, the same everywhere."""

from pathlib import Path
from typing import Annotated

import typer

LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        envvar="RECOIL_LIBRARY",
        readable=False,
        help="The library's folder. Default: Recoil in your home.",
        show_default=False,
    ),
]
