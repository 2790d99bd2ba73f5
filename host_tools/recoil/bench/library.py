"""How long a library of so many sessions takes to index, to list and to follow."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from recoil.bench.made_library import Made, make_library, segment_of
from recoil.common.folders import CACHE_VARIABLE
from recoil.library.choosing import references, runner_named
from recoil.library.comparison import compare
from recoil.library.comparison_page import comparison_page
from recoil.library.entry import Entry
from recoil.library.index import Library
from recoil.library.squad import squad_of
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
}
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
    return Cost(sessions, sum(entry.size_bytes for entry in entries), {name: seconds[name] for name in WHAT})


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
