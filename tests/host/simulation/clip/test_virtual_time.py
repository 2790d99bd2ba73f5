"""Virtual time, the calendar and the watchdog, on both runtimes."""

import calendar as civil_calendar
import time
from pathlib import Path

import pytest

from program_runs import run_program, said
from recoil.simulation.clip.hardware import calendar
from recoil.simulation.clip.hardware.clock import ClipClock
from recoil.simulation.clip.hardware.keyboard import Keyboard
from recoil.simulation.clip.hardware.pace import Pace
from recoil.simulation.clip.hardware.time import ticks_add, ticks_diff


def test_time_passes_only_as_told(tmp_path: Path, runtime: str):
    program = """
import time
start = time.ticks_ms()
time.sleep_ms(1234)
time.sleep(0.5)
time.sleep_us(66000)
print(time.ticks_diff(time.ticks_ms(), start), time.gmtime()[:3], len(time.localtime()))
print(time.mktime((2024, 2, 29, 1, 2, 3, 0, 0)), time.gmtime(1709168523))
while time.ticks_diff(time.ticks_us(), 0) < 2500000:
    pass
print(time.ticks_ms(), time.time_ns() // 1000000000 == time.time())
"""
    observed, _ = run_program(tmp_path, program, 10, runtime)
    assert said(observed) == [
        "1800 (2021, 1, 1) 8",
        "1709168523 (2024, 2, 29, 1, 2, 3, 3, 60)",
        "2500 True",
    ]
    assert observed.errors == [""] and observed.end_us == 10_000_000


def test_ticks_wrap_as_on_the_rp2040(tmp_path: Path, runtime: str):
    program = """
import time
before = time.ticks_ms()
time.sleep_ms(3000)
print(before > time.ticks_ms(), time.ticks_diff(time.ticks_ms(), before))
"""
    observed, _ = run_program(tmp_path, program, 5, runtime, first_ticks_us=(1 << 30) * 1000 - 2_000_000)
    assert said(observed) == ["True 3000"]
    assert ticks_diff(5, ticks_add(5, -7)) == 7 and ticks_diff(ticks_add(0, -1), 2) == -3


@pytest.mark.parametrize("seconds", [0, 951782400, 1709251199, 1709251200, 1798761599, 4102444800, 4107542399])
def test_the_calendar_is_right(seconds: int):
    expected = time.gmtime(seconds)
    assert calendar.civil(seconds) == tuple(expected)[:8]
    assert calendar.seconds(calendar.civil(seconds)) == seconds == civil_calendar.timegm(expected)


def test_the_watchdog_bites(tmp_path: Path, runtime: str):
    program = """
import machine, time
print(machine.reset_cause(), machine.mem32[0x4005800C])
machine.mem32[0x4005800C] = 77
dog = machine.WDT(timeout=2000)
for _ in range(3):
    time.sleep_ms(1500)
    dog.feed()
try:
    while True:
        time.sleep_ms(10)
except Exception:
    print("a reset is no Exception")
"""
    observed, _ = run_program(tmp_path, program, 15, runtime)
    assert said(observed) == ["1 0", "3 77", "3 77"]
    # 0.15 s to boot, then 4.5 s and 2 s
    assert [round(note["us"] / 1e6, 2) for note in observed.of_kind("boot")] == [0.15, 6.80, 13.45]
    assert observed.boots == ["power on", "watchdog", "watchdog"]
    assert "main.py" in observed.of_kind("reset")[0]["trace"]


def test_the_watchdog_is_stopped_only_by_its_register(tmp_path: Path, runtime: str):
    program = """
import machine, time
dog = machine.WDT(timeout=8388)
try:
    machine.WDT(timeout=8389)
except ValueError as error:
    print(error)
if machine.reset_cause() == 3:
    machine.mem32[0x4005B000] = 1 << 30
try:
    machine.mem32[0x40000000]
except NotImplementedError as error:
    print(error)
"""
    observed, _ = run_program(tmp_path, program, 60, runtime)
    assert observed.boots == ["power on", "watchdog"]
    assert said(observed) == 2 * ["timeout exceeds 8388", "the virtual clip has no register at 0x40000000"]


class WatchedClip:
    """What `Pace` needs of a clip, a computer that sends nothing, and real time, of which 30 us pass at each look."""

    def __init__(self) -> None:
        self.real_us = 0
        self.looks = 0
        self.clock = ClipClock()
        self.observer = self
        self.keyboard = Keyboard(self.clock)

    def harvest(self) -> None:
        """No pulses."""

    def note(self, kind: str) -> None:
        assert kind == "in step"

    def pump(self, timeout_ms: int) -> None:
        self.looks += 1
        self.real_us += 30 + 1000 * timeout_ms


def test_a_clip_that_sleeps_while_someone_watches_leaves_the_computer_alone() -> None:
    watched = WatchedClip()
    pace = Pace(watched, watched, lambda: watched.real_us)
    pace.pass_us(10_000_000)
    assert watched.clock.now_us() == 10_000_000 and 0 <= watched.real_us - 10_000_000 < 3_000
    assert watched.looks < 1_100, "in slices of 20 ms, with a look before each"


def test_a_clip_may_go_faster_than_real_time_and_leaves_nothing_out_where_the_computer_stalls() -> None:
    watched = WatchedClip()
    pace = Pace(watched, watched, lambda: watched.real_us, 10)
    pace.pass_us(10_000_000)
    assert watched.clock.now_us() == 10_000_000 and 0 <= watched.real_us - 1_000_000 < 3_000
    watched.real_us += 5_000_000
    pace.pass_us(2_000_000)
    assert watched.clock.now_us() == 12_000_000
    assert 6_100_000 <= watched.real_us < 6_105_000, "of the five seconds it caught up one of its own, no more"


@pytest.mark.parametrize(("speed", "later_us"), [(10, 20_000), (1, 40_000)])
def test_a_stall_of_the_computer_is_no_cable_that_is_stuck(speed: int, later_us: int) -> None:
    """A busy program sees 20 ms go by at once; of 50 ms in a write the app concludes that nobody reads."""
    watched = WatchedClip()
    pace = Pace(watched, watched, lambda: watched.real_us, speed)
    watched.real_us += 300_000
    for shown_us in (20_000, later_us):  # in step with real time, the clip makes up for it, a little at a time
        for _ in range(64):
            pace.look()
        assert shown_us <= watched.clock.now_us() < shown_us + 1_000
    pace.pass_us(300_000)
    assert watched.clock.now_us() == pytest.approx(later_us + 300_000, abs=1_000)
    if speed == 1:
        assert abs(watched.real_us - watched.clock.now_us()) < 3_000
