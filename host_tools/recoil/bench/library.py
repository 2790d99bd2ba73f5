"""How long a library of so many sessions takes to index, to list and to follow."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recoil.bench.made_library import NEWEST_S, SESSIONS_A_RUNNER, Made, make_library, segment_of
from recoil.common.folders import CACHE_VARIABLE
from recoil.library.choosing import references, runner_named
from recoil.library.comparison import compare
from recoil.library.comparison_page import comparison_page
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.index_file import index_file
from recoil.library.squad import squad_of, squad_since_s
from recoil.library.trend import trend_of
from recoil.library.trend_page import trend_page
from recoil.report.run import Run
from recoil.report.session_page import session_page
from recoil.session import open_session

WHAT = {
    "index_cold_s": "index, from nothing",
    "index_warm_s": "index, nothing changed",
    "list_warm_s": "list: index and all entries",
    "one_more_s": "index, one session more",
    "trend_s": "trends of a runner (120), with page",
    "squad_s": "squad, all runners",
    "compare_s": "compare two, with page",
    "report_s": "report of one session",
    "list_newest_s": "list: changed folders and the newest 1,000",
    "look_at_all_s": "index, every file looked at",
}
MOST_LISTED = 1000
Say = Callable[[str], None]


@dataclass(frozen=True)
class Cost:
    """Seconds for a library of so many sessions; `size_bytes` of their files."""

    sessions: int
    size_bytes: int
    seconds: dict[str, float]


def measure(sizes: list[int], say: Say, seed: int = 1) -> list[Cost]:
    """Measure each size with files and an index of its own; all of it is removed again."""
    costs = []
    for sessions in (5, *sizes):  # the first one pays for imports, and does not count
        with tempfile.TemporaryDirectory(prefix="recoil-bench-") as folder, _cache(Path(folder) / "cache"):
            say(f"making {sessions:,} sessions")
            library = Path(folder) / "library"
            make_library(library, sessions, seed)
            say(f"measuring {sessions:,} sessions")
            costs.append(_measured(library, sessions))
    return costs[1:]


def measure_large(rows: int, folders: int, say: Say, seed: int = 1) -> Cost:
    """Measure a library of so many folders that were indexed, and of so many rows that were put into the index.

    The rows' folders are there too, each with a segment of its stamp, so that every look at them costs what it costs;
    only reading 100,000 sessions is saved.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-bench-") as place, _cache(Path(place) / "cache"):
        folder = Path(place) / "library"
        say(f"making {folders:,} sessions")
        make_library(folder, folders, seed)
        with Library(folder) as library:
            library.refresh()
        say(f"making {rows:,} rows of the index")
        _make_rows(folder, rows)
        seconds = {}
        say(f"measuring {rows + folders:,} sessions")
        with Library(folder) as library:
            seconds["look_at_all_s"] = _timed(lambda: library.refresh(everything=True))
            if (done := library.refresh()).sessions != rows + folders or done.read:
                raise RuntimeError(f"made {rows + folders} sessions; the index has {done}")
        seconds["list_newest_s"] = min(_timed(lambda: _newest(folder)) for _ in range(3))
        seconds["squad_s"] = min(_timed(lambda: _squad(folder)) for _ in range(3))
        more = Made(seed=99, clip=f"e66038b71300{1:04x}", number=90_000)
        (folder / more.clip / more.name).mkdir(parents=True)
        (folder / more.clip / more.name / "00000.seg").write_bytes(segment_of(more))
        with Library(folder) as library:
            seconds["one_more_s"] = _timed(library.refresh)
            if more.number not in {one.number for one in library.names()}:
                raise RuntimeError("the session that was added is not in the index")
            seconds["index_warm_s"] = min(_timed(library.refresh) for _ in range(3))
        return Cost(rows + folders, sum(one.stat().st_size for one in folder.rglob("*.seg")), seconds)


def _make_rows(folder: Path, rows: int) -> None:
    """Copy the index's rows for made-up clips and runners."""
    index = sqlite3.connect(index_file(folder))
    index.row_factory = sqlite3.Row
    sessions = [
        dict(row) for row in index.execute("SELECT * FROM sessions ORDER BY path LIMIT ?", (SESSIONS_A_RUNNER,))
    ]
    contents = {row["fingerprint"]: dict(row) for row in index.execute("SELECT * FROM contents")}
    for number in range(-(-rows // len(sessions))):
        clip, name = f"f{number:015x}", f"Runner {number + 1}"
        original = folder / clip / ".original"  # its links have one time
        original.parent.mkdir()
        original.write_bytes(b"made")
        os.utime(original, (NEWEST_S, NEWEST_S))
        stamp = f"00000.seg:{original.stat().st_size}:{original.stat().st_mtime_ns}"
        for place, row in enumerate(sessions[: rows - number * len(sessions)]):
            path = f"{clip}/{os.fsdecode(row['path']).rpartition('/')[2]}"
            (folder / path).mkdir()
            os.link(original, folder / path / "00000.seg")
            own = f"{number}/{place}".encode()
            about = {"path": os.fsencode(path), "fingerprint": own, "who": name.casefold(), "clip": clip}
            _put(index, "sessions", row | about | {"stamp": stamp, "runner": None})
            _put(index, "contents", contents[row["fingerprint"]] | {"fingerprint": own, "clip": clip, "wearer": name})
        os.utime(folder / clip, (NEWEST_S - 86_400, NEWEST_S - 86_400))
    index.commit()
    index.close()


def _put(index: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    index.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values()))


def _newest(folder: Path) -> None:
    with Library(folder) as library:
        library.refresh()
        found, everything = library.newest(MOST_LISTED), library.names()
    references(everything, found)


def _squad(folder: Path) -> None:
    with Library(folder) as library:
        library.refresh()
        entries, counts = library.of_squad(squad_since_s())
    squad_of(entries, counts=counts)


def _measured(folder: Path, sessions: int) -> Cost:
    seconds = {}
    with Library(folder) as library:
        seconds["index_cold_s"] = _timed(library.refresh)
        seconds["index_warm_s"] = _timed(library.refresh)
    seconds["list_warm_s"] = min(_timed(lambda: _listed(folder)) for _ in range(3))
    entries = _listed(folder)
    runner = runner_named(entries, entries[-1].runner)
    seconds["trend_s"] = _timed(lambda: trend_page(trend_of(runner[-1].runner, runner)).html())
    seconds["squad_s"] = _timed(lambda: squad_of(entries))
    paths = [folder / entry.path for entry in entries[-2:]]
    seconds["compare_s"] = _timed(
        lambda: comparison_page(
            compare(entries[-2], entries[-1], entries), open_session(paths[0]), open_session(paths[1])
        ).html()
    )
    seconds["report_s"] = _timed(lambda: session_page(Run(open_session(paths[1]))).html())
    more = Made(seed=99)
    (folder / "one-more" / more.name).mkdir(parents=True)
    (folder / "one-more" / more.name / "00000.seg").write_bytes(segment_of(more))
    with Library(folder) as library:
        seconds["one_more_s"] = _timed(library.refresh)
    return Cost(
        sessions, sum(entry.size_bytes for entry in entries), {name: seconds[name] for name in WHAT if name in seconds}
    )


def _listed(folder: Path) -> list[Entry]:
    with Library(folder) as library:
        library.refresh()
        entries = library.entries()
    references(entries)
    return entries


def _timed(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


@contextmanager
def _cache(folder: Path) -> Iterator[None]:
    """Keep the index among what is removed again."""
    before = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[CACHE_VARIABLE]
        else:
            os.environ[CACHE_VARIABLE] = before
