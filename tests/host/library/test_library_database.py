"""The index's file: somewhere else, gone, broken, of another version."""

import shutil
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from fuzz_index import tried
from library_helpers import SMALL, entries, put, recoil, start
from recoil.common.folders import library_folder
from recoil.library.index_file import index_file


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))


def test_a_moved_library_and_a_lost_index(tmp_path: Path):
    folder = tmp_path / "library"
    put(folder, about={"runner": "Ann"})
    before = entries(folder)
    assert index_file(folder).parent == tmp_path / "cache"
    assert not list(folder.rglob("*.sqlite*"))
    moved = folder.rename(tmp_path / "moved")
    assert entries(moved) == before
    shutil.rmtree(tmp_path / "cache")
    assert entries(moved) == before


@pytest.mark.parametrize("content", [b"", b"this is no database" * 100, b"SQLite format 3\0" + bytes(4000)])
def test_a_broken_index_is_replaced(tmp_path: Path, content: bytes):
    folder = tmp_path / "library"
    put(folder)
    before = entries(folder)
    for path in (tmp_path / "cache").iterdir():
        path.unlink()
    index_file(folder).write_bytes(content)
    assert entries(folder) == before


def test_damage_in_the_middle_of_the_index(tmp_path: Path):
    folder = tmp_path / "library"
    for number in range(60):
        put(folder, replace(SMALL, number=number))
    before = entries(folder)
    path = index_file(folder)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    assert entries(folder) == before


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("sessions", "tags", "nonsense"),
        ("sessions", "tags", "{}"),
        ("sessions", "tags", "[1]"),
        ("sessions", "size_bytes", "many"),
        ("sessions", "segments", None),
        ("sessions", "note", b"\xff"),
        ("sessions", "runner", 5),
        ("contents", "start_s", "yesterday"),
        ("contents", "start_s", 1 << 60),
        ("contents", "cadence_spm", "fast"),
        ("contents", "cadence_spm", float("inf")),
        ("contents", "clip", b"\x00"),
        ("contents", "missing", 3),
    ],
)
def test_a_sound_file_with_values_that_nobody_wrote(tmp_path: Path, table: str, column: str, value: object):
    folder = tmp_path / "library"
    put(folder, about={"runner": "Ann", "tags": ["hills"]})
    before = entries(folder)
    with sqlite3.connect(index_file(folder)) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ?", (value,))
    connection.close()
    assert entries(folder) == before
    assert recoil("library", "sessions", "--library", folder).exit_code == 0


def test_an_index_whose_tables_another_program_has_changed(tmp_path: Path):
    """Columns and tables that are gone, renamed or a view, rows that nobody wrote: `fuzz_index.py` tries more."""
    folder = tmp_path / "library"
    for number, name in enumerate(("Ann", "Bob")):
        put(folder, replace(SMALL, number=number + 1), about={"runner": name})
    wrong = [problem for number in range(30) if (problem := tried(number, folder))]
    assert wrong == []


def test_an_index_of_another_version_is_built_again(tmp_path: Path):
    folder = tmp_path / "library"
    put(folder)
    before = entries(folder)
    with sqlite3.connect(index_file(folder)) as connection:
        connection.execute("DROP TABLE contents")
        connection.execute("CREATE TABLE contents (something)")
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert entries(folder) == before


def test_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("RECOIL_LIBRARY", raising=False)
    assert library_folder() == Path.home() / "Recoil"
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path))
    assert library_folder() == tmp_path
    assert recoil("library", "where").stdout == f"{tmp_path}\n"
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.delenv("RECOIL_CACHE", raising=False)
        monkeypatch.setattr(sys, "platform", platform)
        assert "ecoil" in str(index_file(tmp_path))


def test_an_index_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is done without, and said once: no session becomes unreadable by a full disk beside it."""
    put(tmp_path / "library", about={"runner": "Ann"})
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "file"))
    assert recoil("library", "pain", "1", "--after", "3", "--library", tmp_path / "library").exit_code == 0
    result = start("library", "sessions", "--library", tmp_path / "library")
    said, warned = result.communicate()
    assert result.returncode == 0 and "Ann" in said
    assert warned.count("the library's index cannot be kept") == 1 and "RECOIL_CACHE" in warned
    assert [entry.pain_after for entry in entries(tmp_path / "library")] == [3]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files' sizes")
def test_an_index_whose_disk_is_full(tmp_path: Path):
    """The limit on a file's size stands for the disk: SQLite's own writes fail in the middle of its work."""
    for number in range(40):
        put(tmp_path, replace(SMALL, number=number + 1))
    code = (  # in a process of its own: the limit stays
        "import resource, signal; from pathlib import Path; from recoil.library.index import Library;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))\n"
        f"with Library(Path({str(tmp_path)!r})) as library: library.refresh(); print(len(library.entries()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "40\n" and done.stderr.count("cannot be kept") == 1


def test_contents_that_nobody_has_any_more_are_forgotten(tmp_path: Path):
    folder = tmp_path / "library"
    first, second = (put(folder, replace(SMALL, number=number)) for number in (1, 2))
    shutil.copytree(first, first.with_name("copy"))
    entries(folder)

    def kept() -> int:
        connection = sqlite3.connect(index_file(folder))
        count = connection.execute("SELECT count(*) FROM contents").fetchone()[0]
        connection.close()
        return count

    assert kept() == 2
    shutil.rmtree(first)
    shutil.rmtree(second)
    assert len(entries(folder)) == kept() == 1
