"""`recoil library ...`: what brings sessions in and says something about them."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from recoil.cli.commands.options import Json, LibraryFolder, Quiet
from recoil.cli.completion import completed_sessions
from recoil.cli.library_tables import say
from recoil.cli.output import Printer
from recoil.cli.progress import StageProgress
from recoil.common.cautions import SEE_SOMEONE
from recoil.common.errors import RecoilError, one_line
from recoil.common.folders import library_folder
from recoil.common.terminal import put
from recoil.device.holding import still_held
from recoil.device.telling import tell_clip
from recoil.library.adding import add as add_sessions
from recoil.library.adding import sessions_at
from recoil.library.annotations import Annotations, name_of, note_of, place_of, with_tag, without_tag
from recoil.library.attention import pain_gate
from recoil.library.choosing import session_named
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.words import count

changes_app = typer.Typer()
SessionName = Annotated[
    str,
    typer.Argument(
        metavar="SESSION",
        help="A number, CLIP/number, a session's name, its folder, or last.",
        show_default=False,
        autocompletion=completed_sessions,
    ),
]


@changes_app.command()
def add(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", readable=False, help="Sessions, or folders that hold some."),
    ],
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Copy sessions into the library; the originals stay.

    Each copy is compared by CRC and is there whole or not at all. A session
    that the library has already, under whatever name, is not copied again.

        recoil library add runs
        recoil library add /media/ann/usb/sessions --library ~/squad
    """
    printer = Printer(quiet, as_json=as_json)
    sources = [source for path in paths for source in sessions_at(path)]
    with Library(library_folder(library)) as opened, StageProgress(printer.shows_progress) as progress:
        done = add_sessions(opened, sources, progress.advance)
    for one in done:
        if one.outcome != "failed":
            what = "added" if one.outcome == "added" else "is here already"
            printer.say(f"{one_line(one.path)}  {what}" + (f"; missing: {one.missing[0]}" if one.missing else ""))
    printer.document({"library": str(opened.folder), "sessions": [one.as_json() for one in done]})
    added = sum(one.outcome == "added" for one in done)
    printer.say(f"{added} of {count(len(done), 'session')} added to {one_line(opened.folder)}")
    for one in done:
        if one.outcome == "failed":
            put(f"error: {one_line(one.source)}: {one_line(one.error)}", err=True)
    if any(one.outcome == "failed" for one in done):
        raise typer.Exit(1)


@changes_app.command()
def index(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Read every file anew.")] = False,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Bring the index in step with the files; every other command does it too.

    The index holds only what was computed from the files. It lies in your cache
    folder, never in the library, and may be deleted at any time.

        recoil library index
        recoil library index --rebuild
    """
    printer = Printer(quiet, as_json=as_json)
    with Library(library_folder(library)) as opened:
        with StageProgress(printer.shows_progress) as progress:
            done = opened.refresh(progress.advance, rebuild, everything=True)
        damaged = [entry for entry in opened.entries() if entry.reason]
    printer.document(
        {
            "library": str(opened.folder),
            "sessions": done.sessions,
            "read": done.read,
            "forgotten": done.forgotten,
            "damaged": [{"path": entry.path, "reason": entry.reason} for entry in damaged],
        }
    )
    printer.say(f"{count(done.sessions, 'session')}: {done.read} read, {done.forgotten} not there any more")
    for entry in damaged:
        if printer.shows_progress:
            say(f"{entry.trouble}: {entry.path}: {entry.reason}")


@changes_app.command()
def remeasure(
    wanted: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SESSION...]",
            help="Default: all that an earlier revision measured.",
            show_default=False,
            autocompletion=completed_sessions,
        ),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Those too that this revision has measured.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Go back to what the clip measured.")] = False,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure sessions with raw samples again, by the gait core of this Recoil.

    What the clip wrote stays as it is; what is measured now lies beside it and
    is read in its place. Cues and other events stay. A session of which raw
    samples were not kept throughout (setting raw) stays as it was measured.

        recoil library remeasure
        recoil library remeasure last --undo
    """
    from recoil.library.remeasuring import Remeasured
    from recoil.library.remeasuring import remeasure as measure
    from recoil.library.remeasuring import undo as go_back
    from recoil_clip.gait.gait import GAIT_REVISION

    printer = Printer(quiet, as_json=as_json)
    done: list[Remeasured] = []
    undone: list[str] = []
    with Library(library_folder(library)) as opened, StageProgress(printer.shows_progress) as progress:
        opened.refresh(progress.advance)
        entries = opened.entries()
        chosen = [session_named(entries, name, opened.folder) for name in wanted or ()]
        if undo:
            undone = [entry.path for entry in chosen or entries if go_back(opened, entry.path)]
        else:
            for entry in chosen or [one for one in entries if again or one.gait_revision != GAIT_REVISION]:
                done.append(measure(opened, entry.path, again, progress.advance))
        opened.refresh()
    printer.document({"revision": GAIT_REVISION, "sessions": [one.as_json() for one in done], "undone": undone})
    for one in done:
        if one.why:
            printer.say(f"{one_line(one.path)}  left as it is: {one.why}")
            continue
        before = f"; {count(one.lost, 'step')} of before the raw samples left out" if one.lost else ""
        printer.say(f"{one_line(one.path)}  {count(one.steps, 'step')}, revision {GAIT_REVISION}{before}")
    for path in undone:
        printer.say(f"{one_line(path)}  as the clip measured it")
    measured = sum(not one.why for one in done)
    what = f"{count(len(undone), 'session')} as the clip measured" if undo else ""
    printer.say(what or f"{measured} of {count(len(done), 'session')} measured by revision {GAIT_REVISION}")


class _TagCommand(TyperCommand):
    """Takes -h for help, which as an option would make help of -heel too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, ["--help" if one == "-h" else one for one in args[:end]] + args[end:])


# Words that begin with "-" are tags here, not options.
@changes_app.command(
    cls=_TagCommand, context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]}
)
def tag(
    session: SessionName,
    tags: Annotated[list[str], typer.Argument(metavar="+TAG|-TAG...", show_default=False)],
    library: LibraryFolder = None,
    as_json: Json = False,
) -> None:
    """Put tags on a session, or take them off.

    recoil library tag 12 +knee +track
    recoil library tag last +race -knee
    """

    def change(about: "Annotations") -> None:
        for text in tags:
            if text.startswith("-"):
                about.tags = without_tag(about.tags, text[1:])
            else:
                about.tags = with_tag(about.tags, text.removeprefix("+"))

    _edited(library, session, change, as_json, lambda about: f"tags: {', '.join(about.tags) or 'none'}")


@changes_app.command()
def note(
    session: SessionName,
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help='"" takes the note away.', show_default=False)],
    library: LibraryFolder = None,
    as_json: Json = False,
) -> None:
    """Write a note about a session, in place of the one before.

    recoil library note 12 "New shoes, hilly"
    """

    def change(about: "Annotations") -> None:
        about.note = note_of(" ".join(text))

    _edited(library, session, change, as_json, lambda about: f"note: {about.note or 'none'}")


@changes_app.command()
def pain(
    session: SessionName,
    before: Annotated[
        int | None, typer.Option(min=0, max=10, metavar="0-10", help="Before the run.", show_default=False)
    ] = None,
    after: Annotated[
        int | None, typer.Option(min=0, max=10, metavar="0-10", help="And after it.", show_default=False)
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", metavar="back|leg|other", help="Where it hurts.", show_default=False)
    ] = None,
    down_leg: Annotated[
        bool | None, typer.Option("--down-leg/--not-down-leg", help="Whether it goes down the leg.", show_default=False)
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take all of it away.")] = False,
    library: LibraryFolder = None,
    as_json: Json = False,
) -> None:
    """Note the runner's pain before and after a session: 0 none, 10 the worst.

    Pain that rose by 2 or more, or is 5 or more: the next session is not
    cued, which a clip is told when it is at the cable, or downloaded next.

        recoil library pain last --before 2 --after 3 --place back --not-down-leg
    """
    where = None if place is None else place_of(place)
    if before is None and after is None and place is None and down_leg is None and not clear:
        raise RecoilError("which score? say --before N, --after N or both", "recoil library pain last --after 3")
    if clear and not (before is after is place is down_leg is None):
        raise RecoilError(
            "--clear takes both scores away: it goes without --before, --after and the place",
            "recoil library pain last --clear, or recoil library pain last --after 3",
        )

    def change(about: "Annotations") -> None:
        about.pain_before = before if before is not None or clear else about.pain_before
        about.pain_after = after if after is not None or clear else about.pain_after
        about.pain_place = where if where is not None or clear else about.pain_place
        about.pain_down_leg = down_leg if down_leg is not None or clear else about.pain_down_leg

    def said(about: "Annotations") -> str:
        scores = ("not given" if one is None else str(one) for one in (about.pain_before, about.pain_after))
        text = "pain before: {}, after: {}".format(*scores)
        text += f", {about.pain_place}" if about.pain_place else ""
        return text + (", down the leg" if about.pain_down_leg else "")

    entry = _edited(library, session, change, as_json, said)
    why = pain_gate(entry.pain_before, entry.pain_after)
    if not as_json and (why or entry.pain_before or entry.pain_after or entry.pain_down_leg):
        put(SEE_SOMEONE)
    if why and not as_json:
        put(f"the next session is not cued: {why}")
    _tell(library, entry, as_json)


@changes_app.command()
def runner(
    session: SessionName,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help='"" goes back to what the clip was told.', show_default=False)
    ],
    library: LibraryFolder = None,
    as_json: Json = False,
) -> None:
    """Say who ran; else it is who the clip belongs to (its setting wearer_name).

    A clip at the cable whose last session it is coaches that runner from
    then on.

        recoil library runner 12 "Ann"
    """

    def change(about: "Annotations") -> None:
        about.runner = name_of(name)

    entry = _edited(library, session, change, as_json, lambda about: f"runner: {about.runner or 'as the clip says'}")
    if name_of(name):
        _tell(library, entry, as_json, is_named=True)


def _tell(folder: Path | None, entry: Entry, as_json: bool, is_named: bool = False) -> None:
    """Tell the session's clip, if it is at the cable, and say what came of it."""
    with Library(library_folder(folder)) as library:
        said = tell_clip(entry, library.folder / entry.path, library.entries(), is_named)
    for line in said if not as_json else ():
        put(line)


def _edited(folder: Path | None, name: str, change: Any, as_json: bool, said: Any) -> Entry:
    printer = Printer(as_json=as_json)
    with Library(library_folder(folder)) as library:
        library.refresh()
        found = session_named(library.entries(), name, library.folder)
        about = library.edit(found, change)
        again = _again(library, found)
        printer.document(again.as_json())
        held = still_held(found, again, library.entries())
    printer.say(f"{one_line(found.path)}  {one_line(said(about))}")
    for line in held:
        printer.say(line)
    return again


def _again(library: "Library", entry: "Entry") -> "Entry":
    return next((one for one in library.entries() if one.path == entry.path), entry)
