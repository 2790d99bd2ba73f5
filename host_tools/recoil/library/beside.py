"""What the library knows beside one run, as its report takes it."""

from collections.abc import Sequence
from pathlib import Path

from recoil.common.errors import RecoilError
from recoil.common.folders import library_folder
from recoil.report.beside import MOST_RUNS, Beside, Told

from .attention import Urgency, attention_of
from .entry import Entry
from .index import Library
from .metrics import METRICS
from .spread import before, comparable, spread_of, verdict_of


def beside_of(entry: Entry, entries: Sequence[Entry]) -> Beside:
    """Return what is known beside a session, as it stood on that day.

    Args:
        entry: The session.
        entries: The library's sessions, of this runner and others.
    """
    if not entry.is_assigned or not entry.start_s:
        return Beside(pain=(entry.pain_before, entry.pain_after), runner=entry.runner if entry.is_assigned else "")
    own = [
        one
        for one in entries
        if one.is_assigned
        and one.runner.casefold() == entry.runner.casefold()
        and one.start_s
        and (one.start_s, one.path) <= (entry.start_s, entry.path)
    ]
    runs = comparable(own)
    earlier = before(runs, entry.start_s)
    verdicts = [verdict_of(metric, entry, earlier) for metric in METRICS] if entry in runs else []
    clear = [one for one in verdicts if one and one.is_clear]
    usual = {}
    for metric in METRICS:
        spread = spread_of(metric, earlier)
        if spread:
            usual[metric.name] = (spread.mean - spread.half_width, spread.mean + spread.half_width)
    return Beside(
        pressing=tuple(
            Told(reason.text, reason.advice, reason.urgency > Urgency.CHANGED) for reason in attention_of(own, clear)
        ),
        history={metric.name: tuple(metric.of(one) for one in runs[-MOST_RUNS:]) for metric in METRICS},
        usual=usual,
        pain=(entry.pain_before, entry.pain_after),
        runner=entry.runner,
    )


def beside_in_library(path: Path) -> Beside | None:
    """Return what the user's library knows beside a session of its own; None for one that lies elsewhere."""
    folder = library_folder()
    try:
        relative = path.resolve().relative_to(folder.resolve()).as_posix()
        with Library(folder) as library:
            library.refresh()
            entries = library.entries()
    except (RecoilError, OSError, ValueError):
        return None
    return next((beside_of(entry, entries) for entry in entries if entry.path == relative), None)
