"""Steps and cues of the app against a replay of the same samples, and how soon a cue follows its step."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recoil_clip.log.segment
from app_play import TAUGHT, Played, build, events, motion, play, push, rows
from recoil.session import Session
from recoil_clip.app.cueing import Haptics
from recoil_clip.app.session import Session as Recording
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.gait.gait import Gait
from recoil_clip.gait.step import Step
from recoil_clip.settings.settings import load
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_QUICKER, CUE_TICK
from recoil_clip.spec.steps import MASKED

CUED = {"quiet_start_min": 0, "settle_s": 5, "raw": "all"}
FIELDS = ("step_us", "contact_us", "flight_us", "bounce_um", "peak_mg", "side", "speed_mm_s", "flags")


def counts_of(session: Session, data: bytes) -> np.ndarray:
    """All samples since the session's first one: those before the raw ones are looked up in what was played."""
    (run,) = session.raw.runs
    played = np.frombuffer(data, "<i2").reshape(-1, 6)
    first = next(i for i in range(len(played)) if (played[i : i + 50] == run.counts[:50]).all())
    begin = first - run.first
    assert begin >= 0
    assert (played[first : first + len(run.counts)] == run.counts[: len(played) - first]).all(), "raw is not lossless"
    return np.vstack([played[begin:first], run.counts])


def row(step: Step) -> list[int]:
    """A step as the log has it."""
    return [step.initial_contact_s * 1_000_000 + step.initial_contact_us, *(getattr(step, name) for name in FIELDS)]


def replayed(session: Session, data: bytes, root: Path) -> tuple[np.ndarray, list[tuple[int, int]], list[int]]:
    """Replay a session on the desktop: steps, (time, cue) pairs, and which steps were masked."""
    assert session.header is not None
    period_us = session.header.period_us
    gait = Gait(period_us)
    settings = load(str(root / "settings.json"))
    coach, mask = Coach(settings, History(TAUGHT), True), Mask(settings.mask_after_ms)
    start_ms = events(session, "start")[0][1]
    steps, cues, masked = [], [], []

    def take(is_coached: bool, now_ms: int) -> None:
        while (step := gait.take()) is not None:
            begin_ms = step.initial_contact_s * 1000 + step.initial_contact_us // 1000
            flags = step.flags | mask.flag(begin_ms, begin_ms + step.step_us // 1000)
            steps.append(row(step))
            masked.append(flags & MASKED)
            if not is_coached:
                continue
            cue = coach.step(step, flags, now_ms, step.speed_mm_s)
            if cue:
                cues.append((now_ms, cue))
                mask.pulse(now_ms, duration_ms(coach.patterns[cue]))

    for i, sample in enumerate(counts_of(session, data).tolist()):
        waits = gait.push(*sample)
        now_ms = i * period_us // 1000
        if waits and now_ms > start_ms:
            take(True, now_ms)
    gait.finish()
    take(False, 0)
    return np.array(steps), cues, masked


@pytest.mark.parametrize("how", ["by itself", "late", "button"])
def test_steps_and_cues_equal_the_replay(tmp_path: Path, how: str) -> None:
    plans = {"by itself": "stand 5, run 90, stand 20, run 40", "late": "stand 130, run 60", "button": "stand 5, run 90"}
    plan = plans[how]
    played = build(tmp_path, plan, {**CUED, "auto_start": how != "button"}, TAUGHT)
    played = play(
        played, 150_000 if how == "by itself" else 160_000, *([(12_000, push(1_500))] if how == "button" else [])
    )
    played.app.shut()
    session = played.session
    assert session.is_whole
    steps, cues, masked = replayed(session, motion(plan), tmp_path)
    assert (rows(session) == steps).all(), "integer for integer"
    assert len(cues) >= 1 and all(cue == CUE_QUICKER for _, cue in cues)
    assert [(ms, value) for _, ms, value in events(session, "cue")] == cues
    if how != "button":  # its answer was felt too
        assert (session.steps["flags"] & MASKED).tolist() == masked
        assert 2 * len(cues) <= np.count_nonzero(masked) <= 3 * len(cues), "510 ms of motor and after"
    felt = [count for _, count, on_ms in played.pulses if on_ms == 120]
    assert felt == [2] * len(cues)


def test_no_cue_is_felt_in_quiet_hours_and_cues_are_after_them(tmp_path: Path) -> None:
    """An hour ends 60 s after the start; local time is 90 min ahead, so that hours there end at half past."""
    utc_s = 1_790_035_200 + 1_740  # 00:29
    hours = {"quiet_from_h": 22, "quiet_until_h": 2, "utc_offset_min": 90}
    played = play(build(tmp_path, "stand 5, run 100", {**CUED, **hours}, TAUGHT, utc_s=utc_s), 105_000)
    played.app.shut()
    muted = events(played.session, "mute")
    assert [value for _, _, value in muted] == [2, 0]
    assert 50_000 < muted[1][1] < 62_000
    cues = events(played.session, "cue")
    assert cues and all(ms > muted[1][1] for _, ms, _ in cues)
    assert len([pulse for pulse in played.pulses if pulse[1:] == (2, 120)]) == len(cues)


def test_the_count_of_what_is_logged_at_the_end_of_running_is_whole(tmp_path: Path) -> None:
    """A press in mid-run: the steps that were still in the pipeline come out, the last one open."""
    played = build(tmp_path, "stand 5, run 60", CUED, TAUGHT)
    play(played, 50_000, (40_000, push(1_100)))
    session = played.session
    last = session.steps[-1]
    stop_ms = events(session, "stop")[0][1]
    assert 0 <= stop_ms - last["initial_contact_us"] / 1000 < 400
    assert last["flags"] & 4


class Latency:
    """Measures the time from the sample that completes a step to GO."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.played: Played | None = None
        self.found_us: list[int] = []
        self.confirmed_us: list[int] = []
        feel, cue = Haptics.feel, Recording._feel
        self._deciding = CUE_TICK

        def timed_feel(haptics: Haptics, pattern: tuple[int, int, int], time_ms: int) -> bool:
            felt = feel(haptics, pattern, time_ms)
            if self._deciding != CUE_TICK:
                (self.confirmed_us if self._deciding == CUE_CONFIRM else self.found_us).append(self.age_us())
            return felt

        def watched_cue(recording: Recording, number: int, now_ms: int) -> bool:
            self._deciding = number
            felt = cue(recording, number, now_ms)
            self._deciding = CUE_TICK
            return felt

        monkeypatch.setattr(Haptics, "feel", timed_feel)
        monkeypatch.setattr(Recording, "_feel", watched_cue)

    def age_us(self) -> int:
        """How long ago the sample was taken that was pushed last."""
        assert self.played is not None
        world = self.played.world
        sensor, pushed = world.sensor, self.played.app.sensing.motion.elapsed.samples
        waiting = sensor.number - (world.motion.start or 0) - pushed
        newest_us = sensor._due_us - sensor._period_us
        return world.clock.now_us() - newest_us + waiting * sensor._period_us


def test_a_cue_comes_within_one_poll_of_its_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with a flash that stops the processor for a tenth of a second at each write."""
    latency = Latency(monkeypatch)
    played = latency.played = build(tmp_path, "stand 5, run 170", {**CUED, "cue_interval_s": 10}, TAUGHT)
    sync, writes = recoil_clip.log.segment.Segment.sync, []

    def slow_sync(segment: Any) -> bool:
        played.world.clock.advance_us(100_000)
        writes.append(played.world.now_ms())
        return sync(segment)

    monkeypatch.setattr(recoil_clip.log.segment.Segment, "sync", slow_sync)
    play(played, 170_000)
    assert len(latency.found_us) >= 6
    assert len(writes) > 10
    assert max(latency.found_us) <= 25_000, latency.found_us  # polls are twice as frequent when a cue is near
    assert max(latency.confirmed_us, default=0) <= 45_000, latency.confirmed_us


def test_no_cue_and_no_session_for_a_walker(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, walk 115", CUED, TAUGHT), 120_000)
    assert not played.pulses and not played.sessions


def test_no_cue_in_the_quiet_start(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 150", {**CUED, "quiet_start_min": 2}, TAUGHT), 150_000)
    played.app.shut()
    cues = events(played.session, "cue")
    first_s = played.session.steps["initial_contact_us"][0] * 1e-6
    assert cues and cues[0][1] / 1000 > first_s + 120


def test_the_metronome_ticks_at_the_target_whatever_the_polls_do(tmp_path: Path) -> None:
    settings = {**CUED, "metronome": "after_cue", "metronome_burst_s": 20}
    played = play(build(tmp_path, "stand 5, run 55", settings, TAUGHT), 58_000)
    played.app.shut()
    ticks = np.array([us for us, pulses in played.world.haptic.sequences() if pulses[0][1] - pulses[0][0] == 80_000])
    assert 55 <= len(ticks) <= 66
    target_us = float(np.polyfit(np.arange(len(ticks)), ticks, 1)[0])
    assert abs(target_us / (345_000 / 1.05) - 1) < 0.015, "own cadence for the pace, and 5 % more"
    off_ms = (np.arange(len(ticks)) * target_us - (ticks - ticks[0])) / 1000
    assert np.ptp(off_ms) < 12, off_ms
    assert [value for _, _, value in events(played.session, "cue")] == [CUE_QUICKER, CUE_TICK], (
        "one event for the burst"
    )
    flags = played.session.steps["flags"]
    assert np.count_nonzero(flags & MASKED) > 40, "steps in a burst count for nothing"


def test_no_confirming_pulse_for_who_stays_outside(tmp_path: Path) -> None:
    played = play(build(tmp_path, "stand 5, run 90", CUED, TAUGHT), 90_000)
    played.app.shut()
    assert not [value for _, _, value in events(played.session, "confirm") if value == CUE_CONFIRM]


def test_what_the_coach_learnt_is_kept(tmp_path: Path) -> None:
    settings = {"baseline_from_min": 1, "baseline_min": 2, "idle_end_min": 1}
    played = play(build(tmp_path, "stand 5, run 215, stand 80", settings), 300_000)
    assert played.names[-1] == "ready"
    (run,) = json.loads((tmp_path / "coach.json").read_text())["runs"]
    assert 340_000 < run["step_us"] < 370_000
    kept = played.app.equipment.history
    assert len(kept.runs) == 1, "the next session knows it too"


def test_session_and_score_are_counted(tmp_path: Path) -> None:
    settings = {**CUED, "session_min": 1, "schedule": "retention", "idle_end_min": 1}
    played = play(build(tmp_path, "stand 5, run 90, stand 80", settings, TAUGHT), 175_000)
    history = json.loads((tmp_path / "coach.json").read_text())
    assert history["sessions"]["cadence"] == 2
    (score,) = history["retentions"]
    ((_, _, logged),) = events(played.session, "score")
    assert score["inside_pct"] == logged == 0
    assert not played.pulses
