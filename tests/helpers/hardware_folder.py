"""Reach the `hardware` folder, which is not part of the installed package; skip without its CAD packages."""

import importlib
import os
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "hardware"
CAD_PACKAGES = ("build123d", "trimesh", "PIL")
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def load(name: str) -> ModuleType:
    """Import a module of the folder that needs nothing special."""
    return importlib.import_module(name)


class Later:
    """A module that is imported when something of it is wanted: the CAD packages take seconds and half a gigabyte."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # pytest looks for marks of its own
            raise AttributeError(name)
        return getattr(importlib.import_module(self._name), name)


def cad(name: str) -> Any:
    """Return a module that needs the CAD packages; without them skip, or fail if RECOIL_REQUIRE_HARDWARE is set.

    Tests that use one are of the `xdist_group` "cad": what one of them has drawn is there for the next.
    """
    missing = [package for package in CAD_PACKAGES if find_spec(package) is None]
    if missing:
        why = f"{', '.join(missing)} missing: pip install '.[hardware]'"
        if os.environ.get("RECOIL_REQUIRE_HARDWARE"):
            pytest.fail(why, pytrace=False)
        pytest.skip(why, allow_module_level=True)
    return Later(name)
