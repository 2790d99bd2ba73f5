"""The metronome: a tick for every step at the target, in bursts."""

from typing import Any

import pytest

from coach_play import CUES, OWN_US, Played, learnt, ready, warmed_up
from recoil_clip.cueing.history import History
from recoil_clip.spec.cues import CUE_QUICKER, CUE_TICK

TARGET_US = OWN_US * 100 // 105


def run(played: Played, steps: int, step_us: int = OWN_US, poll_ms: int = 10) -> None:
    """Take steps while the metronome is polled between them."""
    for _ in range(steps):
        left_ms = step_us // 1000
        while left_ms > poll_ms:
            left_ms -= poll_ms
            played.time_ms += poll_ms
            played.note(played.coach.tick(played.time_ms))
        played.time_ms -= step_us // 1000 - left_ms
        played.step(step_us)


def burst(**changes: Any) -> list[int]:
    """Return when the ticks of one burst came, from its start."""
    played = warmed_up(ready(**changes), OWN_US * 100 // 112, bounce_um=50_000)
    assert played.coach.start_metronome(played.time_ms)
    start_ms = played.time_ms
    run(played, 100)
    return [time_ms - start_ms for time_ms in played.times_ms(CUE_TICK)]


def starts_min(played: Played) -> list[float]:
    """Return when bursts of ticks began."""
    ticks = played.times_ms(CUE_TICK)
    return [round(b / 60_000, 1) for a, b in zip([-99_999, *ticks], ticks, strict=False) if b - a > 1000]


def test_a_tick_for_every_step_for_twenty_seconds() -> None:
    ticks = burst()
    assert len(ticks) == 1 + 20_000_000 // TARGET_US
    ideal = [n * TARGET_US // 1000 for n in range(len(ticks))]
    assert all(-20 <= tick - at <= 20 for tick, at in zip(ticks, ideal, strict=True)), (
        "late calls must not slow the beat"
    )


def test_another_burst_length_and_target() -> None:
    ticks = burst(metronome_burst_s=10, cadence_change_pct=10)
    assert len(ticks) == 1 + 10_000_000 // (OWN_US * 100 // 110)
    assert abs(ticks[-1] / (len(ticks) - 1) - OWN_US / 1100) < 0.5


def test_with_another_target_it_beats_the_runners_own_cadence() -> None:
    ticks = burst(target="bounce")
    assert abs(ticks[-1] / (len(ticks) - 1) - OWN_US / 1000) < 0.5


def test_ticks_that_were_missed_are_left_out() -> None:
    played = warmed_up(ready())
    assert played.coach.start_metronome(played.time_ms)
    assert played.coach.tick(played.time_ms) == CUE_TICK
    assert played.coach.tick(played.time_ms + 1500) == CUE_TICK
    assert played.coach.tick(played.time_ms + 1510) == 0
    assert abs(played.coach.metronome.next_ms - (played.time_ms + 5 * TARGET_US // 1000)) <= 2


def test_it_stops_with_the_runner() -> None:
    played = warmed_up(ready())
    assert played.coach.start_metronome(played.time_ms)
    played.wait(10_000)
    assert 5 <= played.count(CUE_TICK) <= 7, "two seconds without a step"
    played = warmed_up(ready())
    assert played.coach.start_metronome(played.time_ms)
    played.coach.rest()
    played.wait(1000)
    assert played.count(CUE_TICK) == 0


def test_not_in_the_quiet_start_nor_below_running_nor_without_a_baseline() -> None:
    played = Played(ready())
    played.minutes(2.9, TARGET_US)
    assert not played.coach.start_metronome(played.time_ms)
    played.minutes(0.2, TARGET_US)
    assert played.coach.start_metronome(played.time_ms)
    played.wait(5_000)
    assert not played.coach.start_metronome(played.time_ms)
    novice = Played(ready(History()))
    novice.minutes(5)
    assert not novice.coach.start_metronome(novice.time_ms)


def test_no_cue_during_a_burst_nor_soon_after() -> None:
    played = warmed_up(ready())
    assert played.coach.start_metronome(played.time_ms)
    start_ms = played.time_ms
    run(played, 400)
    assert played.times_ms(CUE_QUICKER)[0] >= start_ms + 20_000 + 30_000


def test_after_a_cue() -> None:
    played = warmed_up(ready(metronome="after_cue"))
    run(played, 500)
    cues, ticks = played.times_ms(CUE_QUICKER), played.times_ms(CUE_TICK)
    assert cues[1] - cues[0] >= 50_000
    assert 860 <= ticks[0] - cues[0] <= 880, "after the pattern and half a second"
    assert all(cues[0] < tick < cues[0] + 21_000 or tick > cues[1] for tick in ticks)


def test_after_a_cue_only_for_quicker_steps() -> None:
    played = warmed_up(ready(target="bounce", metronome="after_cue"), bounce_um=60_000)
    for _ in range(200):
        played.step(bounce_um=120_000)
        played.note(played.coach.tick(played.time_ms))
    assert played.count(CUE_TICK) == 0
    assert played.felt


def test_regular_bursts() -> None:
    played = Played(ready(metronome="regular", metronome_every_min=5))
    run(played, 15 * 60_000_000 // TARGET_US, TARGET_US)
    assert starts_min(played) == [3, 8, 13]
    assert played.count(CUE_QUICKER) == 0


@pytest.mark.parametrize(
    ("sessions", "changes"),
    [
        (0, {"target": "none"}),
        (0, {"schedule": "off"}),
        (0, {"schedule": "request"}),
        (9, {}),
        (7, {"fewer_block_min": 30}),
        (0, {"target": "asymmetry"}),
        (0, {"target": "none", "cue_interval_s": 600}),
    ],
)
def test_regular_bursts_come_whether_or_not_anything_is_cued(sessions: int, changes: dict[str, Any]) -> None:
    history = learnt(sessions=sessions, target=changes.get("target", "cadence"))
    played = Played(ready(history, metronome="regular", metronome_every_min=5, **changes))
    run(played, 14 * 60_000_000 // TARGET_US, TARGET_US)
    assert starts_min(played) == [3, 8, 13]
    assert played.count(*CUES) == 0


def test_regular_bursts_for_a_runner_outside_all_the_time() -> None:
    played = Played(ready(metronome="regular", metronome_every_min=5))
    run(played, 14 * 60_000_000 // OWN_US)
    assert starts_min(played) == [3, 8, 13]
    ticks, cues = played.times_ms(CUE_TICK), played.times_ms(CUE_QUICKER)
    assert len(ticks) == 3 * (1 + 20_000_000 // TARGET_US)
    assert cues[0] >= ticks[0] + 50_000, "both were due: the burst comes first"
    assert len(cues) == 8, "cues go on between the bursts, until it is clear that nobody answers"
    for cue_ms in cues:
        assert not any(0 <= cue_ms - tick_ms < 29_000 for tick_ms in ticks)
        assert not any(0 <= tick_ms - cue_ms < 860 for tick_ms in ticks), "a cue is felt to its end"


def test_a_regular_burst_lets_a_cue_end() -> None:
    due_ms = 240_000
    waits = []
    for steps in range(due_ms * 1000 // TARGET_US - 24, due_ms * 1000 // TARGET_US):  # a cue comes 15 steps later
        played = Played(ready(metronome="regular", metronome_every_min=1, metronome_burst_s=5))
        run(played, steps, TARGET_US)
        run(played, 40)
        cues = played.times_ms(CUE_QUICKER)
        ticks = [tick_ms for tick_ms in played.times_ms(CUE_TICK) if tick_ms > due_ms - 1000]
        assert ticks
        assert ticks[0] - due_ms < 2000
        waits += [ticks[0] - cue_ms for cue_ms in cues if cue_ms < ticks[0]]
    assert 860 <= min(waits) < 1300, "the two pulses, and half a second"


def test_no_regular_burst_in_a_retention_run_nor_without_a_baseline_nor_below_running() -> None:
    for coach in (
        ready(learnt(sessions=8), metronome="regular"),
        ready(metronome="regular", schedule="retention"),
        ready(History(), metronome="regular"),
        ready(History(), metronome="regular", target="none"),
    ):
        played = Played(coach)
        run(played, 2400, TARGET_US)
        assert played.felt == []
    played = Played(ready(metronome="regular", target="none"))
    run(played, 1000, 700_000)
    assert played.felt == []


def test_a_regular_burst_due_at_a_light_waits_for_the_settled_runner() -> None:
    played = Played(ready(metronome="regular", target="none", quiet_start_min=1))
    run(played, 170, TARGET_US)
    played.wait(30_000)
    assert played.felt == []
    start_ms = played.time_ms
    run(played, 100, TARGET_US)
    assert 10_000 <= played.times_ms(CUE_TICK)[0] - start_ms <= 10_500


def test_bursts_of_the_last_third_only() -> None:
    played = Played(ready(metronome="last_third", run_min=30, metronome_every_min=3, target="none"))
    played.minutes(0.5)
    run(played, int(30 * 60_000_000 / OWN_US))
    starts = starts_min(played)
    assert len(starts) == 4 and abs(starts[0] - 20) < 0.3 and abs(starts[1] - starts[0] - 3) < 0.3
