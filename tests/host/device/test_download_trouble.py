"""`recoil download` when something goes wrong: on this computer's disk, on the clip, on the way."""

import json
import os
from pathlib import Path

import pytest

from clip_at_cable import ID, files_in, on_clip, random_sessions, recoil, switched_on
from recoil.common.errors import OutputError
from recoil.device.download import Downloads
from recoil.device.errors import DeviceError
from recoil.device.repl import attached
from recoil.device.store import remove, stored_sessions
from recoil.simulation.clip.engine import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def test_a_disk_that_keeps_something_else_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Every byte came right, but what is read back from this computer's disk is not what was written."""
    import recoil.device.download as module

    def flawed(path: Path, data: bytes, write=module.write_whole) -> None:
        write(path, bytes((data[0] ^ 1,)) + data[1:])

    files = random_sessions(13, {"00001": [5000]})
    with switched_on(tmp_path / "clip", files) as cable:
        monkeypatch.setattr(module, "write_whole", flawed)
        result = recoil("download", "--clear", "--port", cable.port, "--to", tmp_path / "out")
    assert result.exit_code == 1 and "not the same on both sides" in result.stderr
    assert set(on_clip(tmp_path / "clip")) == set(files), "neither marked nor removed"
    assert not (tmp_path / "out" / ID / "00001").exists()


def test_a_session_that_is_not_what_was_copied_is_not_removed(tmp_path: Path):
    files = random_sessions(14, {"00001": [5000]})
    with switched_on(tmp_path / "clip", files) as cable, attached(cable.port) as link:
        (session,) = stored_sessions(link)
        with pytest.raises(DeviceError, match="is not what was copied: it stays there"):
            remove(link, session, crc=1)
    assert on_clip(tmp_path / "clip") == files


def test_a_copy_that_cannot_be_noted_is_good_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import recoil.device.download as module

    def refused(link, session, crc) -> None:
        raise module.ClipError("OSError: [Errno 28] ENOSPC")

    command = ("download", "--to", tmp_path / "out")
    with switched_on(tmp_path / "clip", random_sessions(12, {"00001": [5000], "00002": [300]})) as cable:
        with monkeypatch.context() as patch:
            patch.setattr(module, "mark_downloaded", refused)
            full = recoil(*command, "--port", cable.port)
        assert full.exit_code == 0 and "the clip cannot note it" in full.stdout
        assert recoil(*command, "--clear", "--port", cable.port).exit_code == 0
    assert on_clip(tmp_path / "clip") == {}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    with switched_on(tmp_path / "clip", random_sessions(7, {"00001": [64]})) as cable:
        result = recoil("download", "--port", cable.port, "--to", out)
    assert result.exit_code == 1 and "permission denied" in result.stderr and "--to" in result.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path):
    (tmp_path / "out").write_text("a file")
    with switched_on(tmp_path / "clip", random_sessions(7, {"00001": [64]})) as cable:
        result = recoil("download", "--port", cable.port, "--to", tmp_path / "out", "--clear")
    assert result.exit_code == 1
    assert "cannot write into" in result.stderr and "The sessions stay on the clip" in result.stderr
    assert len(on_clip(tmp_path / "clip")) == 1


def test_a_folder_that_one_may_not_write_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whoever runs this: root may write anywhere, so the answer of the system is made up."""
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)
    with pytest.raises(OutputError, match="permission denied"):
        Downloads(tmp_path / "out", ID).prepare(1000)


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Full from the start, and full while copying."""
    import recoil.device.download as module

    files = random_sessions(8, {"00001": [5000, 5000]})
    with switched_on(tmp_path / "clip", files) as cable:
        command = ("download", "--clear", "--port", cable.port, "--to", tmp_path / "out")
        with monkeypatch.context() as patch:
            patch.setattr(module.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000}))
            assert "0.0 MB are free" in recoil(*command).stderr

        def full(path: Path, data: bytes, write=module.write_whole) -> None:
            if path.name == "00001.seg":
                raise OSError(28, "No space left on device")
            write(path, data)

        with monkeypatch.context() as patch:
            patch.setattr(module, "write_whole", full)
            result = recoil(*command)
            assert result.exit_code == 1
            assert ": no space left on device" in result.stderr and "goes on where it was" in result.stderr
        assert set(on_clip_now(cable)) == set(files)
        assert recoil(*command).exit_code == 0
    assert list(files_in(tmp_path / "out" / ID / "00001").values()) == list(files.values())


def on_clip_now(cable) -> list[str]:
    listed = json.loads(recoil("sessions", "--json", "--port", cable.port).stdout)["sessions"]
    return [f"/sessions/{one['session']}/{number:05d}.seg" for one in listed for number in range(one["segments"])]


def test_a_segment_that_changes_on_the_way_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import recoil.device.download as module

    files = random_sessions(9, {"00001": [5000, 5000]})
    flaws = iter((True, False, False))

    def flawed(link, paths, progress=lambda more: None, most_bytes=1 << 20, read=module.read_files):
        for data in read(link, paths, progress, most_bytes):
            yield None if next(flaws, False) else data

    monkeypatch.setattr(module, "read_files", flawed)
    with switched_on(tmp_path / "clip", files) as cable:
        assert recoil("download", "--port", cable.port, "--to", tmp_path / "out").exit_code == 0
    assert list(files_in(tmp_path / "out" / ID).values()) == list(files.values())


def test_a_segment_that_cannot_be_read_keeps_its_session_on_the_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    import recoil.device.download as module

    files = random_sessions(10, {"00001": [5000, 5000], "00002": [64]})
    asked: list[str] = []

    def flawed(link, paths, progress=lambda more: None, most_bytes=1 << 20, read=module.read_files):
        asked.extend(paths)
        for path, data in zip(paths, read(link, paths, progress, most_bytes), strict=True):
            yield None if path == "/sessions/00001/00001.seg" else data

    monkeypatch.setattr(module, "read_files", flawed)
    with switched_on(tmp_path / "clip", files) as cable:
        result = recoil("download", "--clear", "--port", cable.port, "--to", tmp_path / "out")
    assert result.exit_code == 1
    assert "00001.seg cannot be read off the clip, tried 3 times" in result.stderr
    assert asked.count("/sessions/00001/00001.seg") == 3 and asked.count("/sessions/00001/00000.seg") == 1
    assert set(on_clip(tmp_path / "clip")) == {"/sessions/00001/00000.seg", "/sessions/00001/00001.seg"}
    assert set(files_in(tmp_path / "out" / ID)) == {"00001.part/00000.seg", "00002/00000.seg"}
