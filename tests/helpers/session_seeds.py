"""Small sessions as the clip writes them: what the fuzzer starts from."""

import tempfile
from functools import cache
from pathlib import Path

from log_helpers import record
from log_script import SETTINGS, Script
from recoil_clip.log.header import Header
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import (
    CONFIRM,
    CORE,
    FAULT,
    FULL,
    FULL_RAW,
    MARKER,
    MUTE,
    PAUSE,
    PHASE,
    PLAN,
    RESUME,
    SCORE,
    VALIDITY,
)
from recoil_clip.spec.log import RAW_ALL, RAW_OFF
from recoil_clip.spec.validity import DEAD_AXIS, NO_ALTERNATION, OBLIQUITY, ROLL, SIDE

Segments = list[tuple[str, bytes]]
"""Name and contents of each file of a session, in order."""


@cache
def seeds() -> tuple[Segments, ...]:
    """Return sessions without raw samples, with them, one with everything from another clip, and a later, bare one."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        later = Store(str(root / "later"))
        later.begin(0)
        sessions = (
            record(root / "plain", RAW_OFF, 5),
            record(root / "raw", RAW_ALL, 1),
            eventful(Store(str(root / "eventful"))),
            bare(later),
        )
        return tuple(segments_of(session) for session in sessions)


def segments_of(folder: Path) -> Segments:
    """Return what is in a session's folder."""
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob("*.seg"))]


def eventful(store: Store) -> Path:
    """Write a session of four segments with all that the format knows: events, speeds, gaps, what is withheld."""
    header = Header(4812345, 4812, "another", "0.2.0", 1763825001, True, RAW_ALL)
    header.dead_axes, header.gait_revision, header.runner_id = ROLL, 2, "Änne 7"
    log = SessionWriter(store, header, SETTINGS)
    script = Script(log, 0)
    script.start()
    for minute in range(3):
        for event in (PAUSE, RESUME, MARKER, CONFIRM, FAULT, SCORE, PHASE, CORE, MUTE, PLAN):
            log.event(event, script.now_ms, minute)
        log.event(VALIDITY, script.now_ms, minute * ROLL)
        log.withhold(OBLIQUITY, DEAD_AXIS, script.now_ms)
        log.withhold(SIDE, NO_ALTERNATION * (minute & 1), script.now_ms)
        script.step.speed_mm_s = script.stride.speed_mm_s = 3100 * (minute & 1)
        for _ in range(8):
            script.poll()
        log.flush_due(script.now_ms)
        script.now_ms += 9_000
        log.flush_due(script.now_ms)
        log.gap(1800, script.now_ms)
        script.poll()
        log.minute(script.now_ms, script.totals, -1)
        log.flush_due(script.now_ms)
        script.now_ms += 52_000
        log.flush_due(script.now_ms)
    log.event(FULL, script.now_ms, FULL_RAW)
    script.stop()
    return Path(log.folder())


def bare(store: Store) -> Path:
    """Write a session without settings whose clock was not set; its last pages are missing."""
    log = SessionWriter(store, Header(5000123, 5000))
    script = Script(log, 0)
    script.start()
    for _ in range(40):
        script.poll()
    log.flush_due(script.now_ms)
    log.flush_due(script.now_ms + 8_000)
    return Path(log.folder())
