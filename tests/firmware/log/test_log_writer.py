"""What the writer writes, and when."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import log_script
from log_helpers import contents, writer
from log_script import DELAY_MS, Script, play
from recoil.recording.reading import Recording
from recoil.session import open_session
from recoil_clip.gait.gait import Gait
from recoil_clip.log.header import Header
from recoil_clip.log.journal import Journal
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.events import CUE, GAP
from recoil_clip.spec.log import RAW_ALL, RAW_OFF, SEGMENT_BYTES
from recoil_clip.spec.validity import BOUNCE_BALANCE, MISPLACED


def test_all_is_there(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_ALL)
    script = play(log, 200)
    session = open_session(log.folder())
    assert session.is_whole
    assert session.ended
    assert session.settings == {"target": "cadence", "pulse_ms": 120}
    assert session.name == "00001-20251122T152320Z"
    assert len(session.steps) == script.steps == 200_000 // log_script.STEP_MS
    assert session.minutes["time_ms"].tolist() == [60_000, 120_000, 180_000]
    assert session.minutes["cues"].tolist() == [6, 7, 7]
    assert (session.events["kind"] == CUE).sum() == 22
    (samples,) = session.raw.runs
    assert (samples.first, len(samples.counts)) == (0, 40_000)


@pytest.mark.parametrize(
    ("place_mm", "half_width_bp", "withheld"),
    [(0, -1, {}), (34, 130, {}), (-48, -1, {BOUNCE_BALANCE: MISPLACED})],
)
def test_a_session_says_when_the_clip_was_too_far_beside_the_spine(
    tmp_path: Path, place_mm: int, half_width_bp: int, withheld: dict[int, int]
) -> None:
    log = writer(tmp_path, RAW_OFF)
    script = Script(log, 70)
    script.totals.place_mm = place_mm
    script.totals.bounce_balance.half_width_bp = half_width_bp
    while script.now_ms < 70_000:
        script.poll()
        log.flush_due(script.now_ms)
    script.stop()
    session = open_session(log.folder())
    assert session.withheld == withheld
    assert session.minutes["contact_half_width_bp"].tolist() == [25]
    assert session.minutes["bounce_half_width_bp"].tolist() == [half_width_bp]


def test_small_enough_and_rarely_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushes: list[int] = []
    log = writer(tmp_path)
    script = Script(log, 600)
    sync = Journal.commit
    monkeypatch.setattr(Journal, "commit", lambda *given: flushes.append(script.now_ms) or sync(*given))
    script.start()
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
    script.stop()
    size = sum(map(len, contents(tmp_path).values()))
    assert size / script.steps < 30
    assert min(later - before for before, later in pairwise(flushes[:-1])) >= 8000


def test_what_is_older_than_ten_seconds_is_safe(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_ALL)
    script = Script(log, 130)
    script.start()
    for poll in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
        if poll % 37 == 0:
            session = open_session(log.folder())
            now_us = script.now_ms * 1000
            samples = sum(int.from_bytes(page.payload[:2], "little") for page in session.raw_pages)
            assert now_us - session.steps["initial_contact_us"].max(initial=-DELAY_MS * 1000) < 10_000_000
            assert now_us - samples * log_script.PERIOD_US < 10_000_000


def test_real_steps_are_safe_in_time_and_the_same(
    tmp_path: Path, runner_columns: Callable[..., np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = runner_columns(40.0)
    recording = Recording.of("run", columns[:, 0], columns[:, 1:4], columns[:, 4:7])
    counts = recording.counts().ravel().tolist()
    gait, log = Gait(recording.period_us), writer(tmp_path, RAW_ALL)
    ends_ms: list[float] = []
    steps: list[tuple[int, ...]] = []
    waited_ms: list[float] = []
    now_ms = 0
    commit = Journal.commit

    def noted(*given: Any) -> bool:
        waited_ms.extend(now_ms - end_ms for end_ms in ends_ms)
        ends_ms.clear()
        return commit(*given)

    def take() -> None:
        while step := gait.take():
            begin_us = step.initial_contact_s * 1_000_000 + step.initial_contact_us
            ends_ms.append((begin_us + step.step_us) / 1000)
            times = (begin_us, step.step_us, step.contact_us, step.flight_us)
            steps.append((*times, step.bounce_um, step.peak_mg, step.side, step.flags, step.speed_mm_s))
            log.step(step, step.flags)

    monkeypatch.setattr(Journal, "commit", noted)
    for at in range(0, len(counts), 60):
        batch = counts[at : at + 60]
        log.raw(batch, len(batch) // 6)
        for sample in range(0, len(batch), 6):
            gait.push(*batch[sample : sample + 6])
            take()
        now_ms = (at // 6 + 10) * recording.period_us // 1000
        log.flush_due(now_ms)
    gait.finish()
    take()
    log.close()
    session = open_session(log.folder())
    assert len(steps) > 80
    assert session.steps.tolist() == steps
    assert len(waited_ms) == len(steps)
    assert max(waited_ms) < 10_000
    assert np.array_equal(session.raw.runs[0].counts, recording.counts())


@pytest.mark.parametrize("raw_minutes", [RAW_OFF, RAW_ALL])
def test_segments_are_short(tmp_path: Path, raw_minutes: int) -> None:
    log = writer(tmp_path, raw_minutes)
    script = Script(log, 300)
    begun: dict[str, int] = {}
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
        for path in Path(log.folder()).iterdir():
            begun.setdefault(path.name, script.now_ms)
    ends = [*sorted(begun.values()), script.now_ms]
    assert len(begun) >= 6
    assert max(later - before for before, later in pairwise(ends)) <= 60_100
    assert max(path.stat().st_size for path in Path(log.folder()).iterdir()) <= SEGMENT_BYTES


def test_raw_samples_stop_after_their_minutes(tmp_path: Path) -> None:
    log = SessionWriter(Store(str(tmp_path)), Header(5_000_000, 5000, raw_minutes=1))
    play(log, 70)
    session = open_session(log.folder())
    assert len(session.raw) == 12_000
    assert session.is_whole
    assert not log.is_raw_on


def test_a_gap_moves_the_samples_after_it(tmp_path: Path) -> None:
    log = writer(tmp_path, RAW_ALL)
    script = Script(log, 10)
    script.poll()
    log.gap(1000, 40)
    script.poll()
    log.close()
    session = open_session(log.folder())
    assert [(samples.first, len(samples.counts)) for samples in session.raw.runs] == [(0, 10), (1010, 10)]
    assert session.events.tolist() == [(40, GAP, 1000)]
    assert log.samples == 1020


def test_a_log_may_begin_a_minute_after_the_first_sample(tmp_path: Path) -> None:
    log = SessionWriter(Store(str(tmp_path)), Header(5_000_000, 5000, raw_minutes=1))
    log.samples = 12_000
    script = Script(log, 70)
    script.now_ms = 60_000
    script.steps = script.now_ms // log_script.STEP_MS
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
    script.stop()
    session = open_session(log.folder())
    (samples,) = session.raw.runs
    assert (samples.first, len(samples.counts)) == (12_000, 12_000)
    assert len(list(Path(log.folder()).iterdir())) == 2
