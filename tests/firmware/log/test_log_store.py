"""The folder of sessions: names, numbers, and which session may be removed."""

from binascii import crc32
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoil_clip.log import downloaded
from recoil_clip.log.store import Store, stamp

START_S = 1763825000


def session(root: Path, name: str, segments: int = 2, marked: bool = False) -> Path:
    folder = root / name
    folder.mkdir(parents=True)
    data = b""
    for number in range(segments):
        part = bytes(64 * (number + 1))
        (folder / f"{number:05d}.seg").write_bytes(part)
        data += part
    if marked:
        (folder / "downloaded").write_text(downloaded.mark(segments, len(data), crc32(data)))
    return folder


def emptied(store: Store, most: int = 50) -> int:
    """Remove all that may be; return how many calls that took."""
    calls = 0
    while store.remove_one():
        calls += 1
        assert calls < most
    return calls


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if path.is_dir())


def test_sessions_are_named_by_number_and_time(tmp_path: Path) -> None:
    store = Store(str(tmp_path / "sessions"))
    for start_s in (0, START_S, 0):
        store.begin(start_s)
    assert names(tmp_path / "sessions") == ["00001", "00002-20251122T152320Z", "00003"]
    assert store.number == 3
    assert store.folder.endswith("/00003")


@pytest.mark.parametrize("last", [None, "7", "", "seven", "-1"])
def test_numbers_never_come_again(tmp_path: Path, last: str | None) -> None:
    session(tmp_path, "00004-20251122T152320Z")
    session(tmp_path, "00002.gone")
    (tmp_path / "notes").mkdir()
    if last is not None:
        (tmp_path / "last").write_text(last)
    store = Store(str(tmp_path))
    store.begin(0)
    assert store.number == (8 if last == "7" else 5)
    Path(store.folder).rmdir()
    again = Store(str(tmp_path))
    again.begin(0)
    assert again.number == store.number + 1


def test_stamp() -> None:
    assert stamp(951782400) == "20000229T000000Z"


def test_only_downloaded_sessions_go_and_the_oldest_first(tmp_path: Path) -> None:
    session(tmp_path, "00001", marked=False)
    session(tmp_path, "00002-20251122T152320Z", marked=True)
    session(tmp_path, "00003", marked=True)
    session(tmp_path, "00004", marked=False)
    store = Store(str(tmp_path))
    assert store.remove_one()
    assert names(tmp_path) == ["00001", "00002-20251122T152320Z.gone", "00003", "00004"]
    emptied(store)
    assert names(tmp_path) == ["00001", "00004"]
    assert not store.remove_one()


def test_a_removal_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    session(tmp_path, "00001", marked=True)
    session(tmp_path, "00002", marked=True)
    Store(str(tmp_path)).remove_one()
    again = Store(str(tmp_path))
    assert again.remove_one()
    assert names(tmp_path) == ["00001.gone", "00002"]
    emptied(again)
    assert names(tmp_path) == []


def test_the_session_being_written_stays(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    store.begin(0)
    Path(store.folder, "downloaded").write_text(downloaded.mark(0, 0, 0))
    assert not store.remove_one()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "segments=2 bytes=192",
        "segments=2 bytes=191 crc32=00000000",
        "segments=1 bytes=192 crc32=00000000",
        "segments=2 bytes=192 crc32=zz",
        "segments=2 bytes=192 crc32=00000000 more",
        "bytes=192 segments=2 crc32=00000000",
        "x" * 5000,
    ],
)
def test_a_mark_that_is_not_right_protects(tmp_path: Path, text: str) -> None:
    folder = session(tmp_path, "00001")
    (folder / "downloaded").write_text(text)
    assert not Store(str(tmp_path)).remove_one()
    assert names(tmp_path) == ["00001"]


def test_a_mark_that_is_no_text_protects(tmp_path: Path) -> None:
    folder = session(tmp_path, "00001")
    (folder / "downloaded").write_bytes(b"\xff\xfe\x80")
    assert not Store(str(tmp_path)).remove_one()


@given(st.integers(0, 9999), st.integers(0, 1 << 24), st.integers(0, (1 << 32) - 1))
def test_a_mark_comes_back(segments: int, size: int, crc: int) -> None:
    assert downloaded.parse(downloaded.mark(segments, size, crc)) == [segments, size, crc]


@given(st.text(max_size=80))
def test_any_text_is_a_mark_or_none(text: str) -> None:
    found = downloaded.parse(text)
    assert found is None or len(found) == 3


def test_a_folder_that_cannot_be_made_is_full(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = Store(str(tmp_path / "file" / "sessions"))
    assert store.free() == 0
    assert not store.remove_one()
    with pytest.raises(OSError):
        store.begin(0)


def test_numbers_go_on_after_99999(tmp_path: Path) -> None:
    for name in ("99999", "100000-20251122T152320Z", "100001", "00007-20251122T152320Z.gone"):
        (tmp_path / name).mkdir()
    store = Store(str(tmp_path))
    store.begin(0)
    assert (store.number, Path(store.folder).name) == (100_002, "100002")
    (tmp_path / "last").write_text("123456")
    store.begin(0)
    assert store.number == 123_457
    for name in ("99999", "100000-20251122T152320Z"):
        (tmp_path / name / "00000.seg").write_bytes(b"x")
        (tmp_path / name / "downloaded").write_text("segments=1 bytes=1 crc32=00000000\n")
    (tmp_path / "00007-20251122T152320Z.gone").rmdir()
    assert store.remove_one() and (tmp_path / "99999.gone").is_dir(), "the oldest by number, not by letters"
