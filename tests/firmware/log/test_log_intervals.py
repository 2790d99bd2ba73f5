"""How often the log writes, by the session's clock: after 8 s, a new segment after 52 s, a full flash each minute."""

from pathlib import Path

import pytest

from log_helpers import SmallFlash, writer
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import MARKER


def first_write_ms(log: SessionWriter, begin_ms: int, every_ms: int = 500) -> int:
    """Poll from a time on, and return when something was written first."""
    for now_ms in range(begin_ms, begin_ms + 20_000, every_ms):
        if log.flush_due(now_ms):
            return now_ms
    raise AssertionError("nothing was written in 20 s")


def test_what_waits_is_written_after_eight_seconds(tmp_path: Path):
    log = writer(tmp_path)
    log.flush_due(0)
    log.event(MARKER, 1000)
    assert first_write_ms(log, 1000) == 9000
    log.event(MARKER, 30_000)
    assert first_write_ms(log, 30_000) == 38_000


def test_a_segment_is_closed_by_the_first_flush_after_52_seconds(tmp_path: Path):
    log = writer(tmp_path)
    segments = []
    for now_ms in range(0, 120_000, 500):
        log.event(MARKER, now_ms)
        log.flush_due(now_ms)
        while log.has_pieces:  # on the clip, one at every poll
            log.flush_due(now_ms)
        segments.append(len(list(Path(log.folder()).glob("*.seg"))))
    # flushes come every 8.5 s, a half second of polling after what waits has waited for 8 s
    grown = [500 * number for number in range(1, len(segments)) if segments[number] > segments[number - 1]]
    assert len(grown) == 2 and 52_000 <= grown[0] < 60_500
    assert grown[1] - grown[0] == pytest.approx(grown[0], abs=8500)
    assert grown[1] - grown[0] >= 52_000


def test_a_full_flash_is_tried_again_after_a_minute(tmp_path: Path):
    log = writer(tmp_path, store=SmallFlash)
    assert isinstance(log._store, SmallFlash)
    log._store.free_bytes = 0
    now_ms = 0
    while not log.is_full():
        log.event(MARKER, now_ms)
        log.flush_due(now_ms)
        now_ms += 500
    full_ms = now_ms - 500
    log._store.free_bytes = 1 << 24
    while log.is_full():
        log.event(MARKER, now_ms)
        log.flush_due(now_ms)
        now_ms += 500
    assert 60_000 <= now_ms - 500 - full_ms <= 69_000
