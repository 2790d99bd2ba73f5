"""`recoil sessions` and `recoil download` against a virtual clip at its cable."""

import json
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest

from clip_at_cable import ID, files_in, on_clip, random_sessions, recoil, recorded_sessions, switched_on
from recoil import open_session
from recoil.device import download
from recoil.simulation.clip.engine import missing
from recoil_clip.log.downloaded import parse

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def test_sessions_come_off_verified_and_marked(tmp_path: Path):
    files = recorded_sessions(tmp_path, 2)
    out = tmp_path / "out"
    with switched_on(tmp_path / "clip", files) as cable:
        listed = json.loads(recoil("sessions", "--port", cable.port, "--json").stdout)
        assert [one["downloaded"] for one in listed["sessions"]] == [False, False]
        result = recoil("download", "--port", cable.port, "--to", out)
        assert result.exit_code == 0, result.output
        assert "2 of 2 sessions in" in result.stdout and "clock" in result.stdout
        listed = json.loads(recoil("sessions", "--port", cable.port, "--json").stdout)
        assert [one["downloaded"] for one in listed["sessions"]] == [True, True]
        assert "nothing is waiting" in recoil("download", "--port", cable.port, "--to", out).stdout
    assert {f"/sessions/{path.partition('/')[2]}": data for path, data in files_in(out).items()} == files
    for name in {path.split("/")[2] for path in files}:
        session = open_session(out / ID / name)
        assert session.is_whole and len(session.steps)
        marked = parse(on_clip(tmp_path / "clip")[f"/sessions/{name}/downloaded"].decode())
        assert marked is not None and marked[0] == len(list((out / ID / name).iterdir()))


def test_what_the_coach_has_learnt_comes_along(tmp_path: Path):
    files = recorded_sessions(tmp_path, 1) | {"/coach.json": b'{"version": 1}'}
    with switched_on(tmp_path / "clip", files) as cable:
        assert recoil("download", "--port", cable.port, "--to", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / ID / "coach.json").read_bytes() == b'{"version": 1}'


def test_clear_removes_what_was_verified_and_nothing_else(tmp_path: Path):
    files = random_sessions(1, {"00001": [5000, 70], "00002-20260504T030201Z": [3000], "00004": [64]})
    with switched_on(tmp_path / "clip", files | {"/sessions/last": b"4"}) as cable:
        result = recoil("download", "2", "00004", "--clear", "--port", cable.port, "--to", tmp_path / "out")
        assert result.exit_code == 0, result.output
    assert set(on_clip(tmp_path / "clip")) == {
        "/sessions/00001/00000.seg",
        "/sessions/00001/00001.seg",
        "/sessions/last",
    }
    assert set(files_in(tmp_path / "out" / ID)) == {"00002-20260504T030201Z/00000.seg", "00004/00000.seg"}


def test_what_is_there_already_is_compared_not_copied(tmp_path: Path):
    files = random_sessions(2, {"00001": [5000]})
    out = tmp_path / "out"
    with switched_on(tmp_path / "clip", files) as cable:
        command = ("download", "--all", "--json", "--port", cable.port, "--to", out)
        assert [one["outcome"] for one in json.loads(recoil(*command).stdout)["sessions"]] == ["downloaded"]
        before = (out / ID / "00001" / "00000.seg").stat().st_mtime_ns
        assert [one["outcome"] for one in json.loads(recoil(*command).stdout)["sessions"]] == ["there"]
        assert (out / ID / "00001" / "00000.seg").stat().st_mtime_ns == before


def test_another_session_of_the_same_name_does_not_replace_the_first(tmp_path: Path):
    """A clip whose flash was erased counts from 1 again."""
    clips = [random_sessions(seed, {"00001": [5000]}) for seed in (3, 4, 15)]
    out = tmp_path / "out"
    for number, files in enumerate(clips):
        with switched_on(tmp_path / f"clip{number}", files) as cable:
            done = recoil("download", "--clear", "--port", cable.port, "--to", out)
            assert done.exit_code == 0 and "00001  5 KB  downloaded and verified, removed from the clip" in done.stdout
    assert [path.partition("/")[0] for path in files_in(out / ID)] == ["00001", "00001~2", "00001~3"]
    assert list(files_in(out / ID).values()) == [data for files in clips for data in files.values()]
    assert on_clip(tmp_path / "clip1") == {}


def test_half_a_copy_is_completed(tmp_path: Path):
    files = random_sessions(5, {"00001": [5000, 4000, 3000]})
    part = tmp_path / "out" / ID / "00001.part"
    part.mkdir(parents=True)
    (part / "00000.seg").write_bytes(files["/sessions/00001/00000.seg"])
    (part / "00001.seg").write_bytes(bytes(4000))
    (part / "00002.seg.tmp").write_bytes(b"cut")
    with switched_on(tmp_path / "clip", files) as cable:
        assert recoil("download", "--port", cable.port, "--to", tmp_path / "out").exit_code == 0
    assert list(files_in(tmp_path / "out" / ID / "00001").values()) == list(files.values())
    assert not part.exists()


def test_a_name_that_is_not_there(tmp_path: Path):
    with switched_on(tmp_path / "clip", random_sessions(6, {"00001": [64]})) as cable:
        result = recoil("download", "7", "--port", cable.port, "--to", tmp_path / "out")
    assert result.exit_code == 1
    assert "no session 7 is on the clip; the newest are: 00001" in result.stderr


def test_the_clock_is_checked_and_set(tmp_path: Path):
    with switched_on(tmp_path / "clip", speed=1) as cable:
        clock = json.loads(recoil("download", "--json", "--port", cable.port).stdout)["clock"]
        assert clock["was_set"] and abs(clock["drift_s"] - (1_790_000_000 - time.time())) < 60
        clock = json.loads(recoil("download", "--json", "--port", cable.port).stdout)["clock"]
        assert not clock["was_set"]


def test_quiet_hours_bring_local_time_to_the_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("recoil.device.configuration.local_offset_min", lambda: 120)
    monkeypatch.setattr("recoil.device.clock.local_offset_min", lambda: 60)
    with switched_on(tmp_path / "clip", speed=1) as cable:

        def config(*words: str) -> Any:
            return recoil("config", *words, "--port", cable.port)

        done = config("set", "quiet_from_h=22")
        assert done.exit_code == 0 and "utc_offset_min: null -> 120" in done.stdout
        shown = json.loads(config("show", "utc_offset_min", "--json").stdout)["settings"]
        assert shown == {"utc_offset_min": 60}, "the clock was set there and then, and clocks have changed meanwhile"
        clock = json.loads(recoil("download", "--json", "--port", cable.port).stdout)["clock"]
        assert not clock["was_set"], "it was set with the quiet hours"


def test_strange_names_on_a_clip_are_no_sessions(tmp_path: Path):
    files = random_sessions(11, {"00001": [64]}) | {
        "/sessions/..evil/00000.seg": b"x",
        "/sessions/00009.gone/00000.seg": b"x",
        "/sessions/00001/notes.txt": b"x",
        "/sessions/00003/.seg": b"x",
    }
    with switched_on(tmp_path / "clip", files) as cable:
        result = recoil("download", "--all", "--port", cable.port, "--to", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert set(files_in(tmp_path / "out")) == {f"{ID}/00001/00000.seg"}


def test_the_benchmark_measures_both_ways():
    speed = json.loads(recoil("bench", "download", "--segments", 1, "--json").stdout)
    assert speed["size_bytes"] == 65536
    assert speed["times_faster"] == pytest.approx(speed["recoil_bytes_per_s"] / speed["mpremote_bytes_per_s"])


@pytest.mark.skipif(os.name != "posix", reason="folders are synchronised on POSIX systems only")
def test_the_name_of_a_copy_is_on_the_disk_before_the_clip_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """After a power failure the clip may have removed what this computer still has no name for."""
    done: list[str] = []
    real = os.fsync
    names = {"folder": stat.S_ISDIR, "file": stat.S_ISREG}

    def sync(handle: int) -> None:
        mode = os.fstat(handle).st_mode
        done.append(next(name for name, matches in names.items() if matches(mode)))
        real(handle)

    marked = download.mark_downloaded
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(download, "mark_downloaded", lambda *given: done.append("told") or marked(*given))
    with switched_on(tmp_path / "clip", random_sessions(1, {"00001": [5000, 70]})) as cable:
        assert recoil("download", "--port", cable.port, "--to", tmp_path / "out").exit_code == 0
    assert done.count("file") >= 2 and "told" in done
    assert "folder" in done[: done.index("told")]
