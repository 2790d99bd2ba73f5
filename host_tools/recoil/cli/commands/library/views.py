"""`recoil library ...`: what looks at the library and changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Json, LibraryFolder, Opens
from recoil.cli.completion import completed_runners
from recoil.cli.library_tables import say, write_runners, write_sessions, write_squad, write_trend
from recoil.cli.output import Printer
from recoil.cli.progress import StageProgress
from recoil.common.errors import one_line
from recoil.common.folders import library_folder
from recoil.common.terminal import put
from recoil.library.choosing import Called, check_runner, chosen, parse_since, runner_named
from recoil.library.entry import UNASSIGNED, Entry
from recoil.library.index import Library
from recoil.library.index_file import index_file
from recoil.library.spread import HOW
from recoil.library.squad import WEEKS, Line, squad_of, squad_since_s, without_runner_words
from recoil.library.trend import trend_of
from recoil.library.words import count

PageFile = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="FILE.html", readable=False, help="Write it as a page too.")
]


MOST_LISTED = 1000

views_app = typer.Typer()


@views_app.command()
def runners(library: LibraryFolder = None, as_json: Json = False) -> None:
    """List who there is, and when each ran last.

    recoil library runners
    """
    printer = Printer(as_json=as_json)
    lines, unassigned = _squad(library, printer)
    printer.document({"runners": [line.as_json() for line in lines], "sessions_without_runner": unassigned})
    if not as_json:
        write_runners(lines)
        printer.say(count(len(lines), "runner") if lines or unassigned else _nothing(library))
        say(without_runner_words(unassigned))


@views_app.command()
def sessions(
    runner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this runner's.", autocompletion=completed_runners)
    ] = None,
    tag: Annotated[str | None, typer.Option(metavar="TAG", help="Only those with this tag.")] = None,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Only from this day on: 2026-11-01, or 6w: six weeks ago.")
    ] = None,
    search: Annotated[str | None, typer.Option(metavar="TEXT", help="Only those with all these words.")] = None,
    library: LibraryFolder = None,
    last: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Only the newest N; 0: all. A table has 1,000, JSON all.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List sessions, the newest last: cadence (spm), bounce (mm), contact (ms).

    The first column is what to call a session by, here and in `recoil show`.

        recoil library sessions
        recoil library sessions --runner Ann --since 6w
        recoil library sessions --tag knee --json
    """
    printer = Printer(as_json=as_json)
    moment = parse_since(since) if since else None
    most = (0 if as_json else MOST_LISTED) if last is None else last
    if most and (runner, tag, moment, search) == (None,) * 4:
        with _refreshed(library, printer) as opened:
            _list(opened.newest(most), opened.names(), printer, library)
        return
    entries = _entries(library, printer)
    if runner is not None:
        check_runner(entries, runner)
    _list(chosen(entries, runner, tag, moment, search)[-most:], entries, printer, library)


@views_app.command()
def search(
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", show_default=False)],
    library: LibraryFolder = None,
    as_json: Json = False,
) -> None:
    """List the sessions that have all these words: in notes, tags, names.

    recoil library search knee track
    """
    printer = Printer(as_json=as_json)
    entries = _entries(library, printer)
    _list(chosen(entries, search=" ".join(text)), entries, printer, library)


@views_app.command()
def trends(
    runner: Annotated[str, typer.Argument(metavar="RUNNER", show_default=False, autocompletion=completed_runners)],
    out: PageFile = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Only from this day on, or 26w.")] = None,
    library: LibraryFolder = None,
    as_json: Json = False,
    opens: Opens = False,
) -> None:
    """Follow a runner over weeks: every metric, the fading plan, pain.

    A session is held against the runner's own six weeks before it. "beyond":
    more than the runner's own day-to-day spread (95 % prediction interval for
    one more session, from at least five). --json has every session and week.

        recoil library trends Ann
        recoil library trends Ann -o ann.html
    """
    printer = Printer(as_json=as_json)
    moment = parse_since(since) if since else None
    own = runner_named(_entries(library, printer), runner)
    trend = trend_of(own[-1].runner, own)
    if moment:
        trend = trend.since(moment)
    printer.document(trend.as_json())
    if not as_json:
        write_trend(trend)
    if opens and not out:
        from recoil.report.page import file_name

        out = Path(file_name(f"trends-{trend.runner}"))
    if out:
        from recoil.library.trend_page import trend_page  # needs numpy, which a list does not wait for

        _written(out, trend_page(trend).write(out), printer, opens)


@views_app.command()
def squad(
    out: PageFile = None,
    weeks: Annotated[int, typer.Option(min=1, max=52, help="How many weeks of running to list.")] = 6,
    library: LibraryFolder = None,
    as_json: Json = False,
    opens: Opens = False,
) -> None:
    """Look at every runner in one line, the one who ran last first.

    "changed": what the last session has beyond the runner's own day-to-day
    spread of the six weeks before. min/week: the current week is the last.

        recoil library squad
        recoil library squad --weeks 12 -o squad.html
    """
    printer = Printer(as_json=as_json)
    lines, unassigned = _squad(library, printer, weeks)
    found = [line.as_json() for line in lines]
    printer.document({"weeks": weeks, "runners": found, "sessions_without_runner": unassigned})
    if not as_json:
        write_squad(lines)
        say(without_runner_words(unassigned))
        put()
        say(HOW if lines or unassigned else _nothing(library))
    if opens and not out:
        out = Path("squad.html")
    if out:
        from recoil.library.squad_page import squad_page  # needs numpy, which a list does not wait for

        _written(out, squad_page(lines, unassigned).write(out), printer, opens)


@views_app.command()
def where(library: LibraryFolder = None, as_json: Json = False) -> None:
    """Say where the library is, and where its index.

    cd "$(recoil library where)"
    """
    folder = library_folder(library)
    printer = Printer(as_json=as_json)
    printer.document({"library": str(folder), "index": str(index_file(folder)), "exists": folder.is_dir()})
    printer.say(str(folder))


@contextmanager
def _refreshed(folder: Path | None, printer: "Printer") -> Iterator[Library]:
    """Return the library, its index in step with the files."""
    with Library(library_folder(folder)) as library:
        with StageProgress(printer.shows_progress) as progress:
            library.refresh(progress.advance)
        yield library


def _entries(folder: Path | None, printer: "Printer") -> "list[Entry]":
    with _refreshed(folder, printer) as library:
        return library.entries()


def _squad(folder: Path | None, printer: "Printer", weeks: int = WEEKS) -> tuple[list[Line], int]:
    """Return a line for each runner, and how many sessions have none."""
    with _refreshed(folder, printer) as library:
        entries, counts = library.of_squad(squad_since_s(weeks))
    return squad_of(entries, weeks, counts=counts), counts.get(UNASSIGNED, 0)


def _list(found: "list[Entry]", everything: "Sequence[Called]", printer: "Printer", folder: Path | None) -> None:
    printer.document({"sessions": [entry.as_json() for entry in found]})
    if printer.as_json:
        return
    write_sessions(found, everything)
    if not everything:
        printer.say(_nothing(folder))
    else:
        printer.say(f"{len(found)} of {count(len(everything), 'session')}")


def _nothing(folder: Path | None) -> str:

    there = one_line(library_folder(folder))
    return f"no session is in {there}: `recoil download` or `recoil library add` brings them in"


def _written(path: Path, size_bytes: int, printer: "Printer", opens: bool) -> None:
    printer.say(f"written: {one_line(path)} ({size_bytes / 1000:,.0f} KB)")
    if opens:
        typer.launch(str(path.resolve()))
