"""A full flash, one that fails and an interrupt stop nothing but the log."""

from itertools import pairwise
from pathlib import Path

import pytest

import log_script
from log_helpers import SmallFlash, writer
from log_script import SETTINGS, Script, header, play
from recoil.session import open_session
from recoil_clip.log import segment
from recoil_clip.log.journal import Journal
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import FULL, FULL_LOG, FULL_RAW, STOP
from recoil_clip.spec.log import RAW_ALL, RAW_OFF


def test_raw_samples_stop_before_the_flash_is_full(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_ALL, SmallFlash)
    script = Script(log, 200)
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
        if script.now_ms == 100_000:
            log._store.free_bytes = log._store.raw_reserve - 1
    script.stop()
    session = open_session(log.folder())
    (full,) = session.events[session.events["kind"] == FULL]
    assert full["value"] == FULL_RAW
    assert 100_000 < full["time_ms"] <= 160_000
    assert len(session.raw) * 5 == full["time_ms"]
    assert len(session.steps) == script.steps
    assert session.is_whole
    assert not log.is_full()


def test_without_room_the_log_says_so_and_tries_again(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_OFF, SmallFlash)
    script = Script(log, 400)
    states = []
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
        states.append(log.is_full())
        if script.now_ms == 100_000:
            log._store.free_bytes = 0
        if script.now_ms == 200_000:
            log._store.free_bytes = 1 << 24
    script.stop()
    assert [now for now, later in pairwise(states) if now != later] == [False, True]
    assert 40_000 < states.count(True) * log_script.POLL_MS < 200_000
    session = open_session(log.folder())
    (full,) = session.events[session.events["kind"] == FULL]
    assert full["value"] == FULL_LOG
    assert len(session.steps) < script.steps
    *gaps, said = session.missing
    assert sum(int(gap.split()[0]) for gap in gaps) == log.lost_pages()
    assert said == f"the flash was full at {full['time_ms'] // 1000} s: what followed was not recorded"
    assert session.ended


def test_a_clip_that_is_full_from_the_start_goes_on(tmp_path: Path) -> None:
    store = SmallFlash(str(tmp_path))
    store.free_bytes = 0
    log = SessionWriter(store, header(RAW_ALL), SETTINGS)
    assert log.is_full()
    assert not log.folder()
    script = Script(log, 100)
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
        if script.now_ms == 30_000:
            store.free_bytes = 1 << 24
    script.stop()
    assert not log.is_full()
    assert open_session(log.folder()).header is not None


class BrokenFlash(SmallFlash):
    """A store whose folder cannot be made."""

    def begin(self, start_s: int) -> None:
        raise OSError(5, "input/output error")


def test_a_broken_flash_stops_nothing(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_ALL, BrokenFlash)
    play(log, 90)
    assert log.is_full()
    assert log.fault() == 5
    assert log.lost_pages() > 10


class FailingFile:
    """A file that fails once, at the given write or flush."""

    left = 0

    def __init__(self, path: str) -> None:
        self.file = Path(path).open("wb")  # noqa: SIM115

    def count(self) -> None:
        FailingFile.left -= 1
        if FailingFile.left == 0:
            raise OSError(28, "no space left")

    def write(self, data: bytes) -> None:
        self.count()
        self.file.write(data)

    def flush(self) -> None:
        self.count()
        self.file.flush()

    def close(self) -> None:
        self.file.close()


@pytest.mark.parametrize("at", range(4, 30))
def test_one_failure_loses_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setattr(FailingFile, "left", at)
    monkeypatch.setattr(segment, "open", lambda path, mode: FailingFile(path), raising=False)
    log = writer(tmp_path, RAW_ALL)
    script = play(log, 70)
    monkeypatch.undo()
    session = open_session(log.folder())
    assert len(session.steps) == script.steps
    assert session.ended
    assert log.fault() == 28
    assert FULL_RAW in session.events["value"][session.events["kind"] == FULL]
    assert not log.is_raw_on


@pytest.mark.parametrize(("at", "lost"), [(1, 30), (2, 0)])
def test_a_segment_that_cannot_be_begun_at_first_is_begun_under_its_own_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, lost: int
) -> None:
    """At the begin of a session the log is full for a while, and says what it lost; later nothing is lost."""
    opened: list[str] = []

    def failing(path: str, mode: str) -> object:
        opened.append(Path(path).name)
        if len(opened) == at:
            raise OSError(5, "input/output error")
        return Path(path).open(mode)

    monkeypatch.setattr(segment, "open", failing, raising=False)
    log = writer(tmp_path, RAW_ALL)
    play(log, 70)
    monkeypatch.undo()
    assert opened[at - 1] == opened[at], "the same one again"
    session = open_session(log.folder())
    assert [file.name for file in sorted(Path(log.folder()).glob("*.seg"))] == sorted(set(opened))
    said = (f"{lost} pages missing before 00000.seg byte 0",) if lost else ()
    assert (session.missing, log.fault(), log.lost_pages()) == (said, 5, lost)


@pytest.mark.parametrize("method", ["_write", "_give_number", "sync", "commit", "append", "next_segment", "_open"])
@pytest.mark.parametrize("after", [True, False])
def test_an_interrupt_anywhere_still_closes_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str, after: bool
) -> None:
    calls = 0
    plain = getattr(Journal, method)

    def interrupted(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 3 and not after:
            raise KeyboardInterrupt
        found = plain(*given)
        if calls == 3:
            raise KeyboardInterrupt
        return found

    log = writer(tmp_path, RAW_ALL)
    monkeypatch.setattr(Journal, method, interrupted)
    script = Script(log, 300)
    try:
        for _ in range(script.polls):
            script.poll()
            log.flush_due(script.now_ms)
    except KeyboardInterrupt:
        pass
    script.stop()
    session = open_session(log.folder())
    assert len(session.steps) == script.steps
    assert len(session.raw) == 10 * (script.now_ms // log_script.POLL_MS)
    assert session.events["kind"][-1] == STOP
    assert session.is_whole
