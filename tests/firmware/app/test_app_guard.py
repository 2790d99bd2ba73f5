"""A clip left at its prompt starts again when the computer is gone; on the virtual clip, and the guard by itself."""

from pathlib import Path
from typing import Any, cast

import pytest

import recoil_clip.app.guard as guard_module
from app_world import World
from program_runs import run_program, said
from recoil.session import open_session
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.app.guard import Guard, start, stop

UTC_S = 1_763_800_000
PLUG = {"do": "usb", "at_ms": 500}
STOP = {"do": "ctrl_c", "at_ms": 10_000}
UNPLUG = {"do": "usb", "plugged": False, "at_ms": 20_000}
CLOCK = {"do": "set_clock", "utc_s": UTC_S, "at_ms": 11_000}


@pytest.fixture(params=[engine.MICROPYTHON, engine.CPYTHON])
def clip(request: pytest.FixtureRequest, tmp_path: Path) -> VirtualClip:
    if request.param == engine.MICROPYTHON and engine.missing():
        pytest.skip(engine.missing())
    clip = VirtualClip(tmp_path / "clip", runtime=request.param)
    clip.flash()
    return clip


def test_unplugged_at_its_prompt_it_records_the_next_run(clip: VirtualClip, tmp_path: Path) -> None:
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan="stand 5, run 25, stand 5"), clip.mount)
    observed = clip.run(75, motion, [PLUG, STOP, CLOCK, UNPLUG], motion_at_s=30)
    assert observed.boots == ["power on", "reset"] and observed.errors == [""]
    (reset,) = observed.of_kind("reset")
    assert 22_000_000 < reset["us"] < 26_000_000
    files = {name: data for name, data in clip.read().items() if name.startswith("/sessions/0")}
    (folder,) = {name.split("/")[2] for name in files}
    for name, data in files.items():
        path = tmp_path / name[1:]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    session = open_session(tmp_path / "sessions" / folder)
    assert len(session.steps) > 40
    assert session.header is not None, "the clock went on"
    # It began with the first movement after the reset.
    assert abs(session.header.start_s - (UTC_S + (reset["us"] / 1e6 - 11))) < 5


def test_as_long_as_a_computer_is_there_it_stays(clip: VirtualClip) -> None:
    observed = clip.run(60, None, [PLUG, STOP, {**UNPLUG, "at_ms": 20_000}, {**PLUG, "at_ms": 21_500}])
    assert observed.boots == ["power on"] and observed.errors == [""]


def test_ctrl_c_while_it_boots(clip: VirtualClip) -> None:
    observed = clip.run(30, None, [{**PLUG, "at_ms": 1}, {**STOP, "at_ms": 1_500}, UNPLUG])
    assert observed.boots == ["power on", "reset"]


def test_safe_mode_stays(clip: VirtualClip) -> None:
    observed = clip.run(40, None, [PLUG, {"do": "press", "at_ms": 100, "ms": 900}, UNPLUG])
    assert observed.boots == ["power on"] and "safe mode" in observed.console


def test_without_a_clock_none_is_made_up(clip: VirtualClip) -> None:
    clip.put({"/main.py": "import time\n" + clip.read()["/main.py"].decode() + "print('began', time.time())\n"})
    observed = clip.run(30, None, [PLUG, STOP, UNPLUG, {**STOP, "at_ms": 28_000}])
    assert observed.boots == ["power on", "reset"]
    years = [1970 + int(line.split()[1]) // 31_556_952 for line in observed.console.splitlines() if "began" in line]
    assert years == [2021, 2021]


def test_the_guard_looks_each_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard_module, "_guard", None)
    world = World()
    start(world)
    start(world)
    (look,) = world.each_second_calls
    for usb, restarts in ((False, 0), (False, 0), (False, 0), (False, 0), (True, 0), (False, 0), (False, 0), (True, 0)):
        world.usb = usb
        look()
        assert world.restarts == restarts, "it waits for a computer to be there first"
    world.usb = False
    for _ in range(3):
        look()
    assert world.restarts == 1
    stop()
    stop()
    assert not world.each_second_calls


def test_a_guard_that_comes_late_sees_the_computer() -> None:
    world = World()
    world.usb = True
    guard = Guard(cast(Any, world))
    world.usb = False
    for _ in range(3):
        guard.check()
    assert world.restarts == 1


def test_timers_of_the_virtual_clip(tmp_path: Path, runtime: str) -> None:
    program = """
import machine, time
seen = []
timer = machine.Timer(period=300, mode=machine.Timer.PERIODIC, callback=lambda timer: seen.append(time.ticks_ms()))
once = machine.Timer(-1)
once.init(mode=machine.Timer.ONE_SHOT, period=100, callback=lambda timer: print("once", 1 // 0))
time.sleep_ms(1000)
timer.deinit()
time.sleep_ms(1000)
print(len(seen), seen[1] - seen[0], time.ticks_ms() // 100)
timer.init(freq=2, callback=lambda timer: print("rang", time.ticks_ms() // 100))
try:
    machine.Timer(1)
except ValueError:
    print("no such timer")
raise SystemExit
"""
    observed, _ = run_program(tmp_path, program, 2.9, runtime)
    lines = said(observed)
    assert lines[0].startswith("Unhandled exception in callback: ZeroDivisionError")
    assert lines[1:3] == ["3 300 21", "no such timer"]
    assert not [line for line in lines if line.startswith("rang")], "the soft reset took it away"
