"""`recoil export`: a session as CSV tables, as a FIT activity, or in a watch's FIT file."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, Offset, Quiet, Sessions, Start, check_offset
from recoil.cli.output import Printer
from recoil.cli.progress import StageProgress
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import put_error
from recoil.fit.exporting import Wanted, check_names, export_session
from recoil.library.finding import session_path
from recoil.recording.outputs import OutputDirectory
from recoil.session.clock import parse_start

FORMATS = ("fit", "tcx", "csv", "json")


def completed_formats(incomplete: str) -> list[str]:
    """Complete the last of several formats."""
    begun, comma, last = incomplete.rpartition(",")
    return [f"{begun}{comma}{one}" for one in FORMATS if one.startswith(last)]


def _formats(text: str | None) -> set[str]:
    asked = {one.strip().casefold() for one in (text or "").split(",") if one.strip()}
    unknown = sorted(asked - set(FORMATS))
    if unknown or (text is not None and not asked):
        raise RecoilError(
            f"{one_line(', '.join(unknown) or 'nothing', 60)} is no format to export to",
            f"There are {', '.join(FORMATS)}.",
        )
    return asked


def export(
    sessions: Sessions,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="fit,tcx,csv,json",
            help="What to write, one or several: an activity as FIT or TCX, tables as CSV or JSON.",
            show_default=False,
            autocompletion=completed_formats,
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write steps, strides, minutes, events, raw data as CSV.")] = False,
    fit: Annotated[bool, typer.Option("--fit", help="Write a FIT activity.")] = False,
    watch: Annotated[
        Path | None,
        typer.Option(
            "--with",
            metavar="WATCH.fit",
            readable=False,
            help="Put the dynamics into the watch's file of the run: its place, heart rate and all else stay.",
        ),
    ] = None,
    start: Start = None,
    offset: Offset = None,
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="DIR", readable=False, help="Write here; files of these names are replaced."
        ),
    ] = Path(),
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write sessions as tables, as a FIT activity, or into your watch's own FIT file.

    Tables of every step, stride, minute and event, and raw samples if they were
    kept (SESSION.steps.csv, .strides.csv, .minutes.csv, .events.csv,
    .raw.csv.gz, described in .raw.json):

        recoil export sessions/00012-20251122T152320Z --csv --out tables

    An activity to upload, SESSION.fit, with cadence, vertical oscillation,
    ground contact time and balance each second, a lap for every marker:

        recoil export sessions/00012-20251122T152320Z --fit

    The same where FIT is not taken, as TCX (cadence only), or all tables as one
    JSON document:

        recoil export last --format tcx,json

    Not tried with any platform yet: Garmin Connect, Strava, TrainingPeaks,
    Intervals.icu, Runalyze, Polar Flow, Suunto, COROS.

    You ran with a watch too: its file with our values in it. When the two
    belong together is found by their cadence, even if a clock was wrong.

        recoil export sessions/00012-20251122T152320Z --with morning-run.fit

    If the clip's clock was never set, or cadence does not tell:

        recoil export sessions/00013 --fit --start "2026-11-22 07:30"
        recoil export sessions/00013 --with run.fit --offset 12

    What is not known stays empty. A raw table is what `recoil replay` reads.
    """
    asked = _formats(formats)
    csv, fit = csv or "csv" in asked, fit or "fit" in asked
    if not (csv or fit or watch or asked):
        raise RecoilError(
            "what shall be written? say --csv, --fit, or both; or --format tcx,json",
            "tables of steps, minutes, events and raw samples: recoil export SESSION --csv",
            "an activity for a training platform: recoil export SESSION --fit",
            "the values in your watch's own file: recoil export SESSION --with WATCH.fit",
        )
    if len(sessions) > 1 and (watch or start):
        raise RecoilError("--with and --start are for one session: export them one by one")
    check_offset(offset, watch)
    begin = parse_start(start) if start else None
    wanted = Wanted(csv, fit or watch is not None, watch, offset, begin, "tcx" in asked, "json" in asked)
    printer = Printer(quiet=quiet, as_json=as_json)
    paths = [session_path(path) for path in sessions]
    check_names(paths)
    directory = OutputDirectory(out)
    done, errors = [], []
    with StageProgress(printer.shows_progress) as progress:
        for path in paths:
            try:
                done.append(export_session(path, wanted, directory.path, progress.advance))
                errors += done[-1].errors
            except RecoilError as error:
                if len(paths) == 1:
                    raise
                errors.append(error)
    for exported in done:
        printer.say(one_line(exported.session))
        for note in exported.notes:
            printer.say(f"  {one_line(note)}")
        for file in exported.files:
            printer.say(f"  written: {one_line(file)}")
    printer.document(
        {"sessions": [exported.document() for exported in done], "errors": [str(error) for error in errors]}
    )
    for error in errors:
        put_error(error, error.advice)
    if errors:
        raise typer.Exit(1)
