"""What the resets of a virtual clip leave, on both runtimes."""

from pathlib import Path

from program_runs import NEEDS_MICROPYTHON, run_program, said
from recoil.simulation.clip.clip import VirtualClip


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
    observed, files = run_program(
        tmp_path, program, 30, runtime, events=[{"do": "power_cut", "at_ms": 20000, "off_ms": 5000}]
    )
    assert observed.boots == ["power on", "soft reset", "reset", "power on"]
    assert said(observed) == ["2021 1 0", "2026 1 1", "2021 3 0", "2021 1 0"]
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
    observed, files = run_program(tmp_path, program, 3)
    assert observed.boots == ["power on", "reset"] and observed.errors == [""]
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
    observed, files = run_program(tmp_path, program, 5)
    assert observed.boots == ["power on", "soft reset"] and files["/left"] == b"z" * 10


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
