"""The firmware's source files as they lie on a clip: what `firmware/manifest.py` lists, as it is installed here."""

import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError

MANIFEST = "manifest.py"
INSTALLED = "root"  # the folder of the installed package that holds what lies beside it in the project
Files = dict[str, bytes]


class FirmwareError(RecoilError):
    """The firmware is not installed, or not whole."""


@dataclass(frozen=True)
class Manifest:
    """What belongs on a clip."""

    packages: tuple[str, ...]
    """Names of packages, of which every module counts."""
    starters: tuple[str, ...]
    """File names of what MicroPython runs by itself, in the root of the clip's file system."""


@cache
def manifest() -> Manifest:
    """Return what `firmware/manifest.py` lists.

    Raises:
        FirmwareError: The firmware is not installed, or without its manifest.
    """
    packages: list[str] = []
    names: dict[str, Any] = {"package": lambda name, **_: packages.append(name)}
    exec(_beside(MANIFEST), names)
    return Manifest(tuple(packages), tuple(names["STARTERS"]))


def package_folder(name: str) -> Path:
    """Return where an installed package of the firmware is."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FirmwareError(f"the package {name} is not installed: pip install -e . in the project's folder")
    return Path(next(iter(spec.submodule_search_locations)))


def package_files(name: str) -> Files:
    """Return the modules of a package, or of a package in it, by their path on the clip (`/recoil_clip/app/led.py`)."""
    folder = package_folder(name)
    below = "/" + name.replace(".", "/")
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.py"))}
    return {f"{below}/{at}": path.read_bytes() for at, path in files.items() if not at.startswith(f"{INSTALLED}/")}


def module_files() -> Files:
    """Return the modules of all packages by their path on the clip."""
    return {path: data for name in manifest().packages for path, data in package_files(name).items()}


def starter_files() -> Files:
    """Return boot.py and main.py by their path on the clip."""
    return {f"/{name}": _beside(name) for name in manifest().starters}


def _beside(name: str) -> bytes:
    """Return a file that lies beside the firmware's package in the project, in its folder `root` once installed."""
    clip = package_folder("recoil_clip")
    places = (clip / INSTALLED / name, clip.parent / name)
    found = [place for place in places if place.is_file()]
    if not found:
        raise FirmwareError(f"the firmware has no {name}: neither {places[0]} nor {places[1]}")
    return found[0].read_bytes()
