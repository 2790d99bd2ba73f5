"""`recoil library ...`: what keeps all of it, brings it back, or erases it."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.library.changes import SessionName
from recoil.cli.commands.options import Json, LibraryFolder, Quiet
from recoil.cli.completion import completed_runners
from recoil.cli.output import Printer
from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder
from recoil.library.bin import binned, put_session
from recoil.library.bin import restore as restored
from recoil.library.choosing import runner_named, session_named
from recoil.library.index import Library
from recoil.library.keeping import erase_runner, read_backup, write_backup
from recoil.library.words import count

keeping_app = typer.Typer()


@keeping_app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", readable=False, show_default=False)],
    runner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this runner's.", autocompletion=completed_runners)
    ] = None,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put the library, or one runner's part, into one file.

    recoil library backup squad.zip
    recoil library backup ann.zip --runner Ann
    """
    printer = Printer(quiet, as_json=as_json)
    with Library(library_folder(library)) as opened:
        sessions = write_backup(opened, file, runner)
    printer.say(f"{count(sessions, 'session')} in {one_line(file)} ({file.stat().st_size / 1000:,.0f} KB)")
    printer.document({"file": str(file), "sessions": sessions})


@keeping_app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", readable=False, show_default=False)],
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Bring sessions back from a backup; what is there stays as it is.

    recoil library restore squad.zip
    """
    printer = Printer(quiet, as_json=as_json)
    with Library(library_folder(library)) as opened:
        done = read_backup(opened, file)
    added = sum(one.outcome == "added" for one in done)
    printer.say(f"{count(added, 'session')} came from {one_line(file)}, {len(done) - added} were here already")
    printer.document({"sessions": [one.as_json() for one in done]})


@keeping_app.command("bin")
def bin_(
    put_back: Annotated[
        str | None, typer.Option("--put-back", metavar="NAME", help="This one, as it is listed.", show_default=False)
    ] = None,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List what was deleted or changed; put it back.

    recoil library bin
    recoil library bin --put-back 18ec29723d161d46/e660c626f4e1c5dc/00001-20261122T195245Z
    """
    printer = Printer(quiet, as_json=as_json)
    folder = library_folder(library)
    with Library(folder) as opened:
        if put_back:
            printer.say(f"{one_line(restored(opened, put_back))} is back in its place")
        found = binned(folder)
    printer.document({"bin": [{"name": one.key, "session": one.path, "is_words": one.is_words} for one in found]})
    if not put_back:
        for one in found:
            what = "what was said about it" if one.is_words else "session"
            printer.say(f"{one_line(one.key)}  {what}, {datetime.fromtimestamp(one.when_s):%Y-%m-%d %H:%M}")
        printer.say(f"{len(found)} in the bin")


@keeping_app.command()
def delete(session: SessionName, library: LibraryFolder = None, as_json: Json = False, quiet: Quiet = False) -> None:
    """Put a session into the bin.

    recoil library delete 12
    """
    printer = Printer(quiet, as_json=as_json)
    folder = library_folder(library)
    with Library(folder) as opened:
        opened.refresh()
        entry = session_named(opened.entries(), session, folder)
        kept = put_session(opened, entry)
    printer.say(f"{one_line(entry.path)} is in the bin: recoil library bin --put-back {one_line(kept.key)}")
    printer.document({"session": entry.path, "bin": kept.key})


@keeping_app.command()
def erase(
    runner: Annotated[str, typer.Argument(metavar="RUNNER", show_default=False, autocompletion=completed_runners)],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Erase all that there is of a runner, for good.

    Sessions, also in the bin, and what is noted of them. A clip keeps what it has.

        recoil library erase Ann
    """
    printer = Printer(quiet, as_json=as_json)
    with Library(library_folder(library)) as opened:
        opened.refresh()
        own = runner_named(opened.entries(), runner)
        if not yes and not typer.confirm(
            f"Erase {count(len(own), 'session')} of {own[-1].runner}? There is no way back"
        ):
            raise RecoilError("nothing was erased")
        erased = erase_runner(opened, runner)
    printer.say(f"{count(erased, 'session')} of {one_line(own[-1].runner)} are erased")
    printer.document({"runner": own[-1].runner, "sessions": erased})
