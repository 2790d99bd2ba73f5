"""Constants written in before the firmware is compiled: the same program, without their names and modules."""

import ast
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from recoil.firmware.compiled import SCHEMA, without_meanings
from recoil.firmware.constants import inlined
from recoil.firmware.files import Files, module_files
from recoil_clip.settings import schema

COMPAT = b"from array import array as ptr32\nconst = int\n"
CODES = b"from ..compat import const\nSTART = const(1)\nSTOP = const(START + 1)\nBELOW = const(-7)\nPATH = '/x.json'\n"
EVENTS = b"""from ..compat import const

BEGIN = const(40)
_OWN = const(3)
LEFT = const(9)
NUMBER = 5

shown = BEGIN + _OWN
"""
USES = b'''"""What uses them."""

from ..compat import const, ptr32
from ..spec import codes
from ..spec.codes import BELOW, PATH, STOP as END
from . import events as known
from .events import BEGIN, LEFT, NUMBER, shown

_SIZE = const(2)


def told(LEFT: ptr32) -> int:
    from ..spec.codes import START

    return LEFT + START


def late():
    from ..spec.codes import START


answer = [codes.START, END, BELOW, PATH, known.BEGIN, BEGIN, LEFT, NUMBER, shown, _SIZE, told(100), late()]
'''
FILES = {
    "/recoil_clip/compat.py": COMPAT,
    "/recoil_clip/spec/__init__.py": b'"""Facts."""\n',
    "/recoil_clip/spec/codes.py": CODES,
    "/recoil_clip/log/events.py": EVENTS,
    "/recoil_clip/log/uses.py": USES,
}


def answer(files: Files, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Import `uses` from files alone."""
    for name in ("recoil_clip", "recoil_clip.spec", "recoil_clip.log"):
        package = types.ModuleType(name)
        package.__path__ = []
        monkeypatch.setitem(sys.modules, name, package)
    for path, data in files.items():
        if not path.endswith("__init__.py"):
            name = path.strip("/").removesuffix(".py").replace("/", ".")
            module = types.ModuleType(name)
            module.__package__ = name.rpartition(".")[0]
            monkeypatch.setitem(sys.modules, name, module)
            monkeypatch.setattr(sys.modules[module.__package__], name.rpartition(".")[2], module, raising=False)
            module.__dict__.update(const=int, ptr32=list)  # mpy-cross folds the one, MicroPython skips the other
            exec(compile(data, path, "exec"), module.__dict__)
    return sys.modules["recoil_clip.log.uses"].answer  # type: ignore[attr-defined]


def test_the_program_does_the_same_without_the_modules_of_constants(monkeypatch: pytest.MonkeyPatch):
    found = inlined(FILES)
    assert answer(FILES, monkeypatch) == [1, 2, -7, "/x.json", 40, 40, 9, 5, 43, 2, 101, None]
    assert answer(found, monkeypatch) == answer(FILES, monkeypatch)
    assert not any("/spec/" in path for path in found)
    uses, events = found["/recoil_clip/log/uses.py"].decode(), found["/recoil_clip/log/events.py"].decode()
    # A name that means something else, too, is imported as before, and so is what is no constant.
    assert "from .events import LEFT, NUMBER, shown" in uses and "LEFT = const(9)" in events
    for gone in ("codes", "BELOW", "BEGIN", "compat", "known"):
        assert gone not in uses, gone
    assert "BEGIN" not in events and "shown = 40 + _OWN" in events


def test_a_module_of_the_spec_stays_where_it_is_used_in_another_way():
    files = FILES | {"/recoil_clip/log/other.py": b"from ..spec import codes\n\nprint(codes)\n"}
    found = inlined(files)
    assert {"/recoil_clip/spec/__init__.py", "/recoil_clip/spec/codes.py"} <= set(found)


def test_no_fact_of_the_spec_is_left_in_the_firmware():
    """Neither by name nor as a module; what else the modules offer each other stays."""
    files = module_files()
    found = inlined(files)
    assert {path for path in files if path not in found} == {path for path in files if "/spec/" in path} != set()
    for path, data in found.items():
        before, after = ast.parse(files[path]), ast.parse(data)
        imports = [node for node in ast.walk(after) if isinstance(node, ast.ImportFrom)]
        assert not any("spec" in (node.module or "") for node in imports), path
        assert functions(before) == functions(after), path


def functions(tree: ast.Module) -> list[str]:
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def test_settings_without_what_they_mean_are_the_same_settings() -> None:
    data = Path(schema.__file__).read_bytes()
    (written,) = without_meanings({SCHEMA: data}).values()
    assert len(written) < 0.6 * len(data)
    space: dict[str, Any] = {"__package__": "recoil_clip.settings", "__name__": "written"}
    exec(written, space)
    for mine, theirs in zip(space["SCHEMA"], schema.SCHEMA, strict=True):
        assert {**vars(theirs), "meaning": ""} == vars(mine)
    assert space["field_named"]("target") is space["SCHEMA"][0]
    assert without_meanings({"/other.py": data}) == {"/other.py": data}
