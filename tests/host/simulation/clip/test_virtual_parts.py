"""The parts of a virtual clip and the motion it feels, on both runtimes."""

import importlib.util
from pathlib import Path

import numpy as np

from program_runs import run_program, said
from recoil.simulation.clip.clip import Motion, VirtualClip


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
    observed, _ = run_program(tmp_path, program, 6, runtime, events=events)
    lines = said(observed)
    assert lines == ["rp2 Adafruit Feather RP2040 with RP2040 8", "(0, 0)", "(0, 0)", "(1, 3)", "(0, 0)"]
    dark = [0, 0, 0]
    assert [colours for _, colours in observed.lights] == [[[n, n == 1, 0], dark] for n in range(4)]
    assert [(note["pin"], note["level"]) for note in observed.of_kind("pin")] == [(13, 1), (13, 0), (13, 1), (13, 0)]
    assert [note["do"] for note in observed.of_kind("event")] == ["press", "usb", "release", "usb", "end"]


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
    observed, _ = run_program(tmp_path, program, 5, runtime, events=[fault, bus])
    there = "['0x36', '0x5a', '0x6a']"
    assert said(observed) == [there, there, "[]", "bad SCL pin", "bad SCL pin", "b'l' 1 b'l'", "110", "b'l'"]


def test_every_sample_is_felt_once(tmp_path: Path, runtime: str):
    program = """
import time
from array import array
from machine import I2C
from recoil_clip.drivers.lsm6dsox import LSM6DSOX
from recoil_clip.drivers.drv2605l import DRV2605L
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
    spec = importlib.util.find_spec("recoil_clip")
    assert spec is not None and spec.submodule_search_locations
    drivers = Path(spec.submodule_search_locations[0])
    clip = VirtualClip(tmp_path, flash_kb=512, runtime=runtime)
    clip.flash(
        {
            "/main.py": program,
            **{
                f"/recoil_clip/{path.relative_to(drivers).as_posix()}": path
                for path in (*drivers.glob("*.py"), *drivers.glob("drivers/*.py"))
            },
        }
    )
    number = np.arange(1500)
    motion = Motion(np.column_stack([number, -number, number % 7, number % 11, -number % 13, number // 2]).astype("i2"))
    observed = clip.run(15, motion, motion_at_s=4.0)
    assert said(observed) == ["0"] and observed.errors == [""]
    felt = np.frombuffer(clip.read()["/felt.bin"], "<i2").reshape(-1, 6)
    begins = np.flatnonzero((felt[:-1500] == motion.counts[0]).all(axis=1) & (felt[1:-1499] == motion.counts[1]).all(1))
    assert len(begins) == 1
    assert (felt[begins[0] : begins[0] + 1500] == motion.counts).all()
    assert np.abs(np.abs(felt[: begins[0], :3]) - np.abs(motion.rest(False)[:3])).max() <= 2
    assert [cue.count for cue in observed.cues] == [2]
    assert min(observed.cues[0].lengths_ms) >= 60 and observed.cues[0].start_us > 12_000_000


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


def test_a_bus_that_was_made_before_the_clock_was_slowed_is_slow(tmp_path: Path, runtime: str):
    program = """
import machine, time
from machine import I2C, Pin, freq
def took(bus):
    began = time.ticks_us()
    bus.readfrom_mem(0x6A, 0x0F, 200)
    return time.ticks_diff(time.ticks_us(), began) // 1000
def made():
    return I2C(1, sda=Pin(2), scl=Pin(3), freq=400000)
early = made()
usual, fast = freq(), took(early)
freq(62_500_000)
print(usual, freq(), fast, took(early), took(made()))
"""
    observed, _ = run_program(tmp_path, program, 2, runtime)
    assert said(observed) == ["125000000 62500000 4 9 4"]


def test_the_firmware_slows_the_clock_before_it_makes_the_bus(tmp_path: Path, runtime: str):
    program = """
import machine, time
from recoil_clip.app.boards.choice import this_board
board = this_board()
board.slow_down()
bus = board.i2c
began = time.ticks_us()
bus.readfrom_mem(0x6A, 0x0F, 200)
print(machine.freq(), time.ticks_diff(time.ticks_us(), began) // 1000)
"""
    clip = VirtualClip(tmp_path, runtime=runtime)
    clip.flash()
    clip.put({"/main.py": program})
    assert said(clip.run(2, timeout_s=30)) == ["62500000 4"]
