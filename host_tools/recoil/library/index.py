"""The library as programs see it: its sessions, kept in step with its files."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from types import UnionType
from typing import Any, Self, get_args, get_origin

from recoil.common.errors import RecoilError, one_line
from recoil.library.index_file import index_file

from .annotations import Annotations, check_writable, read_annotations, write_annotations
from .database import Database
from .digest import COLUMNS, digest_of, read_contents
from .entry import UNASSIGNED, Entry, in_order
from .errors import LibraryError
from .scan import UNSURE, Found, sessions_under

BATCH = 200  # sessions written at once: what Ctrl-C costs
FEW = 20  # so few are read before anybody has seen a bar
STAGE = "indexing"
LARGEST_NUMBER = 1 << 40  # of seconds, bytes, steps: an index that holds more was not written by Recoil
Advance = Callable[[str, int, int], None]
_ENTRY = (
    "SELECT s.path, s.fingerprint, s.segments, s.size_bytes, coalesce(s.runner, c.wearer), s.tags, s.note,"
    " s.pain_before, s.pain_after, s.pain_place, s.pain_down_leg, s.problems, coalesce(s.unread, c.reason), "
    + ", ".join(f"c.{name}" for name in COLUMNS[1:])
    + " FROM sessions s LEFT JOIN contents c ON c.fingerprint = s.fingerprint"
)
_PUT_SESSION = "INSERT OR REPLACE INTO sessions VALUES (" + ", ".join("?" * 14) + ")"
_PUT_CONTENTS = f"INSERT OR REPLACE INTO contents VALUES (?, {', '.join('?' * len(COLUMNS))})"
_FORGET_CONTENTS = "DELETE FROM contents WHERE fingerprint NOT IN (SELECT fingerprint FROM sessions)"


@dataclass
class Refreshed:
    """What has changed since the last time."""

    sessions: int = 0
    read: int = 0
    """Whose files were new or changed."""
    forgotten: int = 0
    """That are not there any more."""


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
            try:
                self._refresh(None, tops)
            except sqlite3.DatabaseError:
                self.refresh()
        wanted = self._paths_of(runner)
        found: list[Entry] = []
        for first in range(0, len(wanted), BATCH):
            batch = [os.fsencode(path) for path in wanted[first : first + BATCH]]
            query = f"{_ENTRY} WHERE s.path IN ({', '.join('?' * len(batch))})"
            try:
                found += [_entry(row) for row in self._database.connection.execute(query, batch)]
            except (ValueError, TypeError, AttributeError):  # `entries` builds such an index anew
                return [entry for entry in self.entries() if entry.runner.casefold() == runner.casefold()]
        return sorted(found, key=in_order)

    def _paths_of(self, runner: str) -> list[str]:
        query = (
            "SELECT s.path, coalesce(s.runner, c.wearer) FROM sessions s"
            " LEFT JOIN contents c ON c.fingerprint = s.fingerprint"
        )
        wanted = runner.casefold()
        rows = self._database.connection.execute(query)
        return [os.fsdecode(path) for path, name in rows if str(name or UNASSIGNED).casefold() == wanted]

    def refresh(self, advance: Advance | None = None, rebuild: bool = False) -> Refreshed:
        """Bring the index in step with the files: what has not changed, by size and time, is not read again.

        Args:
            advance: Told how many of how many new or changed sessions are read, if they are many.
            rebuild: Whether all of the index is forgotten first.

        Returns:
            How many sessions there are, how many were read, and how many are not there any more.
        """
        try:
            if rebuild:
                with self._database.transaction() as rows:
                    rows.execute("DELETE FROM sessions")
                    rows.execute("DELETE FROM contents")
            return self._refresh(advance)
        except sqlite3.DatabaseError:
            self._database.discard()
            return self._refresh(advance)

    def _refresh(self, advance: Advance | None, tops: Iterable[str] | None = None) -> Refreshed:
        known = dict(self._database.connection.execute("SELECT path, stamp FROM sessions"))
        if tops is not None:
            within = tuple(os.fsencode(f"{top}/") for top in tops)
            known = {path: stamp for path, stamp in known.items() if path.startswith(within)}
        found = {os.fsencode(one.path): one for one in self._there(tops)}
        waiting = [one for path, one in found.items() if one.stamp == UNSURE or known.get(path) != one.stamp]
        done = Refreshed(len(found), len(waiting))
        for first in range(0, len(waiting), BATCH):
            batch = waiting[first : first + BATCH]
            rows = []
            for number, one in enumerate(batch, first):
                if advance and len(waiting) > FEW:
                    advance(STAGE, number, len(waiting))
                rows.append(self._read(one))
            with self._database.transaction():
                for one, (session, contents) in zip(batch, rows, strict=True):
                    self._put(one, session, contents)
        gone = [path for path in known if path not in found]
        if gone:  # another process may have added it since we looked
            there = {os.fsencode(one.path) for one in self._there(tops)}
            gone = [path for path in gone if path not in there]
        done.forgotten = len(gone)
        if gone or waiting:
            with self._database.transaction() as connection:
                connection.executemany("DELETE FROM sessions WHERE path = ?", [(path,) for path in gone])
                connection.execute(_FORGET_CONTENTS)
        return done

    def _there(self, tops: Iterable[str] | None) -> Iterator[Found]:
        return sessions_under(self.folder) if tops is None else sessions_under(self.folder, tops=tops)

    def _put(self, found: Found, session: Sequence[Any], contents: Sequence[Any] | None) -> None:
        if not contents and not self._knows(session[2]):  # another process has just forgotten them
            session, contents = self._read(found)
        if contents:
            self._database.connection.execute(_PUT_CONTENTS, contents)
        self._database.connection.execute(_PUT_SESSION, session)

    def _knows(self, fingerprint: bytes | None) -> bool:
        query = "SELECT 1 FROM contents WHERE fingerprint = ?"
        return fingerprint is None or bool(self._database.connection.execute(query, (fingerprint,)).fetchone())

    def _read(self, found: Found) -> tuple[Sequence[Any], Sequence[Any] | None]:
        """Return a session's row, and one for its contents if nobody knows them yet."""
        folder = self.folder / found.path
        about = read_annotations(folder)
        stamp, fingerprint, unread, contents = found.stamp, None, None, None
        try:
            read = read_contents(folder)
            fingerprint = read.fingerprint
            if read.missing:
                stamp = UNSURE  # a file that cannot be opened may be one day, with nothing else about it changed
            if not self._knows(fingerprint):
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
        except (ValueError, TypeError, AttributeError, sqlite3.DatabaseError):
            self._database.discard()
            self._refresh(None)
            return self._entries()

    def _entries(self) -> list[Entry]:
        return sorted((_entry(row) for row in self._database.connection.execute(_ENTRY)), key=in_order)

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
        self.refresh()
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
    for kinds, value in zip(_KINDS, values, strict=True):
        if not isinstance(value, kinds) or (isinstance(value, int | float) and not abs(value) < LARGEST_NUMBER):
            raise ValueError("the index holds what was never written there")
        if isinstance(value, tuple) and not all(isinstance(part, str) for part in value):
            raise ValueError("the index holds what was never written there")
    return Entry(*values)


def _kinds(declared: Any) -> tuple[type, ...]:
    """Return which types a field of an entry may have; a whole number does for any number."""
    parts = [part for part in get_args(declared) if part is not Ellipsis] if isinstance(declared, UnionType) else []
    types = [get_origin(part) or part for part in parts or [declared]]
    return (*types, int) if float in types else tuple(types)


_KINDS = tuple(_kinds(field.type) for field in fields(Entry))
