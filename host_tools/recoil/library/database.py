"""The index's SQLite file: opened for several processes at once, thrown away when it is of no use."""

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from recoil.common.errors import one_line
from recoil.common.terminal import put_warning

from .digest import COLUMNS
from .errors import LibraryError

VERSION = 9
"""Of tables and of how their numbers are computed; an index of another version is built again."""
PATIENCE_S = 60.0
BRIEF = ("who", "clip", "number", "start_s", "running_s", "clean_steps")
"""What a session is found and sorted by, beside what people say: all but `who`, the runner's name in small letters, is
of its contents."""
_TABLES = (
    "DROP TABLE IF EXISTS sessions",
    "DROP TABLE IF EXISTS contents",
    "DROP TABLE IF EXISTS tops",
    "CREATE TABLE contents (fingerprint BLOB PRIMARY KEY, " + ", ".join(COLUMNS) + ") WITHOUT ROWID",
    "CREATE TABLE sessions (path BLOB PRIMARY KEY, stamp TEXT, fingerprint BLOB, segments INTEGER,"
    " size_bytes INTEGER, unread TEXT, runner TEXT, tags TEXT, note TEXT, pain_before INTEGER, pain_after INTEGER,"
    " pain_place TEXT, pain_down_leg INTEGER, problems TEXT, " + ", ".join(BRIEF) + ") WITHOUT ROWID",
    "CREATE INDEX sessions_by_contents ON sessions (fingerprint)",
    "CREATE INDEX sessions_by_start ON sessions (start_s)",
    "CREATE INDEX sessions_by_runner ON sessions (who, start_s, running_s, clean_steps, pain_after, fingerprint)",
    # A folder in the library's own: the times of those on the way to its sessions, how many they are, and in which
    # turn the files of its sessions were looked at.
    "CREATE TABLE tops (name BLOB PRIMARY KEY, times TEXT, sessions INTEGER, turn INTEGER) WITHOUT ROWID",
    f"PRAGMA user_version = {VERSION}",
)
UNWRITABLE = (
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
    sqlite3.SQLITE_CANTOPEN,
)
_told: set[Path] = set()  # of which indexes it was said that they cannot be kept


class UnwritableError(LibraryError):
    """Where the index ought to be nothing can be written: no permission, no room, no disk."""


class Database:
    """One connection; a file that is no index, or a damaged one, is replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._is_kept = True
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._begin()
        except OSError as error:
            self.do_without(error.strerror)
        except UnwritableError as error:
            self.do_without(error)

    def _begin(self) -> None:
        with self._said():
            try:
                self._open()
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError:
                self.discard()

    def do_without(self, reason: object) -> None:
        """Go on in memory, with nothing in it: where the index ought to be nothing can be written."""
        self.close()
        self._is_kept = False
        if self.path not in _told:
            _told.add(self.path)
            put_warning(
                f"the library's index cannot be kept ({one_line(reason)}): sessions are read anew each time",
                f"make room for {one_line(self.path)}, or name another folder with RECOIL_CACHE",
            )
        self._open()

    def _open(self) -> None:
        where = self.path if self._is_kept else ":memory:"
        self.connection = sqlite3.connect(where, timeout=PATIENCE_S, isolation_level=None)
        try:
            if self._is_kept:
                self._use_journal()
            self.connection.execute("PRAGMA synchronous = NORMAL")
            if self._version() == VERSION and not self._is_as_made():
                raise sqlite3.DatabaseError("these tables were never made")
            if self._version() != VERSION:
                with self.transaction():
                    if self._version() != VERSION:  # or another process was faster
                        for statement in _TABLES:
                            self.connection.execute(statement)
        except BaseException:
            self.connection.close()
            raise

    def _use_journal(self) -> None:
        """Turn write-ahead logging on, once; SQLite does not wait for others by itself here."""
        end_s = time.monotonic() + PATIENCE_S
        while self.connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > end_s:
                    raise
                time.sleep(0.02)

    def _version(self) -> int:
        return self.connection.execute("PRAGMA user_version").fetchone()[0]

    def _is_as_made(self) -> bool:
        """Tell whether the tables are those that were made: another program may have been at them."""
        there = self.connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(sql for (sql,) in there) == sorted(one for one in _TABLES if one.startswith("CREATE"))

    def discard(self) -> None:
        """Throw the index away and begin a new one."""
        self.close()
        for ending in ("", "-wal", "-shm") if self._is_kept else ():
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        self._open()

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(AttributeError, sqlite3.Error):
            self.connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing; while it lasts no other process writes."""
        with self._said():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    @contextlib.contextmanager
    def _said(self) -> Iterator[None]:
        """Turn what only the user can put right into words; damage is left to those who can build it again."""
        try:
            yield
        except sqlite3.OperationalError as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest says where in SQLite
            if self._is_kept and code in UNWRITABLE:
                raise UnwritableError(one_line(error).lower()) from None
            raise LibraryError(
                f"the library's index {one_line(self.path)} cannot be used: {one_line(error).lower()}",
                "it can be deleted at any time; RECOIL_CACHE names another folder for it",
            ) from None
