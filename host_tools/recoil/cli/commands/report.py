"""`recoil report`: a session as a page that a runner or clinician understands."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, Opens, Quiet, Sessions
from recoil.cli.output import Printer
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import put_error
from recoil.library.beside import beside_in_library
from recoil.library.finding import session_path
from recoil.report.batch import Wanted, report_on, targets_of


def report(
    sessions: Sessions,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE|DIR",
            readable=False,
            help="The page, if the name ends in .html or .htm; else a folder for pages. What is there is replaced.",
        ),
    ] = Path(),
    coach: Annotated[
        Path | None,
        typer.Option(
            "--coach",
            metavar="COACH.json",
            readable=False,
            help="The clip's memory of the runner's own values. "
            "Else coach.json beside the session, in its clip's folder, or in the folder that is given.",
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    opens: Opens = False,
    summary: Annotated[
        bool, typer.Option("--summary", help="One sheet to print or to send, with charts behind it.")
    ] = False,
) -> None:
    """Write a page about a session that a runner or clinician understands.

    One HTML file that opens offline, prints and can be sent: what matters and
    one thing to try in plain words, three figures beside the runner's earlier
    ones, and, folded, charts over time, left against right, start against
    end, sections between markers, and how sure all of it is.

        recoil report last --open

    For a file or a colleague, every figure on one sheet, charts behind it:

        recoil report last --summary

    Several sessions make a page each, SESSION.html, in this folder or in DIR:

        recoil report sessions/*/*/ --out reports

    The band around the target needs the runner's own values, which recoil
    download brings along; for a session that lies elsewhere, name them:

        recoil report sessions/00012-20251122T152320Z --coach coach.json

    With --json it prints: reports (session, file, bytes, has_own_values,
    cues, helped, missing), errors.
    """
    printer = Printer(quiet=quiet, as_json=as_json)
    paths = [session_path(path) for path in sessions]
    wanted = Wanted(targets_of(paths, out), dict(zip(paths, sessions, strict=True)), coach)
    done, errors = [], []
    for path in paths:
        try:
            done.append(report_on(path, wanted, beside_in_library(path), summary))
        except RecoilError as error:
            if len(paths) == 1:
                raise
            errors.append(error)
    for written in done:
        printer.say(f"{one_line(written.file)} ({written.size_bytes / 1000:.0f} KB)")
        if not written.has_own_values:
            printer.say("  without a target band: the runner's own values are not known (see --coach)")
    printer.document({"reports": [written.document() for written in done], "errors": [str(error) for error in errors]})
    for error in errors:
        put_error(error, error.advice)
    if opens and done:
        typer.launch(str(done[-1].file.resolve()))
    if errors:
        raise typer.Exit(1)
