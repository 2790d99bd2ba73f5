"""The rules of the app's source."""

import ast
from pathlib import Path

import pytest

from recoil.firmware.files import package_folder

PACKAGE = package_folder("recoil_clip.app")


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_the_source_keeps_the_rules(path: Path) -> None:
    source = path.read_text()
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"line {node.lineno}: a fraction"
        elif isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: catches everything"
        elif isinstance(node, ast.JoinedStr):
            raise AssertionError(f"line {node.lineno}: an f-string")
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            package = (node.module or "").split(".")[0]
            allowed = {"array", "micropython", "binascii", "machine"}
            if path.stem == "in_place":  # it knows where the RP2040 has its memory and its flash
                allowed |= {"rp2", "uctypes", "vfs"}
            assert package in allowed, f"line {node.lineno}: {package}"
    if path.parent.name != "boards":
        words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert not words & {"Pin", "I2C", "machine", "neopixel", "rp2"}, "only a board knows pins"
