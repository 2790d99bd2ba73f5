"""What `recoil screen` and `recoil core` have in common."""

from pathlib import Path
from typing import Annotated, Any

import typer

from recoil.cli.tables import write_table
from recoil.common.cautions import STAND_SAFELY
from recoil.device.facts import check_release
from recoil.device.plans import begin, send_plan
from recoil.device.ports import choose
from recoil.device.repl import attached
from recoil.library.finding import session_path
from recoil.screening.plans import PATHS, PRESSES, minutes, rows
from recoil.session import open_session

Items = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[WHAT]...",
        help="NAME[:SIDE][:EYES][:SECONDS][:xREPETITIONS]; without any, the standard.",
        show_default=False,
    ),
]
Tries = Annotated[int | None, typer.Option("--tries", metavar="N", help="Best of so many, for what is held standing.")]
AllTries = Annotated[
    bool | None,
    typer.Option(
        "--all-tries/--until-held",
        help="Do all tries, or no more once one was held to its end. Default: all on one leg, else until held.",
        show_default=False,
    ),
]
Practice = Annotated[
    bool,
    typer.Option("--practice/--no-practice", help="On one leg one try before the others, which does not count."),
]
Rest = Annotated[int | None, typer.Option("--rest", metavar="S", help="Seconds to get ready before each.")]
Now = Annotated[bool, typer.Option("--now", help="Begin at once, at the cable.")]


def show_plan(plain: dict[str, Any], printer: Any) -> None:
    """Print a plan."""
    printer.document({"plan": plain, "file": PATHS[plain["kind"]], "minutes_at_most": round(minutes(plain), 1)})
    if not (printer.quiet or printer.as_json):
        write_table(["what", "side", "eyes", "how long", "tries"], rows(plain))
        printer.say(f"{plain['rest_s']} s to get ready before each; {minutes(plain):.0f} min at most.")
        printer.say(STAND_SAFELY)


def send(plain: dict[str, Any], port: str | None, stop: bool, now: bool, printer: Any) -> None:
    """Put a plan on the clip, and begin if that is wanted."""
    path = choose(port).path
    with attached(path, stop) as link:
        check_release(link)
        send_plan(link, plain)
    if now:
        begin(path, plain["kind"])
    show_plan(plain, printer)
    presses = PRESSES[plain["kind"]]
    if now:
        printer.say(f"It begins now, at the cable ({PATHS[plain['kind']]} is on the clip).")
    else:
        printer.say(f"On the clip. Put it on and press its button {presses} times, briefly.")
    printer.say("Three taps, a long pulse: go. A short one: half. Two long ones: done. Three quick ones: ended early.")


def session_of(path: Path) -> Any:
    """Open what a person means by a path."""
    return open_session(session_path(path))
