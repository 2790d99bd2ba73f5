"""`recoil live`: what a clip does, as it does it."""

from math import isfinite
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Port
from recoil.common.errors import RecoilError
from recoil.device.live.listening import check, listen_to
from recoil.device.live.views import view_for
from recoil.device.ports import choose


def live(
    port: Port = None,
    csv: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            metavar="FILE",
            readable=False,
            help="Record raw samples: NAME.csv or NAME.csv.gz.",
            show_default=False,
        ),
    ] = None,
    for_s: Annotated[
        float | None,
        typer.Option(
            "--for", metavar="S", min=1, help="For so many seconds.  [default: until Ctrl-C]", show_default=False
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object per line for every step, event and status.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", "-f", help="Replace a recording that is there.")] = False,
) -> None:
    """Show what a clip at the cable does: cadence, bounce, balance, cues.

    The clip goes on as it would without: a session is not interrupted, and
    Ctrl-C here ends only this. One that sits at its prompt is started first.

    On a treadmill, or with the clip in the hand: press its button for a
    second to begin a session; at a computer it does not begin by itself.

        recoil live

    Record what the sensor feels, in a session or without, and look at it:

        recoil live --csv run.csv.gz --for 60
        recoil replay run.csv.gz

    The recording is in body axes at the sensor's true rate; samples that were
    lost are gaps in its time. Until it is whole it is .NAME.part beside it.

    For another program, one object per line (docs/usb-protocol.md):

        recoil live --json | jq -c 'select(.type == "step")'
    """
    if for_s is not None and not isfinite(for_s):
        raise RecoilError("--for wants a number of seconds")
    check(csv, overwrite)
    listen_to(choose(port).path, view_for(as_json), csv, for_s)
