"""Shorter names: the same program, with fewer words of its own to keep in memory."""

import ast

from recoil.firmware.compiled import is_kernel
from recoil.firmware.files import module_files
from recoil.firmware.names import KNOWN, shortened

SOURCE = b"""
from micropython import const

_LIMIT = const(3)


def _least(first, second):
    return first if first < second else second


def public(first, named=1):
    return _least(first, named)


class Base:
    kept = 5

    def __init__(self, size):
        self._size = size
        self._told = 0
        self.append = []

    def _grow(self, by):
        self._size += by
        return self._size


class Derived(Base):
    def grow(self, by):
        self._told = getattr(self, "_hidden", 7)
        return self._grow(by) + _LIMIT

    def other(self, one):
        return one._told
"""
USES = b"""
from thing import Derived, public


def both():
    one = Derived(4)
    two = Derived(9)
    one.append.append(public(8, named=6))
    return [one.grow(2), two.grow(1), one.other(two), one.append, public(1)]
"""


def run(files: dict[str, bytes]) -> list[object]:
    def load(path: str, **names: object) -> dict[str, object]:
        source = files[path].replace(b"from micropython import const", b"const = int")
        source = source.replace(b"from thing import Derived, public", b"")
        found: dict[str, object] = dict(names)
        exec(compile(source, path, "exec"), found)
        return found

    return load("/uses.py", **load("/thing.py"))["both"]()  # type: ignore[operator]


def test_the_program_does_the_same_under_shorter_names() -> None:
    files = {"/thing.py": SOURCE, "/uses.py": USES}
    short = shortened(files)
    assert run(short) == run(files) == [9, 13, 7, [6], 1]
    text = short["/thing.py"].decode()
    assert "_size" not in text and "_grow" not in text and "_least" not in text
    # What a string, another object or a call names stays, as does what everybody may use.
    for name in ("_told", "_hidden", "named", "kept", "_LIMIT", "def public", "def grow"):
        assert name in text, name


def test_leaves_and_public_names_stay() -> None:
    files = {"/thing.py": SOURCE, "/kernels.py": b"def _f(first, second):\n    return first"}
    assert shortened(files, ["/kernels.py"])["/kernels.py"] == files["/kernels.py"]


def test_the_firmware_keeps_its_interface_and_compiles() -> None:
    files = module_files()
    short = shortened(files, filter(is_kernel, files))
    assert short.keys() == files.keys()
    saved = 0
    for path, data in short.items():
        before, after = ast.parse(files[path]), ast.parse(data)
        assert public(before) == public(after), path
        saved += len(own(before) - own(after))
    assert saved > 300  # of them every clip is spared


def public(tree: ast.Module) -> set[str]:
    """Functions, classes, methods and attributes that others may use."""
    found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    found |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {name for name in found if not name.startswith("_") and name not in KNOWN}


def own(tree: ast.Module) -> set[str]:
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr.startswith("_")} | {
        node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)
    }
