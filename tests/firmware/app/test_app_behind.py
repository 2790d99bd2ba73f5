"""A clip that catches up knows that what it does now, it does later than the sample it looks at."""

from array import array
from types import SimpleNamespace
from typing import Any, cast

from recoil_clip.app.motion import Motion
from recoil_clip.app.session import Session
from recoil_clip.spec.cues import CUE_TICK


class Fifo:
    """A sensor with a burst to give and more behind it."""

    overrun = 0
    period_us = 5000
    dead = 0  # no axis of it

    def drain(self, samples: "array[int]", limit: int) -> int:
        return 8

    def unread(self) -> int:
        return 40


def test_samples_not_yet_looked_at_are_time() -> None:
    motion = Motion(cast(Any, Fifo()))
    motion.begin()
    assert motion.read() == 8
    for taken, behind_ms in ((1, 5 * 47), (4, 5 * 44), (8, 5 * 40)):
        motion.gait = cast(Any, SimpleNamespace(period_us=5000, feed=lambda samples, first, end, taken=taken: taken))
        assert motion.feed(0) == taken
        assert motion.behind_ms() == behind_ms


def test_the_mask_is_told_when_the_motor_shakes() -> None:
    felt: list[tuple[object, int]] = []
    events: list[tuple[int, int]] = []
    pattern = (1, 60, 0)
    gait = SimpleNamespace(
        history=None, period_us=4808, mount=SimpleNamespace(numbers=None), totals=None, is_running=lambda: False
    )
    motion = SimpleNamespace(gait=gait, elapsed=SimpleNamespace(ms=9000), behind_ms=lambda: 400)
    motion.sensor = SimpleNamespace(dead=0)
    writer = SimpleNamespace(event=lambda kind, time_ms, value=0: events.append((kind, time_ms)))
    coach = SimpleNamespace(metronome=None, tick=lambda time_ms: CUE_TICK, patterns={CUE_TICK: pattern})
    haptics = SimpleNamespace(mask=None, feel=lambda pattern, time_ms: felt.append((pattern, time_ms)) or True)
    settings = SimpleNamespace(idle_end_min=5, auto_stop=True, wearer_pace_s_per_km=None, run_walk="off")
    talk = SimpleNamespace(is_live=False)
    parts = [motion, SimpleNamespace(writer=writer), coach, haptics, None, settings, talk, SimpleNamespace()]
    Session(*cast(Any, parts)).tick(20)
    assert felt == [(pattern, 9420)]
    assert [time_ms for _, time_ms in events] == [9020]
