"""`recoil web`: the desk, a page in the browser in which a coach or physiotherapist works."""

import contextlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import LibraryFolder
from recoil.common.errors import RecoilError
from recoil.common.folders import library_folder
from recoil.common.interrupts import interrupted_by_sigterm
from recoil.common.terminal import put
from recoil.library.index import Library
from recoil.simulation.clip import engine
from recoil.web.demo import make_library
from recoil.web.server import WARNING, DeskServer, network_address

DEMO_CLIPS = {"back from a run": ("--hurry",), "on the treadmill": ("--tethered", "--minutes", "20")}


@contextlib.contextmanager
def _demo_clips(folder: Path) -> Iterator[None]:
    """Have virtual clips at the cable, where there can be some: one back from a run, and one that is run with now."""
    if engine.missing():
        yield
        return
    with contextlib.ExitStack() as running:
        for name, options in DEMO_CLIPS.items():
            command = [sys.executable, "-m", "recoil", "virtual", str(folder / name), "--run", *options]
            # In the same group: what ends this command at a terminal ends the clips, too.
            nothing = subprocess.DEVNULL
            clip = subprocess.Popen(command, stdin=nothing, stdout=nothing, stderr=nothing)
            running.callback(_ended, clip)
        yield


def _ended(clip: subprocess.Popen) -> None:
    clip.terminate()
    try:
        clip.wait(10)
    except subprocess.TimeoutExpired:
        clip.kill()


def _code(address: str) -> str:
    """Return an address as a QR code of characters."""
    import segno

    stream = io.StringIO()
    segno.make(address, error="l").terminal(stream, border=2, compact=True)
    return stream.getvalue()


def web(
    library: LibraryFolder = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Six made-up runners over three months, in a folder that is thrown away.")
    ] = False,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
    lan: Annotated[
        bool, typer.Option("--lan", help="Also for phones in this network, to read only; health data over plain HTTP.")
    ] = False,
    lan_writes: Annotated[
        bool, typer.Option("--lan-writes", help="With --lan: let them change things, too.", show_default=False)
    ] = False,
    at: Annotated[int, typer.Option("--at", metavar="PORT", min=0, max=65535, help="On this port; 0: a free one.")] = 0,
) -> None:
    """Work in the browser: clips, squad, runners, runs, what the clip does next.

    Serves the library's pages on this computer only, to the one browser that is
    opened with the address it prints. The files stay where they are: the
    command line and these pages can be used in turn and at once. Ctrl-C ends it.

        recoil web
        recoil web --demo

    With --lan a phone in the same network can look at everything, too: scan
    the code that it prints. It can change nothing unless --lan-writes is given.

        recoil web --lan

    With a virtual clip (recoil virtual runner --run --hurry in another
    terminal) there is also something at the cable.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-web-") as name:
        folder = library_folder(library)
        if demo:
            folder = Path(name) / "library"
            put(f"{make_library(folder)} made-up sessions of six runners, thrown away at the end", flush=True)
            with Library(folder) as made:
                made.refresh()  # now, and not while somebody waits for the first page
        try:
            server = DeskServer(folder, at, network_address() if lan or lan_writes else None, lan_writes)
        except OSError as error:
            raise RecoilError(
                f"port {at} cannot be used: {(error.strerror or str(error)).lower()}",
                "Leave --at out: a free one is found.",
            ) from None
        put(f"open this address, once: {server.address}", flush=True)
        if server.lan_address:
            put(f"in this network: {server.lan_address}")
            put(_code(server.lan_address))
            put(WARNING, flush=True)
        put("Ctrl-C ends it", flush=True)
        with interrupted_by_sigterm(), _demo_clips(Path(name)) if demo else contextlib.nullcontext():
            server.run(opens)
