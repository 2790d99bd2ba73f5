"""`recoil library add`: copies that are whole, once each."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from library_helpers import SMALL, entries, put, recoil, start
from recoil.bench.made_library import segment_of
from recoil.library import adding


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_copies_with_what_was_said(tmp_path: Path):
    source = put(tmp_path / "usb", about={"note": "said"})
    (source / "downloaded").write_text("x")
    result = recoil("library", "add", tmp_path / "usb")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{SMALL.clip}/{SMALL.name}  added",
        f"1 of 1 session added to {tmp_path / 'library'}",
    ]
    place = tmp_path / "library" / SMALL.clip / SMALL.name
    assert sorted(path.name for path in place.iterdir()) == ["00000.seg", "about.json"]
    assert files(place)["00000.seg"] == files(source)["00000.seg"]
    assert entries(tmp_path / "library")[0].note == "said"


def test_the_same_is_not_copied_again(tmp_path: Path):
    source = put(tmp_path / "usb")
    recoil("library", "add", source)
    before = files(tmp_path / "library")
    again = put(tmp_path / "other", name="holiday")
    result = recoil("library", "add", source, again, "--json")
    assert [one["outcome"] for one in json.loads(result.stdout)["sessions"]] == ["there", "there"]
    assert files(tmp_path / "library") == before


def test_another_session_of_the_same_name_has_its_own_place(tmp_path: Path):
    recoil("library", "add", put(tmp_path / "a"))
    recoil("library", "add", put(tmp_path / "b", replace(SMALL, cadence_spm=150)))
    assert [entry.name for entry in entries(tmp_path / "library")] == [SMALL.name, f"{SMALL.name}~2"]


def test_names_come_from_the_session_where_the_folder_has_none(tmp_path: Path):
    recoil("library", "add", put(tmp_path / "a", name="my run"))
    recoil("library", "add", put(tmp_path / "b", replace(SMALL, start_s=0, number=5), name="another"))
    assert {entry.name for entry in entries(tmp_path / "library")} == {SMALL.name, "00005"}


def test_one_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path):
    (put(tmp_path / "usb", replace(SMALL, number=1)) / "00000.seg").write_bytes(b"nothing")
    put(tmp_path / "usb", replace(SMALL, number=2))
    strange = put(tmp_path / "usb", replace(SMALL, number=3))
    (strange / "00000.seg").rename(strange / "a b.seg")
    result = recoil("library", "add", tmp_path / "usb")
    assert result.exit_code == 1
    assert result.stderr.count("error: ") == 2
    assert "nothing in it is intact" in result.stderr
    assert "1 of 3 sessions added" in result.stdout
    assert len(entries(tmp_path / "library")) == 1
    assert not list((tmp_path / "library").rglob("*.part"))


def test_what_is_missing_is_said(tmp_path: Path):
    segment = put(tmp_path / "usb") / "00000.seg"
    segment.write_bytes(segment.read_bytes()[:-200])
    assert "missing: " in recoil("library", "add", tmp_path / "usb").stdout


def test_nothing_to_add(tmp_path: Path):
    for path, words in ((tmp_path, "no session in it"), (tmp_path / "x", "no such folder"), (Path(__file__), "a file")):
        result = recoil("library", "add", path)
        assert result.exit_code == 1
        assert words in result.stderr


def test_a_disk_that_forgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def forgetful(path: Path, data: bytes) -> None:
        path.write_bytes(data[:-1])

    monkeypatch.setattr(adding, "write_synced", forgetful)
    result = recoil("library", "add", put(tmp_path / "usb"))
    assert result.exit_code == 1
    assert "not the same when it is read back" in result.stderr
    assert files(tmp_path / "library") == {}


def test_a_library_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(adding, "write_synced", refuse)
    result = recoil("library", "add", put(tmp_path / "usb"))
    assert result.exit_code == 1
    assert "no space left on device" in result.stderr
    assert files(tmp_path / "library") == {}


def test_two_processes_add_the_same(tmp_path: Path):
    for number in range(20):
        put(tmp_path / "usb", replace(SMALL, number=number))
    running = [start("library", "add", tmp_path / "usb", "--json") for _ in range(2)]
    outcomes = [json.loads(process.communicate()[0]) for process in running]
    added = [one["outcome"] for found in outcomes for one in found["sessions"]].count("added")
    assert added == 20
    assert len(entries(tmp_path / "library")) == 20


def test_a_clips_name_is_no_path(tmp_path: Path):
    place = tmp_path / "usb" / "run"
    place.mkdir(parents=True)
    (place / "00000.seg").write_bytes(segment_of(replace(SMALL, clip="../../evil/..")))
    assert recoil("library", "add", place).exit_code == 0
    assert [path.name for path in (tmp_path / "library").iterdir()] == ["______evil___"]
