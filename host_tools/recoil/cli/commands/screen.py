"""`recoil screen`: balance screens on the clip, and what came of them."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands import exercises as common
from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.tables import write_table
from recoil.common.errors import RecoilError, one_line
from recoil.report.screening_page import label, screening_page
from recoil.screening.plans import ABOUT, names, plan_from
from recoil.session.balance_tests import document_of, trials_of

screen_app = typer.Typer(
    name="screen", help="Balance screens: one-leg stance, tandem, lunge, skipping.", no_args_is_help=True
)


@screen_app.command()
def plan(
    what: common.Items = None,
    tries: common.Tries = None,
    all_tries: common.AllTries = None,
    practice: common.Practice = True,
    rest: common.Rest = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Say what a screening would be; nothing is sent.

    There are stance, tandem, lunge and skipping. Without a side both are done,
    one after the other; closed eyes mean 10 s.

        recoil screen plan
        recoil screen plan stance stance:closed
        recoil screen plan stance:left:closed:20 skipping --tries 2
    """
    printer = Printer(quiet, as_json=as_json)
    common.show_plan(plan_from("screen", what or [], tries, rest, all_tries, practice), printer)
    for name in names("screen"):
        printer.say(f"  {name:9} {ABOUT[name]}")


@screen_app.command()
def start(
    what: common.Items = None,
    tries: common.Tries = None,
    all_tries: common.AllTries = None,
    practice: common.Practice = True,
    rest: common.Rest = None,
    now: common.Now = False,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put a screening on the clip; three short presses begin it, as often as wanted.

    It stays there until another one is sent. During it a short press means the
    next, please (or: that was the end of this try), two leave a trial out, a
    long one ends it all.

        recoil screen start
        recoil screen start stance stance:closed --tries 3
        recoil screen start stance:left:10 --now
    """
    plain = plan_from("screen", what or [], tries, rest, all_tries, practice)
    common.send(plain, port, stop, now, Printer(quiet, as_json=as_json))


@screen_app.command()
def show(
    session: options.Session,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Show every try of a screening: how long, how it ended, how still.

    recoil screen show sessions/00013-20251122T160000Z
    """
    printer = Printer(quiet, as_json=as_json)
    found = common.session_of(session)
    if not len(found.trials):
        raise RecoilError(f"{found.name} is no screening", "recoil show tells what it is.")
    printer.document(document_of(found))
    rows = []
    for trial in trials_of(found):
        for one in (*trial.practice, *trial.tries):
            sway = one.sway
            side = "" if trial.side == "both" else trial.side
            best = "best" if one is trial.best and len(trial.tries) > 1 else ""
            numbers = [f"{sway.side_mg:.1f}", f"{sway.fore_mg:.1f}", f"{sway.rate_dps:.2f}"] if sway else [""] * 3
            rows.append(
                [label(trial), side, str(one.number or "practice"), f"{one.held_s:.1f}", one.ending, *numbers, best]
            )
    if not (quiet or as_json):
        write_table(
            ["trial", "side", "try", "held s", "ended by", "side mg", "fore mg", "rate deg/s", ""], rows, (3, 5, 6, 7)
        )


@screen_app.command()
def report(
    sessions: Annotated[list[Path], typer.Argument(metavar="SESSION...", readable=False, show_default=False)],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", readable=False, help="The page; what is there is replaced.")
    ] = Path("screening.html"),
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    opens: options.Opens = False,
) -> None:
    """Write a page about a screening that a physiotherapist can use.

    Best of the tries, left against right, how still, and how sure that is. With
    several sessions, the page is about the last, with the others as its history.

        recoil screen report sessions/00013-20251122T160000Z -o screening.html
        recoil screen report sessions/*/00013* sessions/*/00021* --open
    """
    printer = Printer(quiet, as_json=as_json)
    found = [common.session_of(path) for path in sessions]
    for one in found:
        if not len(one.trials):
            raise RecoilError(f"{one.name} is no screening", "recoil report writes the page of a run.")
    size = screening_page(found).write(out)
    printer.say(f"{one_line(out)} ({size / 1000:.0f} KB)")
    printer.document({"file": str(out), "bytes": size, "sessions": [one.name for one in found]})
    if opens:
        typer.launch(str(out.resolve()))
