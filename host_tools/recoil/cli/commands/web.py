"""`recoil web`: the desk, a page in the browser in which a coach or physiotherapist works."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import LibraryFolder
from recoil.common.errors import RecoilError
from recoil.common.folders import library_folder
from recoil.common.terminal import put
from recoil.web.demo import make_library
from recoil.web.server import DeskServer


def web(
    library: LibraryFolder = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Six made-up runners over three months, in a folder that is thrown away.")
    ] = False,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
    at: Annotated[int, typer.Option("--at", metavar="PORT", min=0, max=65535, help="On this port; 0: a free one.")] = 0,
) -> None:
    """Work in the browser: clips, squad, runners, runs, what the clip does next.

    Serves the library's pages on this computer only, to the one browser that is
    opened with the address it prints. The files stay where they are: the
    command line and these pages can be used in turn and at once. Ctrl-C ends it.

        recoil web
        recoil web --demo

    With a virtual clip (recoil virtual runner --run --hurry in another
    terminal) there is also something at the cable.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-web-") as name:
        folder = library_folder(library)
        if demo:
            folder = Path(name)
            put(f"{make_library(folder)} made-up sessions of six runners, thrown away at the end")
        try:
            server = DeskServer(folder, at)
        except OSError as error:
            raise RecoilError(
                f"port {at} cannot be used: {(error.strerror or str(error)).lower()}",
                "Leave --at out: a free one is found.",
            ) from None
        put(f"open this address, once: {server.address}", flush=True)
        put("Ctrl-C ends it", flush=True)
        server.run(opens)
