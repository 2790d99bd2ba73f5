"""`recoil download`: sessions off a clip."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli import pain
from recoil.cli.commands import options
from recoil.cli.output import Printer
from recoil.cli.progress import ByteProgress
from recoil.common.cautions import SEE_SOMEONE
from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder
from recoil.common.terminal import put
from recoil.device.clock import check_clock
from recoil.device.download import Copy, Downloads, IncompleteError
from recoil.device.facts import facts_of
from recoil.device.holding import hold_for_pain, sessions_to_hold_by
from recoil.device.ports import choose
from recoil.device.progress import has_plan, step_on
from recoil.device.protocol import LATE_S, ask_status
from recoil.device.repl import attached
from recoil.device.store import pick, stored_sessions, sweep
from recoil.library.annotations import Pain
from recoil.library.incoming import arrived
from recoil.session.sentences import count


def download(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SESSION]...", help="Only these: a name, or a number.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            readable=False,
            help="Where to. Default: the library (RECOIL_LIBRARY, or Recoil in your home).",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        # Its name, and its variable, in the first release.
        typer.Option("--to", "-t", metavar="DIR", envvar="RECOIL_SESSIONS", readable=False, hidden=True),
    ] = None,
    every: Annotated[bool, typer.Option("--all", "-a", help="Also those that were downloaded before.")] = False,
    clear: Annotated[
        bool, typer.Option("--clear", help="Remove each from the clip once its copy is verified, now.")
    ] = False,
    pain_before: Annotated[
        int | None,
        typer.Option(min=0, max=10, metavar="0-10", help="The runner's pain before the run.", show_default=False),
    ] = None,
    pain_after: Annotated[
        int | None, typer.Option(min=0, max=10, metavar="0-10", help="And after it.", show_default=False)
    ] = None,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
) -> None:
    """Copy sessions off a clip, and check its clock.

    Fetches what no computer has yet, into DIR/CLIP/SESSION. A copy is compared
    by CRC with what is on the clip before the clip is told that it exists; then
    the clip may remove the session when its flash is full, and never before.
    Cut off, run it again: it goes on where it was.

        recoil download
        recoil download --pain-before 2 --pain-after 3
        recoil download 12 13 --out ~/runs
        recoil download --all --clear

    A pain score is for one session: where several come, give it to each with
    `recoil library pain`. After pain of 5 and over, or 2 more than before, the
    clip does not cue that runner's next session.

    On a terminal it asks how much a single new run hurt, and where; Enter skips.
    A clip that is recording is left alone, unless you say there that it may stop,
    or with --stop.

    Then look at one with `recoil show`, or take it along with `recoil export`.
    """
    printer = Printer(quiet, verbose, as_json)
    path = choose(port).path
    stop = stop or _may_stop(path, printer)
    folder = out or to or library_folder()
    copies: list[Copy] = []
    failed: list[str] = []
    with attached(path, stop) as link, ByteProgress(printer.shows_progress) as progress:
        facts = facts_of(link)
        printer.detail(f"{facts.machine}, firmware {facts.firmware}, id {facts.clip_id}")
        stored = stored_sessions(link)
        chosen = pick(stored, names or [], every)
        downloads = Downloads(folder, facts.clip_id)
        if chosen:
            downloads.prepare(sum(session.size_bytes for session in chosen))
        for session in chosen:
            progress.begin(session.name, session.size_bytes)
            try:
                copy = downloads.fetch(link, session, clear, progress.advance)
            except IncompleteError as error:
                failed.append(f"{error}. {' '.join(error.advice)}")
                continue
            finally:
                progress.end(session.name)
            copies.append(copy)
            printer.say(copy.line())
        if clear:
            sweep(link)
        learning = downloads.keep_history(link) if copies else ""
        clock = check_clock(link)
    hurt = Pain(pain_before, pain_after)
    new = [copy for copy in copies if copy.outcome == "downloaded"]
    if len(new) == 1 == len(copies) and printer.shows_progress and pain.can_ask() and pain_before is None is pain_after:
        hurt = pain.ask_pain()
    said = arrived(folder, [copy.path for copy in copies], hurt)
    said += [SEE_SOMEONE] if hurt.before or hurt.after else []
    said += _held(path, folder, facts.clip_id, stop)
    if len(new) == 1 == len(copies) and has_plan(copies[0].path):
        with attached(path, stop) as link:
            said += step_on(link, copies[0].path)
    printer.document(
        {
            "port": path,
            "clip": facts.clip_id,
            "folder": str(downloads.folder),
            "sessions": [copy.as_json() for copy in copies],
            "errors": failed,
            "clock": clock.as_json(),
        }
    )
    older = len(stored) - len(chosen)
    if not chosen:
        printer.say("nothing is waiting on the clip" if stored else "no session is on the clip")
    else:
        printer.say(f"{len(copies)} of {count(len(chosen), 'session')} in {one_line(downloads.folder)}")
    if older and not names:
        printer.say(f"{older} downloaded before, maybe to another computer; --all fetches them too")
    if clock.was_set:
        printer.say(clock.line())
    if learning:
        printer.say(learning)
    for line in said:
        printer.say(line)
    for text in failed:
        put(f"error: {one_line(text)}", err=True)
    if failed:
        raise typer.Exit(1)


def _may_stop(path: str, printer: Printer) -> bool:
    """Ask, where someone sits at a terminal, whether the session that is being recorded is to end."""
    if not (printer.shows_progress and pain.can_ask()):
        return False
    status = ask_status(path, LATE_S)
    if status is None or not status.is_recording:
        return False
    what = one_line(status.session_name or "a session", 100)
    return typer.confirm(f"The clip is recording {what}. End it, save it and copy it too?", default=False)


def _held(path: str, folder: Path, clip: str, stop: bool) -> list[str]:
    """Tell the clip whose next session is not to be cued, for pain; return what is to be said of it."""
    try:
        if folder.resolve() != library_folder().resolve():
            return []
        entries = sessions_to_hold_by(folder, clip)
        if not entries:
            return []
        with attached(path, stop) as link:
            return hold_for_pain(link, entries, clip)
    except RecoilError as error:
        return [f"the clip could not be told of the pain: {one_line(error)}"]
