"""`firmware/manifest.py` is the one list of the firmware's files, and whatever else has to know them agrees with it."""

import json
import tomllib
from pathlib import Path

from recoil.firmware.compiled import is_kernel
from recoil.firmware.files import manifest, module_files, starter_files

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_listed():
    assert manifest().packages == ("recoil_clip", "recoil_app")
    assert manifest().starters == ("boot.py", "main.py")


def test_every_file_of_the_folder_is_listed():
    folder = ROOT / "firmware"
    there = {f"/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.py")}
    assert there - {"/manifest.py"} == set(module_files() | starter_files())


def test_the_packaging_and_the_type_checker_know_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    packages = [f"firmware/{name}" for name in manifest().packages]
    assert [name for name in wheel["packages"] if name.startswith("firmware/")] == packages
    beside = [*manifest().starters, "manifest.py"]
    assert wheel["force-include"] == {f"firmware/{name}": f"recoil_clip/root/{name}" for name in beside}
    assert json.loads((ROOT / "firmware/pyrightconfig.json").read_text())["include"] == list(manifest().packages)


def test_kernels_are_known_by_their_name():
    assert is_kernel("/recoil_clip/gait/kernels.py") and is_kernel("/recoil_clip/stride/pelvis_kernels.mpy")
    assert not is_kernel("/recoil_clip/gait/kernels_table.py") and not is_kernel("/recoil_clip/kernels/gait.py")
