"""`recoil virtual`: a clip to try all other commands with, no hardware needed."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.common.errors import RecoilError
from recoil.device.doctor.environment import virtual_clip
from recoil.device.doctor.finding import Outcome
from recoil.simulation.clip import engine
from recoil.simulation.scenarios.hosting import Host, Wish

RUN = "Someone runs with it"


def virtual(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Its flash is kept here from one time to the next.")
    ] = Path("recoil-virtual-clip"),
    flashed: Annotated[
        bool, typer.Option("--flashed", help="Put the firmware on it first; sessions and settings stay.")
    ] = False,
    board: Annotated[
        str | None,
        typer.Option(
            metavar="BOARD",
            help="feather_rp2040 (usual), nano_rp2040, thingplus_rp2350, feather_rp2350 or picolipo, for a new clip.",
            show_default=False,
        ),
    ] = None,
    run: Annotated[
        bool, typer.Option("--run", help="A simulated runner; a new clip is flashed.", rich_help_panel=RUN)
    ] = False,
    recording: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="Run with a recording instead: CSV, gzip.", rich_help_panel=RUN),
    ] = None,
    minutes: Annotated[
        float, typer.Option(metavar="MIN", min=0.5, max=240, help="How long the runner runs.", rich_help_panel=RUN)
    ] = 9.0,
    fade: Annotated[
        float, typer.Option(metavar="PCT", min=0, max=20, help="Cadence lost by the end.", rich_help_panel=RUN)
    ] = 8.0,
    start_in: Annotated[
        float, typer.Option(metavar="S", min=7, max=3600, help="When the run begins.", rich_help_panel=RUN)
    ] = 8.0,
    hurry: Annotated[
        bool, typer.Option("--hurry", help="Let time fly until the run is over.", rich_help_panel=RUN)
    ] = False,
    tethered: Annotated[
        bool,
        typer.Option("--tethered", help="The cable stays in: for recoil live.", rich_help_panel=RUN),
    ] = False,
    screen: Annotated[
        bool,
        typer.Option("--screen", help="A screening instead of a run: the standard.", rich_help_panel=RUN),
    ] = False,
) -> None:
    """Switch a virtual clip on, to try every other command without hardware.

    Real MicroPython with modelled chips, its flash a file, its USB port a
    pseudo-terminal: recoil devices, flash, config, download, live, doctor and
    mpremote take it for a clip. A new one is as bought: MicroPython and nothing
    else. It stays on, and tells what the motor lets you feel, until Ctrl-C.

    A new, empty clip; then, in another terminal, recoil flash:

        recoil virtual

    A clip with firmware, and nine minutes of running in some seconds:

        recoil virtual runner --run --hurry

    Something to look at with recoil live:

        recoil virtual runner --run --tethered

    A balance screening, then recoil download and recoil screen show:

        recoil virtual patient --screen --hurry

    A second clip beside the first:

        recoil virtual other-clip
    """
    demo = "recoil demo shows a run all the same: the firmware's files on Python, without a port."
    if reason := engine.missing():
        raise RecoilError(f"there can be no virtual clip here: {reason}", demo)
    looked = virtual_clip()
    if looked.outcome != Outcome.OK:
        raise RecoilError(looked.seen, *looked.advice)
    if screen and (run or recording):
        raise RecoilError("--screen is for a screening, --run and --from are for a run: choose one")
    wish = Wish(
        flashed, board, run or recording is not None, recording, minutes, fade, start_in, hurry, tethered, screen
    )
    Host(folder, wish).work()
