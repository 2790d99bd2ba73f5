"""`recoil replay`: recorded runs through the clip's own code."""

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Quiet
from recoil.cli.progress import FileProgress
from recoil.cli.result_table import write_results
from recoil.common.errors import one_line
from recoil.common.terminal import put
from recoil.recording.batch import replay_files
from recoil.recording.manifest import Item, read_manifest
from recoil.recording.mount import Mount
from recoil.recording.outputs import summary_text
from recoil.recording.reading import check_rate
from recoil.recording.units import parse_units


class Form(StrEnum):
    """How tables of steps are written."""

    csv = "csv"
    parquet = "parquet"


def replay(
    recordings: Annotated[
        list[str] | None,
        typer.Argument(metavar="RECORDING", help="Raw recordings: CSV, plain or gzip, or URLs.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="DIR", readable=False, help="Write NAME.steps.csv and NAME.summary.json here."
        ),
    ] = None,
    mount: Annotated[
        str | None,
        typer.Option(metavar="MAP", help="How the sensor sat: body axes from sensor axes, e.g. x=+z,y=-y,z=+x."),
    ] = None,
    guess_mount: Annotated[
        bool,
        typer.Option("--guess-mount", help="Find how each sensor sat from running, and say what was guessed and why."),
    ] = False,
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="HZ", help="The sensor's true rate, 100 to 500, if the time stamps are not to be trusted."
        ),
    ] = None,
    acc_unit: Annotated[
        str | None,
        typer.Option(metavar="UNIT", help="g, mg, m/s2, or how many of it are 1 g (2048). Else it is told."),
    ] = None,
    gyr_unit: Annotated[
        str | None,
        typer.Option(
            metavar="UNIT", help="dps, mdps, rad/s, or how many of it are 1 degree/s (16.4). Else it is told."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="So many recordings at a time.")] = 1,
    manifest: Annotated[
        Path | None,
        typer.Option(
            metavar="FILES.csv",
            readable=False,
            help="A list: file, runner, mount, rate, acc_unit, gyr_unit.",
        ),
    ] = None,
    out_format: Annotated[
        Form, typer.Option("--out-format", help="How --out writes the steps; Parquet says the units.")
    ] = Form.csv,
    resume: Annotated[bool, typer.Option("--resume", help="Leave out what is in --out already; see above.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print summaries and errors as one JSON document; see above.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Replay raw recordings through exactly the code the clip runs.

    A recording is a CSV file, plain or gzip, 100 to 500 samples a second:
    time_s, acc_x_g, acc_y_g, acc_z_g and, where there was a gyroscope,
    gyr_x_dps, gyr_y_dps, gyr_z_dps. Axes: x forward, y up, z right.
    Another unit is converted and said where physics tells it (1 g at rest,
    the tilt that both sensors see); where it does not, the file is refused.

    Look at one run:

        recoil replay run.csv.gz

    Write every step and a summary of each run into a directory:

        recoil replay runs/*.csv.gz --out results

    Many of them on several cores:

        recoil replay runs/*.csv.gz --out results --jobs 4

    Go on where that was interrupted; what changed since, and what failed,
    is done again:

        recoil replay runs/*.csv.gz --out results --jobs 4 --resume

    What is known of each file in a list, the rest as the options say:

        recoil replay --manifest files.csv --out results --out-format parquet

    A sensor worn with its z axis forward and its y axis down:

        recoil replay run.csv --mount x=+z,y=-y,z=+x

    Or found from running itself; a file in which it cannot be told is refused:

        recoil replay run.csv --guess-mount

    For another program:

        recoil replay run.csv --json

    The document has "recordings" (their summaries) and "errors" ("file" and
    "error" of each that failed); standard error then only counts them. The
    exit code is 1 if any failed.
    """
    axes = Mount.parse(mount) if mount else None
    units = parse_units(acc_unit, gyr_unit)
    if rate is not None:
        check_rate(rate)
    if resume and out is None:
        raise typer.BadParameter("--resume goes on in a folder: say which with --out")
    if guess_mount and axes:
        raise typer.BadParameter("say the mount with --mount, or have it guessed: not both")
    given = Item("", axes, rate, units, guesses_mount=guess_mount)
    items = [replace(given, source=source) for source in recordings or ()]
    if manifest:
        items += read_manifest(manifest, given)
    if not items:
        raise typer.BadParameter("name a RECORDING, or a list of them with --manifest")
    with FileProgress(len(items), shown=not (quiet or as_json)) as progress:
        batch = replay_files(items, out, progress, jobs, out_format.value, resume)
    if as_json:
        sys.stdout.write(summary_text({"format": 1, "recordings": batch.summaries, "errors": batch.errors}))
    elif not quiet:
        write_results(batch.summaries)
        if out and batch.summaries:
            put(f"{len(batch.summaries)} of {len(items)} written to {one_line(out)}")
    sys.stdout.flush()
    if not batch.errors:
        return
    failed = [one_line(error["error"]) for error in batch.errors]
    if as_json:
        failed = [f'{len(failed)} of {len(items)} not replayed: "errors" in the document says why']
    for line in failed:
        put(f"error: {line}", err=True)
    raise typer.Exit(1)
