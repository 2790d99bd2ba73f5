"""Where the gait core is, and how to import it from a folder beside another one."""

import importlib
import importlib.util
import itertools
import os
import sys
from pathlib import Path
from types import ModuleType

import recoil_clip.gait
from recoil.common.errors import RecoilError, one_line

SHARED = ("__init__.py", "compat.py", "spec/__init__.py", "spec/steps.py")
"""What the core needs of the package it lies in; a core of before there was a spec has no such files beside it."""
_count = itertools.count()


def core_folder() -> Path:
    """Return the folder of the gait core: `RECOIL_CORE` if set, else the installed `recoil_clip.gait`."""
    chosen = os.environ.get("RECOIL_CORE")
    if chosen:
        folder = Path(chosen)
        if not (folder / "gait.py").is_file():
            raise RecoilError(f"RECOIL_CORE={one_line(chosen)}: no gait.py there")
        return folder
    spec = importlib.util.find_spec("recoil_clip.gait")
    if spec is None or not spec.submodule_search_locations:
        raise RecoilError("the package recoil_clip is not installed: pip install -e . in the project's folder")
    return Path(next(iter(spec.submodule_search_locations)))


def own_folder() -> Path:
    """Return the folder of the core that this program was installed with."""
    return Path(next(iter(recoil_clip.gait.__path__)))


def core_modules(folder: Path) -> list[Path]:
    """Return the source files of a core."""
    return sorted(folder.glob("*.py"))


def shared_files(core: Path) -> dict[str, Path]:
    """Return what a core needs of the package it lies in, by path in that package."""
    return {name: core.parent / name for name in SHARED if (core.parent / name).is_file()}


def import_core(folder: Path, alias: str = "") -> ModuleType:
    """Import the core in `folder` under a name of its own, or the one given; return its `gait` module."""
    alias = alias or f"_recoil_core_{next(_count)}"
    spec = importlib.util.spec_from_file_location(
        alias, folder.parent / "__init__.py", submodule_search_locations=[str(folder.parent)]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[alias] = package
    spec.loader.exec_module(package)
    return importlib.import_module(f"{alias}.{folder.name}.gait")
