"""`recoil doctor`: what is wrong, from this computer to the last chip on the clip."""

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.device.doctor import report
from recoil.device.doctor.board import clear_faults
from recoil.device.doctor.examination import examine
from recoil.device.doctor.haptics import Feel
from recoil.device.doctor.terminal_view import Screen
from recoil.device.ports import choose
from recoil.device.repl import attached
from recoil.recording.outputs import write_together


def doctor(
    port: options.Port = None,
    feel: Annotated[bool, typer.Option("--feel/--no-feel", help="Ask whether the motor is felt.")] = True,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", readable=False, help="Write the report into a file, too."),
    ] = None,
    clear_fault: Annotated[
        bool, typer.Option("--clear-fault", help="Forget the faults that the clip has noted, once they are mended.")
    ] = False,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Look at everything a clip needs, and say what is wrong and what to do.

    This computer's tools, the ports and the right to use them, the board, its
    firmware, clock and flash, the faults it has noted, its settings, and each
    chip: motion sensor (lay the clip down), motor (it buzzes), battery gauge.
    The clip's app is interrupted and started again; a clip that records is
    left alone. Exit code 1 if something failed.

    The report names no person and is good to paste into a bug report:

        recoil doctor
        recoil doctor --out report.txt --no-feel

    What is mended need not be listed for ever:

        recoil doctor --clear-fault

    Which of several clips:

        recoil doctor --port /dev/ttyACM1
    """
    printer = Printer(quiet, as_json=as_json)
    if clear_fault:
        with attached(choose(port).path, stop) as link:
            cleared = clear_faults(link)
        printer.say("the clip's list of faults is empty now" if cleared else "the clip has noted no fault")
        printer.document({"cleared": cleared})
        return
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime())
    findings = []
    with Screen(printer.shows_progress, when) as screen:
        somebody = printer.shows_progress and sys.stdin.isatty() and sys.stdout.isatty()
        why_not = "--no-feel" if not feel else "" if somebody else "no terminal"
        for finding in examine(port, Feel(screen.read, why_not), stop):
            findings.append(finding)
            screen.show(finding)
    printer.say(f"\n{report.summary(findings)}")
    printer.document(report.document(findings, when))
    if out:
        write_together({out: report.as_json(findings, when) if as_json else report.text(findings, when)})
        printer.say(f"The report is in {report.private(str(out))}")
    if report.has_failed(findings):
        raise typer.Exit(1)
