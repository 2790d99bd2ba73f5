"""The log on every runtime: the same bytes, no allocation between flushes, no number beyond 31 bits."""

import shutil
from pathlib import Path

import pytest

import log_script
from log_helpers import contents, writer
from log_micropython import FIRMWARE, TESTS, run
from log_script import play
from recoil.runtimes import RuntimeMissingError, micropython32
from recoil.session import open_session
from recoil_clip.spec.log import RAW_ALL, RAW_OFF

PLAY = """
import sys
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from log_script import SETTINGS, header, play
play(SessionWriter(Store(sys.argv[1]), header(int(sys.argv[2])), SETTINGS), 130)
"""
LOCKED = """
import micropython, sys
from recoil_clip.log.store import Store
from recoil_clip.log.writer import SessionWriter
from log_script import SETTINGS, Script, header
script = Script(SessionWriter(Store(sys.argv[1]), header(int(sys.argv[2])), SETTINGS), int(sys.argv[3]))
script.start()
flush = sys.argv[4] == "flush"
while script.polls:
    script.polls -= 1
    micropython.heap_lock()
    script.poll()
    if script.polls % 400 == 0:
        script.writer.gap(3, script.now_ms)
    micropython.heap_unlock()
    if flush:
        script.writer.flush_due(script.now_ms)
script.stop()
print(script.steps, script.writer.samples)
"""
LOCKED_32 = """
import micropython, sys
sys.path.insert(0, "/input")
from array import array
from log_script import Script, Step, Totals
from recoil_clip.spec.log import LOG_UNITS
from recoil_clip.log.minute import Minute
from recoil_clip.log.page import Page
from recoil_clip.log.raw import RawPage
from recoil_clip.log.records import LogPage

class Writer:
    def __init__(self):
        self.log = LogPage(Page(LOG_UNITS))
        self.pages = RawPage()
        self.sums = Minute()
        self.is_raw_on = True
    def step(self, step, flags):
        self.sums.add(step, flags)
        if not self.log.put_step(step, flags):
            self.log.clear()
    def event(self, kind, time_ms, value=0):
        self.log.put_event(kind, time_ms, value)
    def stride(self, stride):
        self.log.put_stride(stride)
    def minute(self, time_ms, totals, unsteadiness_bp, numbers):
        self.log.put_minute(self.sums, time_ms, totals, unsteadiness_bp, numbers)
        self.sums.clear()
    def raw(self, samples, count):
        pages = self.pages
        if pages.is_full():
            pages.finish()
            pages.clear()
        if not pages.count:
            pages.begin(0)
        pages.add(samples, 0, count)

script = Script(Writer(), 70)
wild = array("h", bytes(12 * 10))
micropython.heap_lock()
while script.polls:
    script.polls -= 1
    script.poll()
    i = 0
    while i < 60:
        wild[i] = -32768 if script.noise(3) else 32767
        i += 1
    script.writer.raw(wild, 10)
micropython.heap_unlock()
print(script.steps)
"""


def script(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(text)
    return path


@pytest.mark.parametrize("raw_minutes", [RAW_OFF, 1, RAW_ALL])
def test_the_same_bytes_on_both(tmp_path: Path, raw_minutes: int) -> None:
    here, there = tmp_path / "cpython", tmp_path / "micropython"
    play(writer(here, raw_minutes), 130)
    run(script(tmp_path, PLAY), str(there), str(raw_minutes))
    assert contents(here) == contents(there)
    assert len(contents(here)) == 4


@pytest.mark.parametrize(
    ("raw_minutes", "seconds", "how"), [(0, 90, "flush"), (RAW_ALL, 90, "flush"), (RAW_ALL, 30, "")]
)
def test_nothing_allocates_between_flushes(tmp_path: Path, raw_minutes: int, seconds: int, how: str) -> None:
    root = tmp_path / "sessions"
    said = run(script(tmp_path, LOCKED), str(root), str(raw_minutes), str(seconds), how)
    (folder,) = root.glob("0*")
    session = open_session(folder)
    assert session.is_whole
    assert said.split() == [str(len(session.steps)), str(seconds * 200 + 3 * (seconds // 20 + 1))]
    assert len(session.raw) == (seconds * 200 if raw_minutes else 0)


def test_no_number_leaves_31_bits(tmp_path: Path) -> None:
    (tmp_path / "log_script.py").write_bytes((TESTS / "log_script.py").read_bytes())
    shutil.copytree(FIRMWARE / "recoil_clip", tmp_path / "recoil_clip", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locked.py").write_text(LOCKED_32)
    try:
        said, _ = micropython32.start(tmp_path, "/input/locked.py")
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))
    assert int(said) == 70_000 // log_script.STEP_MS
