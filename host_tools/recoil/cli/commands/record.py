"""`recoil record`: raw samples from a motion sensor on a desk."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, Quiet
from recoil.cli.output import Printer
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import is_terminal
from recoil.device.usb_i2c import adapter
from recoil.device.usb_i2c.job import RecordingJob
from recoil.device.usb_i2c.sampling import MOST_MISSED, Taken
from recoil.recording.reading import LOWEST_HZ

SHOWN_EVERY_S = 0.5


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
    if not desk:
        raise RecoilError(
            "record what: a sensor on this desk, or a clip?",
            f"A bare LSM6DSOX on an I2C adapter: recoil record --desk {one_line(output)}",
            f"A clip at the cable, raw samples: recoil live --csv {one_line(output)}",
            'A clip on a run: set "raw" with recoil config, then recoil download.',
        )
    _record(
        RecordingJob(output, _whole(rate, "--rate"), _whole(address, "--address"), bus, for_s, anyway),
        Printer(quiet=quiet, as_json=as_json),
        overwrite,
    )


def _whole(text: str, option: str) -> int:
    try:
        return int(text, 0)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no number", param_hint=option) from None


def _record(job: RecordingJob, printer: Printer, overwrite: bool) -> None:
    job.check_options()
    if not overwrite:
        job.check_output()
    ticker = Ticker(printer.shows_progress and is_terminal(sys.stderr))

    def begun() -> None:
        if job.for_s is None and ticker.is_shown:
            printer.say("Recording; Ctrl-C ends it.")

    try:
        taken = job.run(begun, ticker.show)
    finally:
        ticker.clear()
    _tell(job, taken, printer)
    if taken.trouble:
        raise RecoilError(
            f"{taken.trouble}; the {taken.duration_s:.1f} s before are in {one_line(job.output)}",
            "Check the sensor's cable; long or loose ones fail at 400 kHz.",
        )


def _tell(job: RecordingJob, taken: Taken, printer: Printer) -> None:
    printer.document({"recording": str(job.output), **taken.as_json()})
    lost = f"{taken.lost} missed" if taken.lost else "none missed"
    printer.say(f"{taken.samples} samples, {taken.duration_s:.1f} s, {taken.achieved_hz:.1f} samples/s, {lost}")
    printer.say(f"{one_line(job.output)} written. Next: recoil replay {one_line(job.output)}")
    if taken.achieved_hz < LOWEST_HZ:
        printer.warn(f"{taken.achieved_hz:.0f} samples/s are too few for recoil replay, which needs 104")
    elif taken.missed_share > MOST_MISSED:
        printer.warn(
            f"{100 * taken.missed_share:.0f} % of the samples were missed: the adapter asks {taken.polls_hz:.0f} "
            f"times a second. {'Use --rate 104. ' if job.rate_hz > 104 else ''}{adapter.FASTER[1]}"
        )


class Ticker:
    """A line on the terminal that says how it goes."""

    def __init__(self, is_shown: bool) -> None:
        self.is_shown = is_shown
        self._shown_s = 0.0

    def show(self, taken: Taken) -> None:
        """Say it, not all the time: writing takes time too."""
        if self.is_shown and taken.last_s - self._shown_s >= SHOWN_EVERY_S:
            self._shown_s = taken.last_s
            minutes, seconds = divmod(taken.duration_s, 60)
            line = f"{minutes:3.0f}:{seconds:04.1f}  {taken.achieved_hz:5.1f} samples/s"
            sys.stderr.write(f"\r{line:<60}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.is_shown and self._shown_s:
            sys.stderr.write("\r" + 60 * " " + "\r")
            sys.stderr.flush()
