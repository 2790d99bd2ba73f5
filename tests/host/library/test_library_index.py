"""The index: always what the files say, however it came about."""

import os
import shutil
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_helpers import SMALL, entries, put, rebuilt, recoil, weeks_of
from recoil.bench.made_library import make_library
from recoil.library import digest, index, scan
from recoil.library.annotations import Annotations, write_annotations
from recoil.library.choosing import references
from recoil.library.index import Library
from recoil.library.scan import UNSURE, sessions_under
from recoil.library.squad import squad_of, squad_since_s

OLD_NS = 1_700_000_000 * 10**9


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def now_ns(monkeypatch: pytest.MonkeyPatch) -> int:
    """The time, which stands still: what is written stays too new for its time to be believed."""
    now_ns = time.time_ns()
    monkeypatch.setattr("recoil.library.scan.time.time_ns", lambda: now_ns)
    return now_ns


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


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
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


def test_a_change_within_the_clock_of_the_file_system_is_seen(tmp_path: Path, now_ns: int):
    """The same size, the same time: as on a file system that counts in 2 s."""
    folder = tmp_path / "library"
    place = put(folder, about={"note": "one"})
    os.utime(place / "about.json", ns=(now_ns, now_ns))
    assert entries(folder)[0].note == "one"
    (place / "about.json").write_text('{"note": "two"}')
    os.utime(place / "about.json", ns=(now_ns, now_ns))
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


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make any library one of those whose files are not all looked at each time."""
    monkeypatch.setattr(index, "MOST_LOOKED_AT", 0)
    monkeypatch.setattr(index, "IN_TURN", 0)


def looked_at(library: Library, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the folders of clips that a refresh goes into."""
    found: set[str] = set()
    under = scan._under
    with monkeypatch.context() as patched:
        patched.setattr(scan, "_under", lambda at, name, *rest: found.add(name.split("/")[0]) or under(at, name, *rest))
        library.refresh()
    return found - {""}


@pytest.mark.usefixtures("large", "now_ns")
def test_of_a_large_library_what_changed_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "library"
    clips = [f"e66000000000000{number}" for number in range(3)]
    for clip in clips:
        for number in (1, 2):
            put(folder, replace(SMALL, clip=clip, number=number), f"{number:05d}", {"runner": clip[-1]})
    (folder / clips[2] / "deeper").mkdir()
    put(folder / clips[2], replace(SMALL, clip="deeper", number=3), "00003")

    def settle() -> None:
        settled(folder)
        for one in [folder, *folder.rglob("*")]:
            os.utime(one, ns=(OLD_NS, OLD_NS))

    settle()
    with Library(folder) as library:
        assert library.refresh().sessions == 7  # nothing is known yet
        assert looked_at(library, monkeypatch) == set()
        put(folder, replace(SMALL, clip=clips[0], number=4), "00004")
        assert looked_at(library, monkeypatch) == {clips[0]}
        shutil.rmtree(folder / clips[1] / "00002")
        put(folder / clips[2], replace(SMALL, clip="deeper", number=5), "00005")
        put(folder, replace(SMALL, clip="f000000000000000"), "00006")
        assert looked_at(library, monkeypatch) == {*clips, "f000000000000000"}  # the first's time is still too new
        assert library.refresh().sessions == len(library.entries()) == 9 == len(library.names())
        settle()
        library.refresh()
        assert looked_at(library, monkeypatch) == set()
        first = next(entry for entry in library.entries() if entry.path.startswith(clips[1]))
        write_annotations(folder / first.path, Annotations(runner="Zoe"))  # as another process would
        assert looked_at(library, monkeypatch) == {clips[1]}
        assert [entry.runner for entry in library.entries_of("ZOE")] == ["Zoe"]
        (one,) = library.entries_of("zoe")
        assert library.edit(one, lambda about: setattr(about, "runner", "Yan")).runner == "Yan"
        assert library.entries_of("Yan")[0].path == first.path and not library.entries_of("Zoe")
        shutil.rmtree(folder / clips[0])
        assert library.refresh().sessions == 6
    assert entries(folder) == rebuilt(folder)


def test_files_that_other_programs_change_are_seen_in_turn(
    tmp_path: Path, large: None, now_ns: int, monkeypatch: pytest.MonkeyPatch
):
    folder = tmp_path / "library"
    clips = [f"e66000000000000{number}" for number in range(3)]
    places = [put(folder, replace(SMALL, clip=clip), "00001", {"note": "old"}) for clip in clips]
    for one in [folder, *folder.rglob("*")]:
        os.utime(one, ns=(OLD_NS, OLD_NS))
    monkeypatch.setattr(index, "IN_TURN", 1)
    with Library(folder) as library:
        library.refresh()
        turns = [looked_at(library, monkeypatch) for _ in range(3)]
        assert sorted(map(sorted, turns)) == [[clip] for clip in clips]
        for place in places:
            time_ns = place.stat().st_mtime_ns
            (place / "about.json").write_text('{"note": "new"}')
            os.utime(place / "about.json", ns=(now_ns, now_ns))
            os.utime(place, ns=(time_ns, time_ns))
        notes = [[entry.note for entry in library.entries()].count("new") for _ in range(3) if library.refresh()]
        assert notes == [1, 2, 3]
        assert library.refresh(everything=True).read == 3  # their times are too new to be believed


def test_a_large_library_with_links_is_looked_at_as_a_whole(tmp_path: Path, large: None):
    folder, elsewhere = tmp_path / "library", tmp_path / "elsewhere"
    put(elsewhere, SMALL, "00001")
    put(folder, replace(SMALL, clip="a" * 16), "00002")
    for name in ("one", "two"):
        (folder / name).symlink_to(elsewhere)
    for one in [folder, *folder.rglob("*"), *elsewhere.rglob("*")]:
        os.utime(one, ns=(OLD_NS, OLD_NS))
    with Library(folder) as library:
        for _ in range(3):
            assert library.refresh().sessions == 2
        (folder / "one").unlink()
        assert library.refresh().sessions == 2 and any("two" in entry.path for entry in library.entries())


def test_a_squad_out_of_the_index_is_that_of_all_entries(tmp_path: Path):
    """Pain of long ago, short last runs, copies, no time, no runner: all are where judgements begin."""
    folder = tmp_path / "library"
    make_library(folder, 150, seed=3)
    make_library(folder / "copies", 20, seed=3)
    weeks_of(folder, "Quiet", 9, clip="e660000000000009", steps=12)
    put(folder, replace(SMALL, clip="e660000000000008", start_s=0), "00001", {"runner": "Untimed"})
    put(folder, replace(SMALL, clip="e660000000000007"), "00001")
    old = put(folder, replace(SMALL, clip="e660000000000006", start_s=1_700_000_000), "00001")
    (old / "about.json").write_text('{"runner": "Quiet", "pain_after": 7}')
    today = date(2026, 11, 21)
    with Library(folder) as library:
        library.refresh()
        some, counts = library.of_squad(squad_since_s(6, today))
        every = library.entries()
        assert len(some) < len(every)
        assert squad_of(some, 6, today, counts) == squad_of(every, 6, today)
        nobodys = {entry.fingerprint for entry in every if not entry.is_assigned}
        assert counts.get("unassigned") == len(nobodys) == 1
        tags: dict[str, set[str]] = {}
        for entry in every:
            if entry.tags:
                tags.setdefault(entry.runner.casefold(), set()).update(entry.tags)
        assert library.tags() == tags and {"track"} in tags.values()
        assert library.newest(3) == every[-3:] and len(library.newest(1000)) == len(every)
        assert references(library.names(), every[-3:]) == {
            path: name for path, name in references(every).items() if path in {entry.path for entry in every[-3:]}
        }
