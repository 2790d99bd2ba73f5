"""What may lie in a session's folder, or be given as one: data or the one named error, never a wait."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from log_helpers import record
from recoil.session import SessionError, files, open_session

NEEDS_PERMISSIONS = pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may read anything")
NEEDS_FIFOS = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")


@pytest.fixture
def session(tmp_path: Path) -> Path:
    """A session of one segment."""
    return record(tmp_path / "clip", 0, 5)


@NEEDS_FIFOS
def test_what_is_no_file_is_left_out_and_told(session: Path) -> None:
    os.mkfifo(session / "00001.seg")
    (session / "00002.seg").symlink_to("/dev/zero")
    (session / "00003.seg").symlink_to(session / "00003.seg")
    (session / "00004.seg").mkdir()
    (session / "00005.seg").symlink_to("nowhere")
    found = open_session(session)
    assert len(found.steps) == 13
    assert found.missing == tuple(f"0000{number}.seg: not a file" for number in range(1, 6))


@NEEDS_FIFOS
@pytest.mark.parametrize("kind", ["fifo", "device", "socket"])
def test_what_is_neither_a_folder_nor_a_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "00000.seg"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(str(path))
    with pytest.raises(SessionError, match=r"^\S+: neither a folder nor a file$"):
        open_session(path)


@NEEDS_FIFOS
def test_a_folder_of_nothing_but_fifos(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "00000.seg")
    with pytest.raises(SessionError, match=r"there is no file \*\.seg in it \(00000\.seg: not a file\)"):
        open_session(tmp_path)


def test_links_that_go_round(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(SessionError, match="no such session"):
        open_session(tmp_path / "a")


def test_links_to_a_session_are_followed(session: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(session)
    assert len(open_session(tmp_path / "linked").steps) == 13


@pytest.mark.parametrize(
    "path",
    ["a" * 5000, "/a" * 5000, "a\0b", "/dev/null/a", "\udcff"],
    ids=["long name", "long path", "zero", "below a file", "no UTF-8"],
)
def test_names_that_no_system_takes(path: str) -> None:
    with pytest.raises(SessionError) as caught:
        open_session(path)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 1200


def test_names_that_are_not_utf_8(session: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/00001\xff\n"
    try:
        shutil.copytree(session, os.fsdecode(path))
        os.rename(path + b"/00000.seg", path + b"/\xfe.seg")  # noqa: PTH104
    except OSError:
        pytest.skip("this system has no such names")
    found = open_session(os.fsdecode(path))
    assert found.name == "00001?" and len(found.steps) == 13
    found.name.encode()


def test_the_current_folder_has_a_name(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(session)
    assert open_session(".").name == open_session("").name == session.name


def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(SessionError):
        open_session(".")


def test_twins_that_macos_leaves_are_no_segments(session: Path) -> None:
    (session / "._00000.seg").write_bytes(b"\0\5\x16\7" + bytes(4096))
    assert open_session(session).is_whole


def test_other_files_do_no_harm(session: Path) -> None:
    for name in ("downloaded", "notes.txt", "00000.seg.part", "Thumbs.db"):
        (session / name).write_bytes(os.urandom(100))
    assert open_session(session).is_whole


def test_thousands_of_files(session: Path) -> None:
    for number in range(1, 2000):
        (session / f"{number:05d}.seg").touch()
    found = open_session(session)
    assert len(found.steps) == 13 and found.is_whole


def test_more_than_any_session_has_is_not_read(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 3 << 20)
    for number in range(1, 6):
        (session / f"{number:05d}.seg").write_bytes(bytes(1 << 20))
    found = open_session(session)
    assert len(found.steps) == 13
    assert "00003.seg: more than 3 MB: 3 files not read" in found.missing


@NEEDS_PERMISSIONS
def test_what_may_not_be_read(session: Path) -> None:
    (session / "00000.seg").chmod(0)
    with pytest.raises(SessionError, match=r"nothing in it is intact: 00000\.seg: Permission denied"):
        open_session(session)
    session.chmod(0)
    try:
        with pytest.raises(SessionError, match=r"Permission denied|no such session"):
            open_session(session)
    finally:
        session.chmod(0o700)


def test_a_file_that_breaks_off_while_it_is_read(session: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (session / "00001.seg").touch()

    def opened(path: Path, mode: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(SessionError, match=r"nothing in it is intact: 00000\.seg: Input/output error; 00001\.seg"):
        open_session(session)


def test_how_much_is_read_at_most():
    """Four times the largest flash that a clip can have, and sixteen times the largest segment."""
    assert (files.MOST_BYTES, files.LARGEST_FILE) == (67_108_864, 1_048_576)
