"""The index: always what the files say, however it came about."""

import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_helpers import SMALL, entries, put, rebuilt, recoil, start
from recoil.library import digest, index
from recoil.library.index import Library
from recoil.library.place import index_file, library_folder
from recoil.library.walking import UNSURE, sessions_under

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and modes")
OLD_NS = 1_700_000_000 * 10**9


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))


def settled(folder: Path) -> None:
    """Make all files old enough for their times to be believed."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, ns=(OLD_NS, OLD_NS))


OPERATIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "remove", "rename", "copy", "damage", "about", "broken", "segment", "move", "settle"]),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=1,
    max_size=10,
)


def apply(folder: Path, what: str, number: int) -> None:
    place = folder / SMALL.clip / f"{number:05d}"
    other = folder / SMALL.clip / f"{number + 5:05d}"
    if what == "add":
        put(folder, replace(SMALL, number=number, cadence_spm=160 + number), place.name)
    elif what == "settle":
        settled(folder)
    elif not place.is_dir():
        return
    elif what == "remove":
        shutil.rmtree(place)
    elif what == "rename" and not other.exists():
        place.rename(other)
    elif what == "move" and not (folder / "other" / place.name).exists():
        (folder / "other").mkdir(exist_ok=True)
        place.rename(folder / "other" / place.name)
    elif what == "copy":
        shutil.copytree(place, other, dirs_exist_ok=True)
    elif what == "damage":
        (place / "00000.seg").write_bytes(bytes(number * 64))
    elif what == "about":
        (place / "about.json").write_text(f'{{"runner": "R{number}", "tags": ["t{number}"], "note": "n{number}"}}')
    elif what == "broken":
        (place / "about.json").write_text('{"runner": ')
    elif what == "segment":
        (place / "00001.seg").write_bytes((place / "00000.seg").read_bytes()[: 128 * number])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(operations=OPERATIONS)
def test_after_any_change_the_index_is_what_a_rebuild_would_be(operations: list[tuple[str, int, bool]]):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        folder.mkdir()
        for what, number, is_indexed in operations:
            apply(folder, what, number)
            if is_indexed:
                entries(folder)
        assert entries(folder) == rebuilt(folder)


def test_what_has_not_changed_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "library"
    for number in range(3):
        put(folder, replace(SMALL, number=number))
    settled(folder)
    before = entries(folder)
    monkeypatch.setattr(index, "read_contents", None)
    assert entries(folder) == before


def test_a_renamed_session_is_read_but_not_computed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "library"
    place = put(folder)
    (before,) = entries(folder)
    place.rename(place.with_name("elsewhere"))
    monkeypatch.setattr(index, "digest_of", None)
    (after,) = entries(folder)
    assert (after.name, after.fingerprint, after.steps) == ("elsewhere", before.fingerprint, 12)


def test_a_change_within_the_clock_of_the_file_system_is_seen(tmp_path: Path):
    """The same size, the same time: as on a file system that counts in 2 s."""
    folder = tmp_path / "library"
    place = put(folder, about={"note": "one"})
    now = time.time_ns()
    os.utime(place / "about.json", ns=(now, now))
    assert entries(folder)[0].note == "one"
    (place / "about.json").write_text('{"note": "two"}')
    os.utime(place / "about.json", ns=(now, now))
    assert entries(folder)[0].note == "two"
    assert [one.stamp for one in sessions_under(folder)] == [UNSURE]


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


def test_damaged_sessions_are_listed_with_the_reason(tmp_path: Path):
    folder = tmp_path / "library"
    put(folder, replace(SMALL, number=1))
    (put(folder, replace(SMALL, number=2)) / "00000.seg").write_bytes(b"nothing")
    newer = put(folder, replace(SMALL, number=3)) / "00000.seg"
    from session_pages import page

    newer.write_bytes(page(0x48, bytes([9]) + bytes(80)))
    (folder / "loop").symlink_to(folder)
    found = {entry.number: entry.reason for entry in entries(folder) if "loop" not in entry.path}
    assert found[1] is None
    assert found[None] is not None
    reasons = " ".join(entry.reason or "" for entry in entries(folder))
    assert "nothing in it is intact" in reasons
    assert "newer firmware" in reasons
    said = recoil("library", "index", "--library", folder)
    assert said.exit_code == 0
    assert "damaged: " in said.stdout


def test_what_is_no_finished_session_is_passed_over(tmp_path: Path):
    folder = tmp_path / "library"
    put(folder, name="00001")
    for name in ("00002.part", "00003.gone", ".hidden"):
        put(folder, name=name)
    deep = folder / "a" / "b" / "c"
    shutil.copytree(folder / SMALL.clip / "00001", deep)
    shutil.copytree(folder / SMALL.clip / "00001", folder / "a" / "x" / "y" / "z")
    assert [entry.path for entry in entries(folder)] == ["a/b/c", f"{SMALL.clip}/00001"]


@posix
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_opened_is_tried_again(tmp_path: Path):
    segment = put(tmp_path / "library") / "00000.seg"
    segment.chmod(0)
    assert entries(tmp_path / "library")[0].reason
    segment.chmod(0o600)
    assert entries(tmp_path / "library")[0].reason is None


def test_what_breaks_a_reader_breaks_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from recoil.session import overview

    def fail(session: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(overview, "overview_of", fail)
    put(tmp_path / "library")
    assert entries(tmp_path / "library")[0].reason == "its numbers make no sense (too large)"


def test_no_library_yet(tmp_path: Path):
    assert entries(tmp_path / "nowhere") == []
    assert not (tmp_path / "nowhere").exists()
    (tmp_path / "file").write_text("")
    assert "is a file" in recoil("library", "sessions", "--library", tmp_path / "file").stderr


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
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "file"))
    result = recoil("library", "sessions", "--library", tmp_path)
    assert result.exit_code == 1
    assert "RECOIL_CACHE" in result.stderr


def test_two_processes_index_at_once(tmp_path: Path):
    folder = tmp_path / "library"
    for number in range(150):
        put(folder, replace(SMALL, number=number))
    running = [start("library", "index", "--library", folder, "--json") for _ in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 4
    assert entries(folder) == rebuilt(folder)


def test_two_processes_say_something_about_one_session(tmp_path: Path):
    folder = tmp_path / "library"
    put(folder, name="00001")
    running = [start("library", "tag", "1", f"+tag{number}", "--library", folder) for number in range(5)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 5
    assert set(entries(folder)[0].tags) == {f"tag{number}" for number in range(5)}


def test_forgotten_contents_are_computed_again(tmp_path: Path):
    """Another process forgets them between our look and our writing."""
    folder = tmp_path / "library"
    put(folder, name="00001")
    with Library(folder) as library:
        library.refresh()
        (found,) = sessions_under(folder)
        row, contents = library._read(found)
        assert contents is None
        with library._database.transaction() as connection:
            connection.execute("DELETE FROM contents")
            library._put(found, row, contents)
        assert library.entries()[0].steps == 12


def test_interrupted_indexing_keeps_what_it_has(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "library"
    for number in range(30):
        put(folder, replace(SMALL, number=number))
    monkeypatch.setattr(index, "BATCH", 10)

    def interrupt(stage: str, done: int, total: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with Library(folder) as library:
        with pytest.raises(KeyboardInterrupt):
            library.refresh(interrupt)
        assert len(library.entries()) == 20
    assert entries(folder) == rebuilt(folder)


@posix
def test_ctrl_c_is_one_line(tmp_path: Path):
    folder = tmp_path / "library"
    place = put(folder)
    for number in range(400):
        shutil.copytree(place, place.with_name(f"x{number}"))
        (place.with_name(f"x{number}") / "00001.seg").write_bytes(bytes([number & 255]) * 900)
    process = start("library", "index", "--library", folder)
    while not index_file(folder).exists() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert (process.returncode, errors) in ((130, "interrupted\n"), (0, ""))
    assert len(entries(folder)) == 401


def test_the_fingerprint_is_of_names_and_contents(tmp_path: Path):
    place = put(tmp_path, name="one")
    same = put(tmp_path, name="two")
    other = put(tmp_path, replace(SMALL, cadence_spm=150), name="three")
    prints = [digest.read_contents(folder).fingerprint for folder in (place, same, other)]
    assert prints[0] == prints[1] != prints[2]
