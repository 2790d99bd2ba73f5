"""The firmware's files as they lie on a clip: the installed packages, boot.py and main.py."""

import importlib.util
import tempfile
from pathlib import Path

from recoil.runtimes.crosscompile import compile_file
from recoil.virtual.engine import VirtualClipError

PACKAGES = ("recoil_clip",)
STARTERS = ("boot.py", "main.py")
Files = dict[str, bytes]


def package_folder(name: str) -> Path:
    """Return where an installed package is."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise VirtualClipError(f"the package {name} is not installed: pip install -e . in the project's folder")
    return Path(next(iter(spec.submodule_search_locations)))


def package_files(name: str) -> Files:
    """Return the modules of a package by their path on the clip."""
    folder = package_folder(name)
    name = name.replace(".", "/")
    return {
        f"/{name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in sorted(folder.rglob("*.py"))
    }


def starter_files() -> Files:
    """Return boot.py and main.py: beside the app's package in the project, in its folder `root` once installed."""
    clip = package_folder("recoil_clip")
    found: Files = {}
    for name in STARTERS:
        places = [folder / name for folder in (clip / "root", clip.parent) if (folder / name).is_file()]
        if not places:
            raise VirtualClipError(f"the firmware has no {name}: neither in {clip / 'root'} nor in {clip.parent}")
        found[f"/{name}"] = places[0].read_bytes()
    return found


def firmware_files(compiled: bool = False) -> Files:
    """Return everything that belongs on a clip; `compiled` turns packages to bytecode, as for a real one."""
    files: Files = {}
    for name in PACKAGES:
        files |= {path: data for path, data in package_files(name).items() if not path.startswith("/recoil_clip/root/")}
    return (compiled_files(files) if compiled else files) | starter_files()


def compiled_files(files: Files) -> Files:
    """Return the files with every module compiled to bytecode that any MicroPython of the same release loads."""
    found: Files = {}
    with tempfile.TemporaryDirectory(prefix="recoil-") as name:
        source, target = Path(name, "module.py"), Path(name, "module.mpy")
        for path, data in files.items():
            source.write_bytes(data)
            compile_file(source, target, path.strip("/"))
            found[path.removesuffix(".py") + ".mpy"] = target.read_bytes()
    return found
