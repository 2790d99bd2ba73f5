"""The library on a terminal: tables of 80 columns, in full into files and other programs."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence

from rich.cells import cell_len

from recoil.cli.tables import short, write_table
from recoil.common.errors import one_line
from recoil.common.terminal import is_terminal, put
from recoil.library.attention import Urgency
from recoil.library.choosing import Called, began, references
from recoil.library.comparison import Comparison
from recoil.library.entry import Entry
from recoil.library.metrics import METRICS
from recoil.library.spread import HOW, WEEKS, Verdict
from recoil.library.squad import Line
from recoil.library.trend import Trend, Week, left_out_words, revision_words
from recoil.library.words import count

PLAIN_WIDTH = 10_000
SHORTEST_NAME, LONGEST_NAME = 8, 14
LONGEST_REFERENCE = 22
RECENT_WEEKS = 12
UNKNOWN = "–"


def width() -> int:
    """Return how wide a line may be."""
    return shutil.get_terminal_size().columns if is_terminal(sys.stdout) else PLAIN_WIDTH


def say(text: str) -> None:
    """Print a paragraph, folded on a terminal."""
    for line in textwrap.wrap(one_line(text, 4000), max(width() - 1, 20)):
        put(line)


def write_folded(titles: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print a table whose last column is folded into what is left of the width."""
    rows = [[one_line(cell, 300) for cell in row] for row in rows]
    others = [max(map(cell_len, column)) for column in zip(titles[:-1], *(row[:-1] for row in rows), strict=True)]
    room = max(width() - 1 - sum(others) - 2 * len(others), 4)
    folded: list[list[str]] = []
    for row in rows:
        lines = textwrap.wrap(row[-1], min(room, 58)) or [""]
        folded.append([*row[:-1], lines[0]])
        folded += [[""] * len(others) + [line] for line in lines[1:]]
    write_table(titles, folded, right)


def write_sessions(entries: Sequence[Entry], everything: Sequence[Called]) -> None:
    """Print a line for each session, then what cannot be read and why. `everything` tells which numbers are unique."""
    names = references(everything, entries)
    # Where numbers do not tell sessions apart their names do, which are long and say when.
    is_long = max((len(names[entry.path]) for entry in entries), default=0) > LONGEST_NAME
    rows = [
        (
            names[entry.path][-LONGEST_REFERENCE:],
            began(entry, "%Y-%m-%d" if is_long else "%Y-%m-%d %H:%M") if entry.start or not is_long else "no clock",
            short(entry.runner, SHORTEST_NAME if is_long else LONGEST_NAME),
            f"{entry.running_s / 60:.0f}" if entry.running_s is not None else UNKNOWN,
            *(
                f"{value:.0f}" if value is not None else UNKNOWN
                for value in (entry.cadence_spm, entry.bounce_mm, entry.contact_ms)
            ),
            _pain(entry),
            entry.trouble or " ".join(entry.tags),
        )
        for entry in entries
    ]
    titles = ("session", "began", "runner", "min", "spm", "mm", "ms", "pain", "tags")
    write_folded(titles, rows, right=(3, 4, 5, 6))
    for entry in entries:
        for text in (entry.reason, *entry.problems):
            if text:
                say(f"{names[entry.path]}: {text}")


def write_runners(lines: Sequence[Line]) -> None:
    """Print who there is."""
    rows = [(short(line.runner, 40), str(line.sessions), began(line.last) if line.last else UNKNOWN) for line in lines]
    write_table(("runner", "sessions", "last"), rows, right=(1,))


def write_squad(lines: Sequence[Line]) -> None:
    """Print a line a runner; on a terminal no more weeks than there is room for."""
    weeks = len(lines[0].minutes) if lines else 0
    has_core = any(line.core_words for line in lines)
    shown = min(weeks, max((width() - 56) // 4, 1))
    rows = [
        (
            short(line.runner, LONGEST_NAME),
            began(line.last, "%Y-%m-%d") if line.last else UNKNOWN,
            " ".join(f"{minutes:3.0f}" for minutes in line.minutes[-shown:]),
            _pain(line.last) if line.last else UNKNOWN,
            *([line.core_words or UNKNOWN] if has_core else []),
            line.words(),
        )
        for line in lines
    ]
    write_folded(("runner", "last run", "min/week", "pain", *(["core"] if has_core else []), "look at"), rows)
    if shown < weeks:
        say(f"min/week: the last {shown} of {weeks} weeks; all are in the page (-o FILE.html) and in --json")


def write_trend(trend: Trend) -> None:
    """Print the last session against the six weeks before it, then the weeks."""
    if not trend.sessions:
        say(f"{trend.runner}: no session that can be compared")
        say(left_out_words(trend))
        return
    for reason in trend.reasons():
        if reason.urgency > Urgency.CHANGED:
            say(f"{reason.text} {reason.advice}")
    last = trend.sessions[-1]
    sessions = count(len(trend.sessions), "session")
    say(f"{trend.runner}: {sessions}, the last one {began(last)}, against the {WEEKS} weeks before")
    rows = [_judged(trend.last[metric.name]) for metric in METRICS if metric.name in trend.last]
    write_table(("", "unit", "last", "mean", "spread", "sessions", "beyond"), rows, right=(2, 3, 4, 5))
    put()
    weeks = trend.weeks()
    titles = ("week of", "runs", "min", "cadence", "bounce", "contact", "unsteady", "score", "worst pain")
    write_table(titles, [_week(week) for week in weeks[-RECENT_WEEKS:]], right=range(1, 8))
    if len(weeks) > RECENT_WEEKS:
        more = len(weeks) - RECENT_WEEKS
        put(f"{count(more, 'week')} before {'is' if more == 1 else 'are'} in the page (-o FILE) and in --json")
    put()
    if trend.core:
        say(f"week of {trend.core[-1].monday}: {trend.core[-1].words()}")
    say(HOW)
    if revised := revision_words(trend):
        say(revised)
    if trend.left_out:
        say(left_out_words(trend))


def _judged(verdict: Verdict) -> tuple[str, ...]:
    metric, spread = verdict.metric, verdict.spread
    beyond = {True: f"yes, {metric.said(verdict.change, sign=True)}", False: "no", None: "too few to tell"}
    own = f" ± {metric.said(verdict.half)}" if verdict.half is not None else ""
    return (
        metric.title,
        metric.unit,
        metric.said(verdict.value) + own,
        metric.said(spread.mean) if spread else UNKNOWN,
        f"{spread.sd:.{metric.digits + (metric.digits < 2)}f}" if spread else UNKNOWN,
        str(spread.sessions) if spread else UNKNOWN,
        beyond[verdict.is_beyond],
    )


def _week(week: Week) -> tuple[str, ...]:
    means = {metric.name: metric.said(week.means.get(metric.name)) for metric in METRICS}
    before, after = (UNKNOWN if value is None else str(value) for value in week.pain)
    return (
        week.monday.isoformat(),
        str(week.sessions),
        f"{week.running_s / 60:.0f}",
        *(means[name] for name in ("cadence_spm", "bounce_mm", "contact_ms", "unsteadiness_pct")),
        " ".join(map(str, week.scores_pct)) or UNKNOWN,
        UNKNOWN if week.pain == (None, None) else f"{before} > {after}",
    )


def write_comparison(found: Comparison) -> None:
    """Print two sessions side by side."""
    first, second = found.first, found.second
    for letter, entry in (("A", first), ("B", second)):
        say(f"{letter}: {entry.name}, {began(entry)}, {entry.runner}")
    rows = [
        (
            one.metric.title,
            one.metric.unit,
            one.metric.said(one.first),
            one.metric.said(one.second),
            one.metric.said(one.change, sign=True),
            f"± {one.metric.said(one.limit)}" if one.limit is not None else UNKNOWN,
            one.words(),
        )
        for one in found.differences
    ]
    write_table(("", "unit", "A", "B", "B - A", "usual", ""), rows, right=(2, 3, 4, 5))
    if any(one.spread for one in found.differences):
        say(
            f"usual: how far apart two sessions of this runner are, 95 times in 100, from {found.others} others "
            f"within {WEEKS} weeks of these"
        )
    for note in found.notes:
        say(note)


def _pain(entry: Entry) -> str:
    if entry.pain_before is None and entry.pain_after is None:
        return UNKNOWN
    before, after = (UNKNOWN if value is None else str(value) for value in (entry.pain_before, entry.pain_after))
    where = " leg" if entry.pain_down_leg else f" {entry.pain_place}" if entry.pain_place else ""
    return f"{before} > {after}{where}"
