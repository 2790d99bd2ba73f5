"""The flash of a virtual clip."""

import json
from pathlib import Path

from program_runs import NEEDS_MICROPYTHON, said
from recoil.simulation.clip.clip import PowerFailure, VirtualClip
from recoil.simulation.clip.flash_files import FlashFiles


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
        found = FlashFiles(image, clip.home, 0).read()
        numbers.append(json.loads(found["/settings"])["number"])
    assert numbers == sorted(numbers) and numbers[0] == -1 and numbers[-1] == 3
    for write in (3, len(journal) // 2):
        clip.image.write_bytes(start)
        observed = clip.run(0.5, power_failure=PowerFailure(write, 100), events=[{"do": "end", "at_ms": 1300}])
        assert observed.of_kind("reset")[0]["cause"] == "power on"
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
