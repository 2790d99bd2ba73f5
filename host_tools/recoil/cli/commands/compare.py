"""`recoil compare`: two runs side by side."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, LibraryFolder, Opens, Quiet
from recoil.cli.completion import completed_sessions
from recoil.cli.library_tables import write_comparison
from recoil.cli.output import Printer
from recoil.common.errors import one_line
from recoil.common.folders import library_folder
from recoil.library.choosing import session_named
from recoil.library.comparison import compare as compared
from recoil.library.comparison_page import comparison_page
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.unindexed import entry_of
from recoil.session import open_session

HELP = "A session's folder, or what the library calls it: a number, CLIP/number, a name, last."


def compare(
    first: Annotated[
        str, typer.Argument(metavar="A", help=HELP, show_default=False, autocompletion=completed_sessions)
    ],
    second: Annotated[
        str,
        typer.Argument(
            metavar="B", help="The run to compare it with.", show_default=False, autocompletion=completed_sessions
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.html", readable=False, help="Write it as a page too.")
    ] = None,
    library: LibraryFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
    opens: Opens = False,
) -> None:
    """Compare two runs, and say whether they differ by more than day to day.

    "usual" is how far apart two sessions of this runner are, 95 times in 100:
    from the runner's other sessions within six weeks of either, five at least.
    Where the library does not know enough of them, it says that it cannot tell.
    Cadence moves contact, flight, bounce and peak, and speed moves them all.

        recoil compare 41 42
        recoil compare sessions/00007 last -o compared.html
    """
    printer = Printer(quiet, as_json=as_json)
    folder = library_folder(library)
    with Library(folder) as opened:
        opened.refresh()
        entries = opened.entries()
    found: list[tuple[Entry, Path]] = []
    for name in (first, second):
        if Path(name).exists():
            found.append(entry_of(Path(name), entries))
        else:
            entry = session_named(entries, name, folder)
            found.append((entry, folder / entry.path))
    (a, path_a), (b, path_b) = found
    result = compared(a, b, entries)
    printer.document(result.as_json())
    if printer.shows_progress:
        write_comparison(result)
    if opens and not out:
        out = Path("compared.html")
    if out:
        size_bytes = comparison_page(result, open_session(path_a), open_session(path_b)).write(out)
        printer.say(f"written: {one_line(out)} ({size_bytes / 1000:,.0f} KB)")
        if opens:
            typer.launch(str(out.resolve()))
