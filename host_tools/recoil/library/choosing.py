"""Picks sessions out of the library: by runner, tag, time and words, or the one that a person names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from recoil.common.errors import one_line

from .entry import ASSIGN, UNASSIGNED, Entry
from .errors import LibraryError

LAST = "last"
MOST_LISTED = 20
CLIP_DIGITS = 6  # of a clip's id: its end tells clips apart, the begin is the chip maker's


def chosen(
    entries: Iterable[Entry],
    runner: str | None = None,
    tag: str | None = None,
    since: datetime | None = None,
    search: str | None = None,
) -> list[Entry]:
    """Return the sessions that are all of this; letters' case does not matter, `search` wants each of its words."""
    words = (search or "").casefold().split()
    wanted = runner.casefold() if runner is not None else None
    label = tag.lstrip("+").casefold() if tag is not None else None
    return [
        entry
        for entry in entries
        if (wanted is None or entry.runner.casefold() == wanted)
        and (label is None or label in {one.casefold() for one in entry.tags})
        and (since is None or (entry.start_s is not None and entry.start_s >= since.timestamp()))
        and (not words or all(word in text for text in (entry.words(),) for word in words))
    ]


def parse_since(text: str, now: datetime | None = None) -> datetime:
    """Read a date, local unless it says otherwise, or how many days or weeks ago: `14d`, `6w`."""
    try:
        found = re.fullmatch(r"(\d{1,4})\s*([dw])", text.strip().casefold())
        if found:
            days = int(found[1]) * (7 if found[2] == "w" else 1)
            return (now or datetime.now().astimezone()) - timedelta(days=days)
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError):
        raise LibraryError(
            f"--since {one_line(text, 40)!r} is not a date", "write it as 2026-11-01, or as 6w: six weeks ago"
        ) from None


def runner_named(entries: Sequence[Entry], name: str) -> list[Entry]:
    """Return a runner's sessions; a `LibraryError` that says who there is if there are none, or nobody is meant."""
    found = chosen(entries, runner=name)
    advice = (_runners(entries), f"say who ran a session: {ASSIGN}")
    if found and not found[0].is_assigned:
        raise LibraryError(f"{one_line(name, 60)!r} is no runner: who ran these sessions is not known", *advice)
    if not found:
        raise LibraryError(f"no session of {one_line(name, 60)!r}", *advice)
    return found


def check_runner(entries: Sequence[Entry], name: str) -> None:
    """Raise a `LibraryError` as `runner_named` if nobody is called so; who is not known may be asked for."""
    if name.casefold() != UNASSIGNED:
        runner_named(entries, name)


def _runners(entries: Sequence[Entry]) -> str:
    names = sorted({entry.runner for entry in entries if entry.is_assigned})
    more = [f"and {len(names) - MOST_LISTED} more"] if len(names) > MOST_LISTED else []
    return f"the runners are: {', '.join([*names[:MOST_LISTED], *more]) or 'none'}"


def session_named(entries: Sequence[Entry], text: str, folder: Path) -> Entry:
    """Return the session that is meant by `last`, a name, a number, CLIP/number, or a path, in the library."""
    found = matches(entries, text, folder)
    if not found:
        raise LibraryError(
            f"no session {one_line(text, 80)} in the library {one_line(folder)}",
            "`recoil library sessions` lists them, `recoil library add` brings more in",
        )
    if len(found) > 1:
        short = references(entries)
        lines = [f"{short[entry.path]}  {began(entry)}  {entry.runner}" for entry in found[:MOST_LISTED]]
        more = [f"... and {len(found) - MOST_LISTED} more"] if len(found) > MOST_LISTED else []
        raise LibraryError(f"{len(found)} sessions are meant by {one_line(text, 80)}: say which", *lines, *more)
    return found[0]


def matches(entries: Sequence[Entry], text: str, folder: Path) -> list[Entry]:
    """Return the sessions that may be meant."""
    if text.casefold() == LAST:
        return [entry for entry in entries if entry.start_s][-1:]
    path = text.strip("/") if not Path(text).is_absolute() else _within(Path(text), folder)
    exact = [entry for entry in entries if entry.path == path]
    if not exact and Path(text).exists():
        inside = _within(Path(text), folder)
        exact = [entry for entry in entries if entry.path == inside]
    if exact:
        return exact
    clip, slash, name = path.rpartition("/")
    found = [entry for entry in entries if entry.name == name or (name.isdecimal() and entry.number == int(name))]
    return [entry for entry in found if _is_of(entry, clip)] if slash else found


class Called(Protocol):
    """What has a name: an `Entry`, or what the index knows of one."""

    @property
    def path(self) -> str:
        """Relative to the library."""
        ...

    @property
    def name(self) -> str:
        """The name of the session's folder."""
        ...

    @property
    def number(self) -> int | None:
        """The session's number, as the clip counts; None where its name has none."""
        ...

    @property
    def clip(self) -> str | None:
        """The clip's id."""
        ...


def references(entries: Iterable[Called], shown: Iterable[Called] | None = None) -> dict[str, str]:
    """Return for each session's path the shortest name by which `session_named` finds it; only of those `shown`."""
    entries = list(entries)
    tails = {clip: _tail(clip) for clip in {entry.clip for entry in entries}}
    numbers = Counter(entry.number for entry in entries)
    pairs = Counter((entry.number, tails[entry.clip]) for entry in entries)
    names = Counter(entry.name for entry in entries)
    short = {}
    for entry in entries if shown is None else shown:
        tail = tails[entry.clip]
        if entry.number is not None and numbers[entry.number] == 1:
            short[entry.path] = str(entry.number)
        elif entry.number is not None and tail and pairs[entry.number, tail] == 1:
            short[entry.path] = f"{tail}/{entry.number}"
        else:
            short[entry.path] = entry.name if names[entry.name] == 1 else entry.path
    return short


def began(entry: Entry, form: str = "%Y-%m-%d %H:%M") -> str:
    """Return when a session began, in this computer's time zone."""
    return f"{entry.start:{form}}" if entry.start else "clock not set"


def _tail(clip: str | None) -> str:
    tail = (clip or "")[-CLIP_DIGITS:]
    return tail if re.fullmatch(r"[0-9A-Za-z_-]+", tail) else ""


def _is_of(entry: Entry, clip: str) -> bool:
    names = (entry.clip or "", entry.path.rpartition("/")[0])
    return any(clip and (name.startswith(clip) or name.endswith(clip)) for name in names)


def _within(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except (OSError, ValueError):
        return ""
