"""`recoil coach`: what a clip's coach has learnt of each runner."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from recoil.cli.commands import options
from recoil.cli.feeling import feel_all, quiz
from recoil.cli.output import Printer
from recoil.cli.pain import can_ask
from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.runner_id import id_of, memory_name
from recoil.common.staging import write_whole
from recoil.common.terminal import put
from recoil.device.configuration import read_settings, said
from recoil.device.haptics import Feeler
from recoil.device.noise import too_small
from recoil.device.ports import choose
from recoil.device.repl import attached
from recoil.device.runners import (
    Runner,
    exported,
    hold,
    imported,
    new_runner,
    read_memory,
    remove_memory,
    runner_on,
    runners_on,
    take_over,
    write_memory,
)
from recoil.library.annotations import name_of
from recoil.session.coach_words import lines_of, told_of
from recoil_clip.settings.files import LONGEST

coach_app = typer.Typer(
    name="coach",
    help="What the coach has learnt of each runner, and what its pulses mean.",
    no_args_is_help=True,
)
Who = Annotated[
    str | None,
    typer.Argument(
        metavar="[RUNNER]", help="A name, an id or a number. Default: whose session is next.", show_default=False
    ),
]


@coach_app.command()
def show(
    runner: Who = None, port: options.Port = None, stop: options.Stop = False, as_json: options.Json = False
) -> None:
    """Show what the clip knows of its runners: own values, place in the plan, scores.

    recoil coach show
    recoil coach show ann --json
    """
    found: list[tuple[Runner, dict[str, Any], list[str]]] = []
    with attached(choose(port).path, stop) as link:
        settings = read_settings(link)
        for one in runners_on(link) if runner is None else [runner_on(link, runner)]:
            history = read_memory(link, one)
            told = told_of(history, settings)
            told["too_small"] = too_small(settings, history) or None
            found.append((one, told, history.problems))
    printer = Printer(as_json=as_json)
    printer.document(
        {
            "runners": [
                {"runner": one.id, "number": one.number, "is_next": one.is_next, **told, "problems": problems}
                for one, told, problems in found
            ]
        }
    )
    for one, told, problems in found:
        number = f"{one.number}  " if one.number else ""
        printer.say(f"{number}{one.said()}{' (next)' if one.is_next else ''}")
        for line in lines_of(told):
            printer.say(f"   {line}")
        if told["too_small"]:
            printer.say(f"   {told['too_small']}")
        for problem in problems:
            printer.warn(problem)


@coach_app.command()
def relearn(
    runner: Who = None,
    port: options.Port = None,
    stop: options.Stop = False,
    yes: options.Yes = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Forget a runner's own values: other shoes, another place for the clip, a long break. Plan and scores stay.

    recoil coach relearn ann
    """
    _changed("own values", runner, lambda history: history.relearn(), port, stop, yes, as_json, quiet)


@coach_app.command()
def forget(
    runner: Who = None,
    remove: Annotated[bool, typer.Option("--remove", help="The runner too: their number becomes free.")] = False,
    port: options.Port = None,
    stop: options.Stop = False,
    yes: options.Yes = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Forget a runner's own values, sessions and place in the plan; scores stay.

    recoil coach forget ann
    recoil coach forget 3 --remove --yes
    """
    if remove:
        _changed("all that was learnt, and the runner,", runner, None, port, stop, yes, as_json, quiet)
    else:
        _changed("own values and plan", runner, lambda history: history.forget(), port, stop, yes, as_json, quiet)


@coach_app.command("export")
def export_memory(
    runner: Who = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: coach-ID.json here.")
    ] = None,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write what the clip knows of a runner to a file, for another clip, or to keep.

    recoil coach export ann
    recoil coach export ann -o ann-2026.json
    """
    with attached(choose(port).path, stop) as link:
        one = runner_on(link, runner)
        history = exported(link, one)
    path = output or Path(memory_name(one.id))
    try:
        write_whole(path, json.dumps(history.plain(), indent=1).encode())
    except OSError as error:
        raise OutputError(f"cannot write {one_line(path)}: {(error.strerror or str(error)).lower()}") from None
    printer = Printer(quiet, as_json=as_json)
    printer.document({"runner": one.id, "file": str(path)})
    printer.say(f"{one.said()}: written to {one_line(path)}")


@coach_app.command("import")
def import_memory(
    file: Annotated[Path, typer.Argument(metavar="FILE", readable=False)],
    runner: Annotated[
        str | None,
        typer.Option("--runner", metavar="NAME", help="Whose it is; a new one is added. Default: whose turn is next."),
    ] = None,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put an exported file on a clip, in place of what it knows of that runner.

    What is set for who runs next (mass, pace, calibration, plan) is set at once.

        recoil coach import ann-2026.json --runner ann
    """
    try:
        with file.open("rb") as stream:
            history = imported(stream.read(4 * LONGEST))
    except OSError as error:
        raise RecoilError(f"{one_line(file)}: {(error.strerror or str(error)).lower()}") from None
    except RecoilError as error:
        raise RecoilError(f"{one_line(file)}: {error}", *error.advice) from None
    wanted = id_of(runner) if runner is not None else None
    if runner is not None and wanted is None:
        raise RecoilError(f"{one_line(runner, 40)!r} has no letter from a to z and no digit: choose another id")
    with attached(choose(port).path, stop) as link:
        one = new_runner(link, wanted) if wanted else runner_on(link, None)
        name = history.wearer.get("wearer_name")
        if runner is not None and isinstance(name, str) and id_of(name) != one.id:
            history.wearer["wearer_name"] = name_of(runner)  # else their sessions would be somebody else's
        changes = take_over(link, one, history)
    printer = Printer(quiet, as_json=as_json)
    changed = {name: {"from": old, "to": new} for name, old, new in changes}
    printer.document({"runner": one.id, "number": one.number, "changed": changed})
    printer.say(f"{one.said()}: taken from {one_line(file)}")
    for name, old, new in changes:
        printer.say(f"{name}: {said(old)} -> {said(new)}")


@coach_app.command("hold")
def hold_back(
    runner: Who = None,
    sessions: Annotated[int, typer.Option("--sessions", min=0, max=100, help="How many; 0 cues again.")] = 1,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Give a runner no cues in the next sessions, for pain.

    Downloading does it by itself where pain rose by 2 or more in the last run, or was 5 or more after it.

        recoil coach hold ann
        recoil coach hold ann --sessions 0
    """
    with attached(choose(port).path, stop) as link:
        one = runner_on(link, runner)
        if sessions:
            sessions = hold(link, one, sessions)
        else:
            history = read_memory(link, one)
            history.held = 0
            write_memory(link, one, history)
    printer = Printer(quiet, as_json=as_json)
    printer.document({"runner": one.id, "held": sessions})
    printer.say(f"{one.said()}: {_held_words(sessions)}")


@coach_app.command()
def feel(
    wants_quiz: Annotated[bool, typer.Option("--quiz", help="Then guess what was felt.")] = False,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
) -> None:
    """Play each pattern of the clip with its word, so that it can be learnt; then guess.

    Hold the clip, or wear it.

        recoil coach feel
        recoil coach feel --quiz
    """
    printer = Printer(as_json=as_json)
    with attached(choose(port).path, stop) as link:
        feeler = Feeler(link, read_settings(link))
        played = feel_all(feeler, printer)
        right = quiz(feeler, put) if wants_quiz and can_ask() and not as_json else None
    printer.document({"patterns": played})
    if right is not None:
        printer.say(f"{right[0]} of {right[1]} right")


def _held_words(sessions: int) -> str:
    if not sessions:
        return "cued again"
    return "the next session is not cued" if sessions == 1 else f"the next {sessions} sessions are not cued"


def _changed(
    what: str, runner: str | None, change: Any, port: str | None, stop: bool, yes: bool, as_json: bool, quiet: bool
) -> None:
    """Change a runner's memory, or without a change remove it, once the user agrees."""
    if as_json and not yes:
        raise RecoilError("--json asks nobody: add --yes")
    path = choose(port).path
    with attached(path, stop) as link:
        one = runner_on(link, runner)
        if not yes:
            typer.confirm(f"Forget {what} of {one.said()}?", abort=True, err=True)
        if change is None:
            remove_memory(link, one)
        else:
            history = read_memory(link, one)
            change(history)
            write_memory(link, one, history)
    printer = Printer(quiet, as_json=as_json)
    printer.document({"runner": one.id, "forgotten": what.rstrip(",")})
    printer.say(f"{one.said()}: {what.rstrip(',')} forgotten")
    if change is None and one.is_next and one.id is not None:
        printer.say(f"the clip is still set to {one.id}, who begins anew: recoil config set wearer_name=NAME")
