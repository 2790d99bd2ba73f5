"""Several processes at one library, and one that is interrupted."""

import os
import shutil
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from library_helpers import SMALL, entries, put, rebuilt, start
from recoil.library import index
from recoil.library.index import Library
from recoil.library.index_file import index_file
from recoil.library.scan import sessions_under

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))


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
    running = [start("library", "tag", "1", f"+tag{number}", "--library", folder) for number in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in running] == [("", 0)] * 4
    assert set(entries(folder)[0].tags) == {f"tag{number}" for number in range(4)}


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


def test_what_another_process_has_just_added_is_not_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """It is known to the index, and was not there yet when we looked at the files."""
    folder = tmp_path / "library"
    for name in ("00001", "00002"):
        put(folder, name=name)
    assert len(entries(folder)) == 2
    looks = []

    def look(at: Path, **how: Any) -> list[object]:
        looks.append(at)
        found = list(sessions_under(at, **how))
        return [one for one in found if len(looks) > 1 or not one.path.endswith("00002")]

    monkeypatch.setattr(index, "sessions_under", look)
    with Library(folder) as library:
        assert library.refresh().forgotten == 0
        assert len(library.entries()) == 2
    assert len(looks) == 2


def test_while_the_index_is_built_anew_others_find_every_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "library"
    for number in range(6):
        put(folder, replace(SMALL, number=number + 1), about={"runner": "Ann"})
    before = entries(folder)
    monkeypatch.setattr(index, "BATCH", 2)
    monkeypatch.setattr(index, "FEW", 0)
    seen = []

    def look(stage: str, done: int, total: int) -> None:
        with Library(folder) as another:
            another.refresh()
            seen.append(another.entries())

    with Library(folder) as library:
        with library._database.transaction() as connection:
            connection.execute("UPDATE contents SET cadence_spm = 1.0")
        assert library.refresh(look, rebuild=True).read == 6
        assert library.entries() == before
    assert [len(found) for found in seen] == [6] * 6


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
