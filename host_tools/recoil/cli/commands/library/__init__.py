"""`recoil library`: sessions in a folder, found again, with what people say about them."""

import typer

from recoil.cli.commands.options import LIBRARY, LibraryFolder
from recoil.cli.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "add": LazyCommand("library.changes", "changes_app", "Copy sessions into the library; the originals stay."),
    "index": LazyCommand(
        "library.changes", "changes_app", "Bring the index in step with the files; every other command does it too."
    ),
    "remeasure": LazyCommand(
        "library.changes", "changes_app", "Measure sessions with raw samples again, by the gait core of this Recoil."
    ),
    "runners": LazyCommand("library.views", "views_app", "List who there is, and when each ran last."),
    "sessions": LazyCommand(
        "library.views", "views_app", "List sessions, the newest last: cadence (spm), bounce (mm), contact (ms)."
    ),
    "search": LazyCommand(
        "library.views", "views_app", "List the sessions that have all these words: in notes, tags, names."
    ),
    "trends": LazyCommand(
        "library.views", "views_app", "Follow a runner over weeks: every metric, the fading plan, pain."
    ),
    "squad": LazyCommand("library.views", "views_app", "Look at every runner in one line, the one who ran last first."),
    "where": LazyCommand("library.views", "views_app", "Say where the library is, and where its index."),
    "runner": LazyCommand(
        "library.changes", "changes_app", "Say who ran; else it is who the clip belongs to (its setting wearer_name)."
    ),
    "pain": LazyCommand(
        "library.changes", "changes_app", "Note the runner's pain before and after a session: 0 none, 10 the worst."
    ),
    "tag": LazyCommand("library.changes", "changes_app", "Put tags on a session, or take them off."),
    "backup": LazyCommand("library.keeping", "keeping_app", "Put the library, or one runner's part, into one file."),
    "restore": LazyCommand(
        "library.keeping", "keeping_app", "Bring sessions back from a backup; what is there stays as it is."
    ),
    "bin": LazyCommand("library.keeping", "keeping_app", "List what was deleted or changed; put it back."),
    "delete": LazyCommand("library.keeping", "keeping_app", "Put a session into the bin."),
    "erase": LazyCommand("library.keeping", "keeping_app", "Erase all that there is of a runner, for good."),
    "note": LazyCommand("library.changes", "changes_app", "Write a note about a session, in place of the one before."),
}


class LibraryGroup(LazyGroup):
    """The commands of a library; listing sessions does not wait for what adding them needs."""

    lazy = COMMANDS


library_app = typer.Typer(
    name="library",
    cls=LibraryGroup,
    help="Keep sessions in one folder: find them, say who ran, note pain, follow weeks.",
    no_args_is_help=True,
)


@library_app.callback()
def folder_of_all(context: typer.Context, library: LibraryFolder = None) -> None:
    """Keep sessions in one folder: find them, say who ran, note pain, follow weeks."""
    source = context.get_parameter_source("library")
    if source is not None and source.name == "COMMANDLINE":
        context.meta[LIBRARY] = library
