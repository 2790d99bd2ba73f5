"""The library as programs see it: its sessions, kept in step with its files."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from operator import itemgetter
from pathlib import Path
from types import UnionType
from typing import Any, NamedTuple, Self, get_args, get_origin

from recoil.common.errors import RecoilError, one_line
from recoil.library.index_file import index_file

from .annotations import Annotations, check_writable, read_annotations, write_annotations
from .attention import LEAST_RUN_S
from .database import BRIEF, Database, UnwritableError
from .digest import COLUMNS, digest_of, read_contents
from .entry import UNASSIGNED, Entry, in_order
from .errors import LibraryError
from .scan import UNSURE, Found, Way, is_as_it_was, sessions_under, tops_of
from .spread import FEWEST_STEPS, SPAN_S

BATCH = 200  # sessions written at once: what Ctrl-C costs
FEW = 20  # so few are read before anybody has seen a bar
STAGE = "indexing"
MOST_LOOKED_AT = 2000  # sessions whose files are all looked at each time; of more, what changed and some in turn
IN_TURN = 400  # of them: files are changed by other programs too, in ways that no folder's time tells
LARGEST_NUMBER = 1 << 40  # of seconds, bytes, steps: an index that holds more was not written by Recoil
NEVER_WRITTEN = (ValueError, TypeError, AttributeError, sqlite3.DatabaseError)
"""What comes of an index that holds what Recoil never wrote there."""
Advance = Callable[[str, int, int], None]
_ENTRY = (
    "SELECT s.path, s.fingerprint, s.segments, s.size_bytes, coalesce(s.runner, c.wearer), s.tags, s.note,"
    " s.pain_before, s.pain_after, s.pain_place, s.pain_down_leg, s.problems, coalesce(s.unread, c.reason), "
    + ", ".join(f"c.{name}" for name in COLUMNS[1:])
    + " FROM sessions s LEFT JOIN contents c ON c.fingerprint = s.fingerprint"
)
_PUT_SESSION = "INSERT OR REPLACE INTO sessions VALUES (" + ", ".join("?" * (14 + len(BRIEF))) + ")"
_PUT_CONTENTS = f"INSERT OR REPLACE INTO contents VALUES (?, {', '.join('?' * len(COLUMNS))})"
_FORGET_CONTENTS = (
    "DELETE FROM contents WHERE fingerprint = ?1 AND NOT EXISTS (SELECT 1 FROM sessions WHERE fingerprint = ?1)"
)
_FORGET_ALL_CONTENTS = (
    "DELETE FROM contents WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE sessions.fingerprint = contents.fingerprint)"
)
_BRIEFLY = f"SELECT wearer, {', '.join(BRIEF[1:])} FROM contents WHERE fingerprint = ?"
_TAGS = "SELECT DISTINCT who, tags FROM sessions WHERE tags <> '[]'"
_RUNNERS = (
    # Each runner's sessions, copies once, and the last one that each of the squad's judgements begins from.
    "SELECT who, count(DISTINCT coalesce(fingerprint, path)), min(ifnull(max(start_s), 1e18),"
    f" ifnull(max(CASE WHEN clean_steps >= {FEWEST_STEPS} THEN start_s END), 1e18),"
    f" ifnull(max(CASE WHEN running_s >= {LEAST_RUN_S} THEN start_s END), 1e18),"
    " ifnull(max(CASE WHEN pain_after IS NOT NULL THEN start_s END), 1e18))"
    " FROM sessions GROUP BY who"
)


@dataclass
class Refreshed:
    """What has changed since the last time."""

    sessions: int = 0
    read: int = 0
    """Whose files were new or changed."""
    forgotten: int = 0
    """That are not there any more."""


class Name(NamedTuple):
    """What a session is called by."""

    path: str
    number: int | None
    clip: str | None

    @property
    def name(self) -> str:
        """Return the name of its folder."""
        return self.path.rpartition("/")[2]


class Library:
    """A folder of sessions with its index, as a context. The folder may not be there yet: then there are no sessions.

    Args:
        folder: The library's folder. The index lies in the user's cache folder and is made anew where it is missing.

    Raises:
        LibraryError: The folder is a file.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if folder.exists() and not folder.is_dir():
            raise LibraryError(f"{one_line(folder)} is a file, not a folder", "say which folder with --library DIR")
        self._database = Database(index_file(folder))

    def __enter__(self) -> Self:
        """Return the library itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """Let go of the index. `error` is not looked at."""
        self._database.close()

    def entries_of(self, runner: str) -> list[Entry]:
        """Return a runner's sessions in order of time, their files looked at anew.

        Only the clips' folders that the runner is known to have sessions in are gone through: in a library of 10,000
        that takes a tenth of the time. What came elsewhere since the last `refresh` is not seen.

        Args:
            runner: The name, in any letters' case.
        """
        paths = self._paths_of(runner)
        tops = {path.split("/", 1)[0] for path in paths}
        if not paths or any("/" not in path for path in paths):
            self.refresh()
        else:
            self._look_at(tops)
        try:
            return sorted(self._selected(f"{_ENTRY} WHERE s.who = ?", runner.casefold()), key=in_order)
        except NEVER_WRITTEN:  # `entries` builds such an index anew
            return [entry for entry in self.entries() if entry.runner.casefold() == runner.casefold()]

    def _look_at(self, tops: Collection[str]) -> None:
        """Bring the index in step with the files in some of the library's folders."""
        try:
            self._refresh(None, tops)
        except (*NEVER_WRITTEN, UnwritableError):
            self.refresh()

    def _paths_of(self, runner: str) -> list[str]:
        rows = self._database.connection.execute("SELECT path FROM sessions WHERE who = ?", (runner.casefold(),))
        return [os.fsdecode(path) for (path,) in rows]

    def _selected(self, query: str, *values: Any) -> Iterator[Entry]:
        return (_entry(row) for row in self._database.connection.execute(query, values))

    def refresh(self, advance: Advance | None = None, rebuild: bool = False, everything: bool = False) -> Refreshed:
        """Bring the index in step with the files: what has not changed, by size and time, is not read again.

        In a library of more than 2,000 sessions only folders are looked at in which sessions came or went or were
        annotated by Recoil, and in turn the files of some 400 others: what another program writes into the files of an
        old session is seen some lists later.

        Args:
            advance: Told how many of how many new or changed sessions are read, if they are many.
            rebuild: Whether everything is read anew. Until it is, others find what was there before.
            everything: Whether all files are looked at, however many they are.

        Returns:
            How many sessions there are, how many were read, and how many are not there any more.
        """
        try:
            if rebuild:
                return self._rebuilt(advance)
            return self._refresh(advance, None if everything else self._changed_tops())
        except UnwritableError as error:
            self._database.do_without(error)
            return self._refresh(advance)
        except NEVER_WRITTEN:
            self._database.discard()
            return self._refresh(advance)

    def _changed_tops(self) -> set[str] | None:
        """Return which of the library's folders are to be looked at; None: all, with what links lead to."""
        rows = list(self._database.connection.execute("SELECT name, times, sessions FROM tops ORDER BY turn"))
        if sum(sessions for _, _, sessions in rows) <= MOST_LOOKED_AT:
            return None
        there = dict(tops_of(self.folder))
        known = {os.fsdecode(name): times for name, times, _ in rows}
        if any(there.values()) or any(not times for times in known.values()):
            return None
        changed = there.keys() ^ known.keys()
        for name in there.keys() & known.keys():
            if not is_as_it_was(self.folder, json.loads(known[name])):
                changed.add(name)
        in_turn = 0
        for name, _, sessions in rows:
            if in_turn >= IN_TURN:
                break
            changed.add(os.fsdecode(name))
            in_turn += sessions
        return changed

    def _rebuilt(self, advance: Advance | None) -> Refreshed:
        with self._database.transaction() as rows:
            rows.execute("DELETE FROM tops")
        done = self._refresh(advance, is_anew=True)
        with self._database.transaction() as rows:
            rows.execute(_FORGET_ALL_CONTENTS)
        return done

    def _refresh(
        self, advance: Advance | None, tops: Collection[str] | None = None, is_anew: bool = False
    ) -> Refreshed:
        known = self._stamps(tops)
        way = Way()
        found = {os.fsencode(one.path): one for one in self._there(tops, way)}
        waiting = [one for path, one in found.items() if is_anew or one.stamp == UNSURE or known.get(path) != one.stamp]
        done = Refreshed(len(found), len(waiting))
        for first in range(0, len(waiting), BATCH):
            batch = waiting[first : first + BATCH]
            rows = []
            for number, one in enumerate(batch, first):
                if advance and len(waiting) > FEW:
                    advance(STAGE, number, len(waiting))
                rows.append(self._read(one, is_anew))
            with self._database.transaction():
                for one, (session, contents) in zip(batch, rows, strict=True):
                    self._put(one, session, contents)
        gone = [path for path in known if path not in found]
        if gone:  # another process may have added it since we looked
            there = {os.fsencode(one.path) for one in self._there(tops, Way())}
            gone = [path for path in gone if path not in there]
        done.forgotten = len(gone)
        if gone:
            with self._database.transaction() as connection:
                for path in gone:
                    row = connection.execute("SELECT fingerprint FROM sessions WHERE path = ?", (path,)).fetchone()
                    connection.execute("DELETE FROM sessions WHERE path = ?", (path,))
                    connection.execute(_FORGET_CONTENTS, row or (None,))
        done.sessions = self._remember(tops, way, found)
        return done

    def _stamps(self, tops: Collection[str] | None) -> dict[bytes, str]:
        """Return how the files were that the index knows; only those below some folders."""
        query = "SELECT path, stamp FROM sessions"
        if tops is None:
            return dict(self._database.connection.execute(query))
        stamps: dict[bytes, str] = {}
        for top in tops:
            name = os.fsencode(top)
            where = f"{query} WHERE path = ? OR (path > ? AND path < ?)"
            stamps.update(self._database.connection.execute(where, (name, name + b"/", name + b"0")))
        return stamps

    def _remember(self, tops: Collection[str] | None, way: Way, found: Iterable[bytes]) -> int:
        """Note how the folders above the sessions are; return how many sessions there are in all of them."""
        sessions = Counter(path.partition(b"/")[0] for path in found)
        times: dict[bytes, dict[str, int]] = {}
        for path, time_ns in way.times_ns.items():
            times.setdefault(os.fsencode(path.partition("/")[0]), {})[path] = time_ns
        # Where there are links the same session may be reached by several ways: then all are gone every time.
        new = {name: ("" if way.has_links else json.dumps(one), sessions[name]) for name, one in times.items()}
        rows = self._database.connection.execute("SELECT name, times, sessions, turn FROM tops").fetchall()
        old = {name: (before, number) for name, before, number, _ in rows}
        turn = 1 + max((turn for *_, turn in rows), default=0)
        looked = set(old) if tops is None else {os.fsencode(top) for top in tops}
        changed = [(name, *one, turn) for name, one in new.items() if tops is not None or old.get(name) != one]
        gone = [(name,) for name in looked & set(old) if name not in new]
        if changed or gone:
            with self._database.transaction() as connection:
                connection.executemany("INSERT OR REPLACE INTO tops VALUES (?, ?, ?, ?)", changed)
                connection.executemany("DELETE FROM tops WHERE name = ?", gone)
        return sum(number for _, number in (old | new).values()) - sum(old[name][1] for (name,) in gone)

    def _there(self, tops: Collection[str] | None, way: Way) -> Iterator[Found]:
        return sessions_under(self.folder, tops=tops, way=way)

    def _put(self, found: Found, session: Sequence[Any], contents: Sequence[Any] | None) -> None:
        if not contents and not self._knows(session[2]):  # another process has just forgotten them
            session, contents = self._read(found)
        connection = self._database.connection
        if contents:
            connection.execute(_PUT_CONTENTS, contents)
        wearer, *brief = connection.execute(_BRIEFLY, (session[2],)).fetchone() or [None] * len(BRIEF)
        who = str(session[6] or wearer or UNASSIGNED).casefold()
        before = connection.execute("SELECT fingerprint FROM sessions WHERE path = ?", (session[0],)).fetchall()
        connection.execute(_PUT_SESSION, (*session, who, *brief))
        for row in before:
            connection.execute(_FORGET_CONTENTS, row)

    def _knows(self, fingerprint: bytes | None) -> bool:
        query = "SELECT 1 FROM contents WHERE fingerprint = ?"
        return fingerprint is None or bool(self._database.connection.execute(query, (fingerprint,)).fetchone())

    def _read(self, found: Found, is_anew: bool = False) -> tuple[Sequence[Any], Sequence[Any] | None]:
        """Return a session's row, and one for its contents if nobody knows them yet or they are wanted anew."""
        folder = self.folder / found.path
        about = read_annotations(folder)
        stamp, fingerprint, unread, contents = found.stamp, None, None, None
        try:
            read = read_contents(folder)
            fingerprint = read.fingerprint
            if read.missing:
                stamp = UNSURE  # a file that cannot be opened may be one day, with nothing else about it changed
            if is_anew or not self._knows(fingerprint):
                contents = (fingerprint, *digest_of(read).values())
        except (RecoilError, OSError) as error:
            unread, stamp = one_line(getattr(error, "strerror", None) or error, 300), UNSURE
        row = (os.fsencode(found.path), stamp, fingerprint, found.segments, found.size_bytes, unread, about.runner)
        said = (json.dumps(about.tags), about.note, about.pain_before, about.pain_after)
        where = (about.pain_place, about.pain_down_leg, json.dumps(about.problems))
        return (*row, *said, *where), contents

    def entries(self) -> list[Entry]:
        """Return every session, in order of time.

        Returns:
            Rows of the index as it was refreshed last. An index that holds what was never written there is built anew.
        """
        try:
            return self._entries()
        except NEVER_WRITTEN:
            self._database.discard()
            self._refresh(None)
            return self._entries()

    def _entries(self) -> list[Entry]:
        return sorted(self._selected(_ENTRY), key=in_order)

    def newest(self, count: int) -> list[Entry]:
        """Return the last sessions, in order of time; those without a time are older than any.

        Args:
            count: How many at most.
        """
        try:
            return sorted(self._selected(f"{_ENTRY} ORDER BY s.start_s DESC LIMIT ?", count), key=in_order)
        except NEVER_WRITTEN:
            return self.entries()[-count:]

    def names(self) -> list[Name]:
        """Return what every session is called by, in no order."""
        rows = self._database.connection.execute("SELECT path, number, clip FROM sessions")
        return [Name(os.fsdecode(path), number, clip) for path, number, clip in rows]

    def of_squad(self, since_s: float) -> tuple[list[Entry], dict[str, int]]:
        """Return what a squad is told by: of each runner the sessions that the last ones are held against.

        Args:
            since_s: The time, in s since 1970, from which on all sessions are wanted.

        Returns:
            Each runner's sessions in order of time; and how many each has in all, copies once, by name in small
            letters.
        """
        counts: dict[str, int] = {}
        entries: list[Entry] = []
        own = f"{_ENTRY} WHERE s.who = ? AND (s.start_s >= ? OR s.start_s IS NULL) ORDER BY s.start_s"
        try:
            for who, count, last_s in self._database.connection.execute(_RUNNERS).fetchall():
                counts[who] = count
                if who != UNASSIGNED:
                    entries += self._selected(own, who, min(last_s - SPAN_S, since_s))
            return entries, counts
        except NEVER_WRITTEN:
            entries = self.entries()
            once = {(entry.runner.casefold(), entry.fingerprint or entry.path) for entry in entries}
            return entries, dict(Counter(who for who, _ in once))

    def tags(self) -> dict[str, set[str]]:
        """Return the tags that each runner's sessions have, by name in small letters."""
        found: dict[str, set[str]] = {}
        try:
            for who, text in self._database.connection.execute(_TAGS):
                tags = json.loads(text)
                if not all(isinstance(tag, str) for tag in tags):
                    raise ValueError("the index holds what was never written there")
                found.setdefault(who, set()).update(tags)
        except NEVER_WRITTEN:
            found.clear()
            for entry in self.entries():
                found.setdefault(entry.runner.casefold(), set()).update(entry.tags)
        return found

    def paths_with(self, fingerprint: bytes) -> list[str]:
        """Return the sessions with these contents, as far as the index knows.

        Args:
            fingerprint: The SHA-256 over the segments, in order of name.

        Returns:
            Their paths, relative to the library.
        """
        rows = self._database.connection.execute("SELECT path FROM sessions WHERE fingerprint = ?", (fingerprint,))
        return sorted(os.fsdecode(path) for (path,) in rows)

    def about(self, entry: Entry) -> Annotations:
        """Return what people say about a session.

        Args:
            entry: The session's row.

        Returns:
            Runner, tags, note and pain as its `about.json` has them, and sentences about what cannot be understood
            there.
        """
        return read_annotations(self.folder / entry.path)

    def edit(self, entry: Entry, change: Callable[[Annotations], None]) -> Annotations:
        """Change what people say about a session; two processes that do so at once both have their way.

        Args:
            entry: The session's row.
            change: Given the annotations, changes them.

        Returns:
            What is said now.

        Raises:
            LibraryError: The file is broken or newer, and would lose something.
            OutputError: The file cannot be written.
        """
        with self.writing():
            about = self.about(entry)
            check_writable(self.folder / entry.path, about)
            change(about)
            write_annotations(self.folder / entry.path, about)
        self._look_at({entry.path.partition("/")[0]})
        return about

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Return a context in which no other process changes the library through Recoil."""
        with self._database.transaction():
            yield


def _entry(row: Sequence[Any]) -> Entry:
    values = list(row)
    values[0] = os.fsdecode(values[0])
    values[4] = values[4] or UNASSIGNED
    values[10] = bool(values[10]) if values[10] in (0, 1) else values[10]
    for at in (5, 11):
        values[at] = tuple(json.loads(values[at])) if values[at] != "[]" else ()
    values[-1] = tuple(values[-1].split("\n")) if values[-1] else ()
    types = tuple(map(type, values))
    is_known = types in _SEEN
    if not is_known:
        is_known = all(kind in kinds for kind, kinds in zip(types, _KINDS, strict=True))
    numbers = [number for number in _numbers(values) if number is not None]
    if not is_known or (numbers and not (min(numbers) > -LARGEST_NUMBER and max(numbers) < LARGEST_NUMBER)):
        raise ValueError("the index holds what was never written there")
    for at in _TUPLES:
        if values[at] and not all(isinstance(part, str) for part in values[at]):
            raise ValueError("the index holds what was never written there")
    _SEEN.add(types)
    return Entry(*values)


def _kinds(declared: Any) -> tuple[type, ...]:
    """Return which types a field of an entry may have; a whole number does for any number."""
    parts = [part for part in get_args(declared) if part is not Ellipsis] if isinstance(declared, UnionType) else []
    types = [get_origin(part) or part for part in parts or [declared]]
    return (*types, int) if float in types else tuple(types)


_KINDS = tuple(_kinds(field.type) for field in fields(Entry))
_numbers = itemgetter(*(at for at, kinds in enumerate(_KINDS) if int in kinds))
_TUPLES = tuple(at for at, kinds in enumerate(_KINDS) if tuple in kinds)
_SEEN: set[tuple[type, ...]] = set()
"""Types of rows that were found right: there are few, and looking each value's up takes longer than reading it."""
