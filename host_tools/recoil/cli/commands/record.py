"""`recoil record`: raw samples from a motion sensor on a desk."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, Quiet


def record(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="NAME.csv or NAME.csv.gz.", readable=False)] = Path(
        "recorded.csv.gz"
    ),
    desk: Annotated[bool, typer.Option("--desk", help="From an LSM6DSOX on an I2C adapter of this computer.")] = False,
    for_s: Annotated[
        float | None,
        typer.Option("--for", metavar="S", min=1, help="For so many seconds.  [default: until Ctrl-C]"),
    ] = None,
    rate: Annotated[str, typer.Option(metavar="HZ", help="The sensor's rate: 104, 208 or 416.")] = "208",
    address: Annotated[str, typer.Option(metavar="ADDR", help="The sensor's address: 0x6A or 0x6B.")] = "0x6A",
    bus: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="On Linux /dev/i2c-N instead of the adapter.", show_default=False),
    ] = None,
    anyway: Annotated[bool, typer.Option("--anyway", help="Go on where the adapter is too slow to replay.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", "-f", help="Replace a file that is there.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Record raw samples with a bare sensor: an LSM6DSOX breakout, a USB-I2C adapter, no clip.

    From a clip, recoil live --csv records raw samples instead.

    Adafruit's driver sets the sensor up (+-16 g, +-2000 degrees/s), samples
    are read as fast as the adapter allows. The file has the chip's own axes;
    how it was worn is said later: recoil replay OUTPUT --mount ...

    Wants Adafruit's libraries: pip install Adafruit-Blinka
    adafruit-circuitpython-lsm6ds. Name the adapter:

        BLINKA_FT232H=1 recoil record --desk run.csv.gz --for 60

        BLINKA_MCP2221=1 recoil record --desk run.csv.gz --rate 104

    On a Raspberry Pi, at its own pins:

        recoil record --desk run.csv.gz
    """
    from recoil.cli.output import Voice
    from recoil.common.errors import RecoilError, one_line
    from recoil.device.usb_i2c.errand import Errand

    if not desk:
        raise RecoilError(
            "record what: a sensor on this desk, or a clip?",
            f"A bare LSM6DSOX on an I2C adapter: recoil record --desk {one_line(output)}",
            f"A clip at the cable, raw samples: recoil live --csv {one_line(output)}",
            'A clip on a run: set "raw" with recoil config, then recoil download.',
        )
    errand = Errand(output, _whole(rate, "--rate"), _whole(address, "--address"), bus, for_s, anyway)
    errand.run(Voice(quiet=quiet, as_json=as_json), overwrite)


def _whole(text: str, option: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number", param_hint=option) from None
