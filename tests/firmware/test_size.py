"""The firmware against the clip's memory: frames of hot functions, names, bytes, modules, all read from compiled files.

Nothing here needs a board. A budget is what the firmware takes today with a little room: it is lowered when the
firmware becomes smaller, and raised only by who can say what for.
"""

import json
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.bench.size import FirmwareSize, measure_size
from recoil.cli.app import app
from recoil.firmware.in_place import LEFT_OUT
from recoil.firmware.mpy import LARGEST_FRAME_WORDS, MpyError, read_mpy
from recoil.firmware.words import WORDS
from recoil.runtimes import CoreError, RuntimeMissingError
from recoil.runtimes.crosscompile import compile_file, compile_module, compiler

LARGEST_BYTES = 133_700  # of modules as they are linked, kernels as machine code; 13 KB are those of exercises
MEMORY_BYTES = 34_100  # of the code that stays in memory; what settings are loaded with is given back
WITH_RADIO = "app.radio"  # loaded on boards only that have room for it
MOST_MODULES = 42
MOST_NAMES = 1_200  # of them some 900 are words that every MicroPython has
MOST_OWN_NAMES = 475  # that are not, and take memory

HOT = (
    "app.app", "app.cueing", "app.exercise.Exercise", "app.motion", "app.power", "app.recorder", "app.sensing",
    "app.session", "cueing.", "drivers.lsm6dsox", "drivers.registers", "exercise.", "gait.", "log.journal",
    "log.minute", "log.page", "log.raw", "log.records", "log.segment", "log.writer", "stride.",
)  # fmt: skip
"""Modules, or packages with a dot at the end, of which functions run at a poll, a step, a stride or a minute."""

COLD = {
    "<module>": "runs once, when it is imported",
    "__init__": "runs at the start",
    "app.app.App.run": "its loop is entered once",
    "app.power.Power._ask": "once a minute",
    "app.power.Power._judge": "once a minute",
    "app.recorder.new_writer": "when a session begins",
    "app.session.Session.start": "when a session begins",
    "cueing.coach.Coach._conclude": "when a session ends",
    "cueing.baseline.Baseline.take": "when a session begins",
    "cueing.baseline.FormOfRun.result": "when a session ends",
    "cueing.baseline._median": "when a session begins",
    "cueing.baseline._moved": "when a session begins",
    "cueing.baseline.agreed": "when a session begins",
    "cueing.baseline.apart_q12": "when a session begins",
    "cueing.baseline.bins_of": "when a session begins",
    "cueing.patterns.patterns": "when a session begins",
    "cueing.history.History": "when a session begins or ends",
    "cueing.history._are_bins": "when a session begins",
    "drivers.lsm6dsox.LSM6DSOX.begin": "when the sensor is set up",
    "app.cueing.Haptics.rest": "when the clip falls asleep",
    "app.sensing.Sensing.find": "when the sensor is set up",
    "app.sensing.Sensing.restart": "when the clip wakes",
    "app.sensing.Sensing._revive": "when the sensor is set up again",
    "exercise.plan": "when a session begins",
    "exercise.rhythm.Rhythm.finish": "when a try of skipping ends",
    "exercise.rhythm.Rhythm._share": "when a try of skipping ends",
    "exercise.result.Result": "when a try ends",
    "log.journal.Journal.begin": "when a session begins",
    "log.journal.Journal.make_folder": "when a session begins",
    "log.segment.Segment.close": "when a session or a segment ends",
    "log.segment.Segment.open": "when a session or a segment begins",
}
"""Functions of those modules, or classes of which all methods, that run when the clip may take a moment."""

CEILINGS = {
    "app.cueing.Haptics.feel": 16,
    "app.cueing.Haptics.stop": 14,
    "drivers.registers.Registers._try_write": 16,
    "drivers.registers.Registers.try_read": 16,
    "log.journal.Journal._write": 12,
    "log.page.Page.seal": 16,
    "log.records.LogPage.put_minute": 14,
    "log.segment.Segment.sync": 14,
    "log.segment.Segment.write": 15,
    "log.writer.SessionWriter.minute": 13,
}
"""Words of hot functions that are still over what the stack takes. Only ever lowered."""


@pytest.fixture(autouse=True)
def mpy_cross() -> None:
    try:
        compiler()
    except RuntimeMissingError as reason:
        pytest.skip(str(reason))


@cache
def firmware() -> FirmwareSize:
    return measure_size()


def is_hot(name: str) -> bool:
    """Whether a function, by its full name, runs for samples, steps or polls."""
    hot = any(name.startswith(part if part.endswith(".") else part + ".") for part in HOT)
    return hot and not any(name == cold or name.startswith(cold + ".") or name.endswith(f".{cold}") for cold in COLD)


def test_no_hot_function_takes_its_frame_from_the_heap() -> None:
    """MicroPython takes a frame of more than 11 words from the heap at every call; under `heap_lock` it does not."""
    hot = {name: words for name, words in firmware().large_frames.items() if is_hot(name) and "<listcomp>" not in name}
    over = {name: words for name, words in hot.items() if words > CEILINGS.get(name, LARGEST_FRAME_WORDS)}
    assert not over, "\n".join(f"{words} words: {name}" for name, words in over.items())


def test_the_hot_functions_are_found() -> None:
    """That the lists above name what is there."""
    functions = firmware().functions
    assert sum(map(is_hot, functions)) > 100
    for part in HOT:
        assert any(name.startswith(part) for name in functions), part


def test_the_firmware_fits_the_clip() -> None:
    modules = {name: module for name, module in firmware().modules.items() if name != WITH_RADIO}
    names = frozenset().union(*(module.names for module in modules.values()))
    assert sum(module.size_bytes for module in modules.values()) <= LARGEST_BYTES
    stays = [modules[name.removeprefix("recoil_clip.")] for name in LEFT_OUT]
    assert sum(len(function.code) for module in stays for function in module.functions) <= MEMORY_BYTES
    assert len(modules) <= MOST_MODULES
    assert len(names) <= MOST_NAMES
    assert len(names - set(WORDS)) <= MOST_OWN_NAMES
    assert firmware().modules[WITH_RADIO].size_bytes < 2_600


def test_the_command_prints_every_module_and_the_sums() -> None:
    result = CliRunner().invoke(app, ["bench", "size", "--json"])
    document = json.loads(result.stdout)
    assert document["architecture"] == "armv6m" and document["modules"] == len(document["bytes"])
    assert sum(document["bytes"].values()) == document["total_bytes"]
    said = CliRunner().invoke(app, ["bench", "size"]).stdout
    assert f"{document['total_bytes']:,} bytes, {document['modules']} modules" in said
    assert "app.launch" in document["bytes"] and f"{document['bytes']['app.launch']:,} bytes" in said


def test_what_does_not_compile_is_named(tmp_path: Path) -> None:
    source = tmp_path / "broken.py"
    source.write_text("def broken(:\n    pass\n")
    with pytest.raises(CoreError, match=r"broken\.py does not compile: .*SyntaxError"):
        compile_module(source, tmp_path / "broken.mpy")


SOURCE = """
from array import array
TEXT = "a text that is longer than a name is"
MANY = (1, 2.5, None, b"", b"bytes", 123456789012345678901234567890, 1j, ("nested",))

def small(a):
    return a

class Thing:
    def __init__(self):
        self.frob = 1

    def wide(self, a, b, c, d):
        e = f = g = h = i = j = a
        try:
            with b:
                return e + f + g + h + i + j
        except OSError:
            return [k for k in c if k]

def over(a, b, c, *, d=1, e=2, f=(3,), **others):
    g = h = i = j = k = l = m = n = o = p = q = r = s = t = u = v = w = x = y = z = 0
    return lambda: a + z

def waits():
    yield 1
"""


def read(tmp_path: Path, text: str, emit: str = "", architecture: str = "armv6m"):
    source, target = tmp_path / "m.py", tmp_path / "m.mpy"
    source.write_text(text)
    compile_file(source, target, "m.py", emit, architecture)
    return target.read_bytes()


def test_the_frames_of_a_compiled_module(tmp_path: Path) -> None:
    """The words are those that MicroPython's own `mpy-tool.py --disassemble` tells: `n_state` + 3 `n_exc_stack`."""
    module = read_mpy(read(tmp_path, SOURCE))
    words = {function.name: function.frame_words for function in module.functions}
    assert words == {
        "<module>": 4,
        "small": 2,
        "Thing": 1,
        "Thing.__init__": 3,
        "Thing.wide": 17 + 3 * 2,
        "Thing.wide.<listcomp>": 8,
        "over": 29,
        "over.<lambda>": 4,
        "waits": 1,
    }
    assert {"Thing", "frob", "wide", "small", "over", "waits", "TEXT", "m.py"} <= module.names
    assert not {"__init__", "append", "OSError", ""} & module.names, "every MicroPython has these"


def test_machine_code_has_no_frame(tmp_path: Path) -> None:
    text = "def total(values: ptr32, n: int) -> int:\n    return n\n"
    module = read_mpy(read(tmp_path, text, "viper"))
    assert module.architecture == 4 and [f.frame_words for f in module.functions] == [0, 0]
    native = read_mpy(read(tmp_path, SOURCE, "native", "armv7emsp"))
    assert native.architecture == 7 and not any(f.frame_words for f in native.functions)
    assert "Thing.wide" in {f.name for f in native.functions}


def test_what_is_no_compiled_module(tmp_path: Path) -> None:
    data = read(tmp_path, SOURCE)
    for damaged in (b"", b"M", b"\x00" + data[1:], data[:1] + b"\x05" + data[2:], data[:-1], data + b"\0"):
        with pytest.raises(MpyError):
            read_mpy(damaged)
