"""Settings broken in many ways: what is used then and what is said, on CPython and on both MicroPythons."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

import recoil_clip.settings
from recoil.runtimes import micropython32, micropython64
from recoil_clip.settings.schema import SCHEMA
from recoil_clip.settings.settings import Settings, load

DEFAULTS: dict[str, Any] = {}
GOOD = '"cue_interval_s": 45'
BROKEN: dict[str, tuple[bytes | None, dict[str, Any], list[str]]] = {
    # name: what the file holds, which settings are not defaults, what the problems say
    "missing": (None, DEFAULTS, []),
    "empty": (b"", DEFAULTS, ["the file is empty"]),
    "blank": (b" \r\n\t\n", DEFAULTS, ["the file is empty"]),
    "null": (b"null", DEFAULTS, ["does not begin with {"]),
    "a list": (b"[1, 2]", DEFAULTS, ["does not begin with {"]),
    "a number": (b"7", DEFAULTS, ["does not begin with {"]),
    "zeros, as after a power cut": (bytes(4096), DEFAULTS, ["does not begin with {"]),
    "erased flash": (b"\xff" * 512, DEFAULTS, ["does not begin with {"]),
    "not settings": (b"\x7fELF\x01\x02{}", DEFAULTS, ["does not begin with {"]),
    "UTF-16": (('{"pulse_ms": 90}').encode("utf-16"), DEFAULTS, ["UTF-16"]),
    "UTF-8 with a mark": (b'\xef\xbb\xbf{"pulse_ms": 90}', {"pulse_ms": 90}, []),
    "cut after a value": (b'{"pulse_ms": 90,\n"confirm": false', {"pulse_ms": 90}, ["line 2: the file ends within"]),
    "cut within a number": (b'{"pulse_ms": 90,\n"cue_interval_s": 3', {"pulse_ms": 90}, ["line 2: the file ends"]),
    "cut within a name": (b'{"pulse_ms": 90,\n"cue_int', {"pulse_ms": 90}, ["line 2: a text has no closing quote"]),
    "cut within a text": (b'{"pulse_ms": 90,\n"clip_name": "Re', {"pulse_ms": 90}, ["no closing quote"]),
    "cut after a comma": (b'{"pulse_ms": 90,\n', {"pulse_ms": 90}, ["line 2: the file ends before its last }"]),
    "cut within a list": (b'{"pulse_ms": 90, "x": [1, ', {"pulse_ms": 90}, ["ends within a list or a group"]),
    "no comma": (b'{"pulse_ms": 90\n"confirm": false}', {"pulse_ms": 90, "confirm": False}, ["a comma is missing"]),
    "a comma too many": (b'{"pulse_ms": 90,}', {"pulse_ms": 90}, ["a comma too many"]),
    "no colon": (b'{"pulse_ms" 90,\n"confirm": false}', {"confirm": False}, ["line 1: a colon was expected"]),
    "no value": (b'{"pulse_ms": ,\n"confirm": false}', {"confirm": False}, ["pulse_ms has no value"]),
    "no quotes": (b'{pulse_ms: 90,\n"confirm": false}', {"confirm": False}, ["line 1: a name in quotes"]),
    "other quotes": (b"{'pulse_ms': 90,\n\"confirm\": false}", {"confirm": False}, ["line 1: a name in quotes"]),
    "a comment": (b'{\n// mine\n"confirm": false}', {"confirm": False}, ["line 2: a name in quotes"]),
    "more after the end": (b'{"pulse_ms": 90}\n{"confirm": false}', {"pulse_ms": 90}, ["line 2: there is more after"]),
    "text for a number": (b'{"pulse_ms": "90"}', DEFAULTS, ["pulse_ms must be a whole number, 60 to 250 ms"]),
    "a number for text": (b'{"clip_name": 5}', DEFAULTS, ["clip_name must be text of 1 to 24 characters"]),
    "a number for true": (b'{"confirm": 1}', DEFAULTS, ["confirm must be true or false"]),
    "true for a number": (b'{"raw_minutes": true}', DEFAULTS, ["raw_minutes must be a whole number"]),
    "null for a number": (b'{"pulse_ms": null}', DEFAULTS, ["pulse_ms must be a whole number"]),
    "null where it may be": (b'{"wearer_mass_kg": null}', DEFAULTS, []),
    "a fraction": (b'{"pulse_ms": 90.5}', DEFAULTS, ["pulse_ms is 90.5, not a whole number"]),
    "an exponent": (b'{"pulse_ms": 1e2}', DEFAULTS, ["pulse_ms is 1e2, not a whole number"]),
    "NaN": (b'{"pulse_ms": NaN}', DEFAULTS, ["pulse_ms is NaN without quotes"]),
    "infinity": (b'{"pulse_ms": -Infinity}', DEFAULTS, ["pulse_ms is -Infinity without quotes"]),
    "True as in Python": (b'{"confirm": False}', DEFAULTS, ["confirm is False without quotes"]),
    "a huge number": (b'{"pulse_ms": ' + b"9" * 5000 + b"}", DEFAULTS, ["pulse_ms is a number far too large"]),
    "a huge exponent": (b'{"pulse_ms": 1e999999}', DEFAULTS, ["pulse_ms is 1e999999, not a whole number"]),
    "beyond 31 bits": (b'{"pulse_ms": -4294967297}', DEFAULTS, ["pulse_ms is a number far too large"]),
    "too small": (b'{"pulse_ms": 59}', DEFAULTS, ["pulse_ms is 59, but must be a whole number, 60 to 250 ms"]),
    "too large": (b'{"cadence_change_pct": 11}', DEFAULTS, ["cadence_change_pct is 11, but must be"]),
    "negative": (b'{"cue_interval_s": -30}', DEFAULTS, ["cue_interval_s is -30, but must be"]),
    "another choice": (b'{"target": "speed"}', DEFAULTS, ['target is "speed", but must be none, cadence, bounce']),
    "text too long": (b'{"wearer_name": "' + b"x" * 41 + b'"}', DEFAULTS, ["wearer_name must be text of 1 to 40"]),
    "a control character": (b'{"wearer_name": "a\\u0000b"}', DEFAULTS, ["wearer_name holds a character"]),
    "wrong encoding": (b'{"wearer_name": "Jos\xe9",\n"pulse_ms": 90}', {"pulse_ms": 90}, ["not UTF-8"]),
    "a name in wrong encoding": (b'{"Jos\xe9": 1,\n"pulse_ms": 90}', {"pulse_ms": 90}, ["a name holds letters"]),
    "a bad escape": (b'{"wearer_name": "a\\x",\n"pulse_ms": 90}', {"pulse_ms": 90}, ["a text holds a backslash"]),
    "a short escape": (b'{"wearer_name": "\\u12",\n"pulse_ms": 90}', {"pulse_ms": 90}, ["line 1: a text holds \\u"]),
    "half a letter": (b'{"wearer_name": "\\ud83d"}', {"wearer_name": "\ufffd"}, []),
    "escapes": (b'{"wearer_name": "\\u0041\\u00e9\\ud83d\\ude00\\/"}', {"wearer_name": "Aé\U0001f600/"}, []),
    "a group": (b'{"pulse_ms": {"pulse_ms": 90}}', DEFAULTS, ["pulse_ms holds a list or a group"]),
    "a list of one": (b'{"pulse_ms": [90]}', DEFAULTS, ["pulse_ms holds a list or a group"]),
    "deep nesting": (b'{"x": ' + b"[" * 7000 + b"]" * 7000 + b', "pulse_ms": 90}', {"pulse_ms": 90}, ["named x"]),
    "there twice": (b'{"pulse_ms": 90,\n"pulse_ms": 91}', {"pulse_ms": 91}, ["line 2: pulse_ms was already set"]),
    "unknown": (b'{"cadance": 5, "pulse_ms": 90}', {"pulse_ms": 90}, ["there is no setting named cadance; it is kept"]),
    "too long": (b'{"pulse_ms": 90}' + b" " * 20000, DEFAULTS, ["longer than 16384 bytes; all settings are defaults"]),
    "a missing brace": (b'{"pulse_ms": 90, "confirm": false \n', {"pulse_ms": 90, "confirm": False}, ["ends before"]),
    "only a brace": (b"{", DEFAULTS, ["line 1: the file ends before its last }"]),
    "many at once": (
        b'{"target": "speed",\n"pulse_ms": 5,\n' + GOOD.encode() + b',\n"confirm": "no",\n"raw": "all"}',
        {"cue_interval_s": 45, "raw": "all"},
        ["line 1: target is", "line 2: pulse_ms is 5", "line 4: confirm must be"],
    ),
}  # fmt: skip
RUN_SCRIPT = """
import json, sys
folder = sys.argv[1]
sys.path.insert(0, folder)
from recoil_clip.settings.settings import load, release, save
with open(folder + "/names.json") as file:
    names = json.load(file)
for name in names:
    found = load(folder + "/" + name)
    print(json.dumps([found.values, found.problems, found.unknown]))
    release()
"""


def lay_out(folder: Path) -> list[str]:
    """Write every broken file, and a folder where a file should be; return their names."""
    for number, (content, _, _) in enumerate(BROKEN.values()):
        if content is not None:
            (folder / f"{number}.json").write_bytes(content)
    (folder / "folder.json").mkdir()
    return [f"{number}.json" for number in range(len(BROKEN))] + ["folder.json"]


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_falls_back_and_is_said(tmp_path: Path, name: str) -> None:
    content, changed, said = BROKEN[name]
    path = tmp_path / "settings.json"
    if content is not None:
        path.write_bytes(content)
    found = load(str(path))
    assert found.values == {**Settings().values, **changed}
    assert len(found.problems) == len(said)
    for problem, part in zip(found.problems, said, strict=True):
        assert part in problem
        assert problem.isprintable()
        assert 2 < len(problem.split()) < 40, problem


def test_a_folder_in_place_of_the_file(tmp_path: Path) -> None:
    found = load(str(tmp_path))
    assert found.values == Settings().values
    assert found.problems == ["it cannot be read; is it a folder?; all settings are defaults"]


@pytest.mark.parametrize("bits", [64, 32])
def test_micropython_says_the_same(tmp_path: Path, bits: int) -> None:
    port = micropython64.MicroPython64() if bits == 64 else micropython32.MicroPython32()
    if port.missing():
        pytest.skip(port.missing())
    names = lay_out(tmp_path)
    here = [load(str(tmp_path / name)) for name in names]
    package = Path(str(recoil_clip.__file__)).parent
    shutil.copytree(package, tmp_path / "recoil_clip", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "names.json").write_text(json.dumps(names))
    (tmp_path / "run.py").write_text(RUN_SCRIPT)
    if bits == 64:
        command = micropython64.command(str(tmp_path / "run.py"), str(tmp_path))
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", env=micropython64.environment(), check=False
        )
        assert done.returncode == 0, done.stderr
        printed = done.stdout
    else:
        printed, _ = micropython32.start(tmp_path, "/input/run.py", "/input")
    there = [json.loads(line) for line in printed.splitlines()]
    assert len(there) == len(names)
    for name, one, other in zip([*BROKEN, "folder"], here, there, strict=True):
        assert [one.values, one.problems, [list(pair) for pair in one.unknown]] == other, name
    assert set(there[0][0]) == {field.name for field in SCHEMA}
