"""The index: always what the files say, however it came about."""

import os
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_helpers import SMALL, entries, put, rebuilt, recoil
from recoil.library import digest, index
from recoil.library.scan import UNSURE, sessions_under

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


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_file_that_cannot_be_opened_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing else about it changes when it can be: neither its size nor its time."""
    place = put(tmp_path / "library")
    (place / "00001.seg").write_bytes((place / "00000.seg").read_bytes())
    settled(tmp_path)
    really = Path.open

    def refuse(path: Path, *arguments: str, **more: str) -> object:
        if path.name in refused:
            raise PermissionError(13, "Permission denied")
        return really(path, *arguments, **more)  # pyright: ignore

    monkeypatch.setattr(Path, "open", refuse)
    refused = ["00000.seg", "00001.seg"]
    assert "Permission denied" in (entries(tmp_path / "library")[0].reason or "")
    refused = ["00001.seg"]
    assert entries(tmp_path / "library")[0].missing == ("00001.seg: Permission denied",)
    refused = []
    assert entries(tmp_path / "library")[0].missing == ()


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


def test_the_fingerprint_is_of_names_and_contents(tmp_path: Path):
    place = put(tmp_path, name="one")
    same = put(tmp_path, name="two")
    other = put(tmp_path, replace(SMALL, cadence_spm=150), name="three")
    prints = [digest.read_contents(folder).fingerprint for folder in (place, same, other)]
    assert prints[0] == prints[1] != prints[2]
