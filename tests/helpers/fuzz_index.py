"""Changes a library's index behind its back, as sound SQLite: `python tests/helpers/fuzz_index.py --count 300`.

Values of another kind, columns and tables that are gone, renamed or a view, rows that nobody wrote. Whatever was done,
no command fails and every session is there; a value of the right kind that is not true is not noticed. Case N is always
the same one: `--first N --count 1`.
"""

import argparse
import contextlib
import os
import sqlite3
import sys
import tempfile
import traceback
from dataclasses import replace
from pathlib import Path
from random import Random

from library_helpers import SMALL, entries, put
from recoil.library.index import Library
from recoil.library.index_file import index_file

VALUES = (
    None,
    1 << 62,
    -1 << 62,
    1e300,
    float("inf"),
    b"\xff\x00",
    "",
    "nonsense",
    "[1, [2]]",
    "{}",
    "[null]",
    "\x1b[2J",
)


def change(connection: sqlite3.Connection, random: Random) -> str:
    """Change something; return what, as SQL."""
    table = random.choice(("sessions", "sessions", "contents", "contents", "tops"))
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    column = random.choice(columns or ["path"])
    value = random.choice(VALUES)
    kind = random.randrange(12)
    said = f"UPDATE {table} SET {column} = {value!r}"
    with contextlib.suppress(sqlite3.Error):  # what the first of two changes made impossible
        if kind < 6:
            connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
        elif kind == 6:
            row = (random.choice(VALUES) or b"x", *(random.choice(VALUES) for _ in columns[1:]))
            said = f"INSERT {row} INTO {table}"
            connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(columns))})", row)
        else:
            said = {
                7: f"DROP TABLE {table}",
                8: f"ALTER TABLE {table} RENAME COLUMN {column} TO other",
                9: f"ALTER TABLE {table} ADD COLUMN more",
                10: f"DELETE FROM {table}",
                11: f"ALTER TABLE {table} RENAME TO other",
            }[kind]
            connection.execute(said)
            if kind == 11 and random.random() < 0.5:
                said += f"; CREATE VIEW {table} AS SELECT * FROM other"
                connection.execute(f"CREATE VIEW {table} AS SELECT * FROM other")
    return said


def tried(number: int, folder: Path) -> str:
    """Change an index and use it; return what is wrong, empty if nothing is."""
    for stray in index_file(folder).parent.glob("*"):
        stray.unlink()
    before = entries(folder)
    random = Random(f"index/{number}")
    with contextlib.closing(sqlite3.connect(index_file(folder))) as connection, connection:
        said = "; ".join(change(connection, random) for _ in range(random.choice((1, 1, 2))))
    try:
        with Library(folder) as library:
            if random.random() < 0.5:
                found = library.entries_of("Ann")
            else:
                library.refresh()
                found = library.entries()
            after = entries(folder)
    except Exception:
        return f"{said}: {traceback.format_exc(limit=-4)}"
    if [entry.path for entry in after] != [entry.path for entry in before] or len(found) > len(before):
        return f"{said}: {[entry.path for entry in after]}, not the {len(before)} sessions that are there"
    return ""


def main() -> int:
    """Try the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["RECOIL_CACHE"] = str(Path(folder) / "cache")
        for number, name in enumerate(("Ann", "Bob", None)):
            put(Path(folder) / "library", replace(SMALL, number=number + 1), about={"runner": name} if name else None)
        for number in range(given.first, given.first + given.count):
            if problem := tried(number, Path(folder) / "library"):
                problems.append(f"case {number}: {problem}")
    print(f"{given.count} changed indexes, {len(problems)} wrong")
    print("\n".join(problems[:20]))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
