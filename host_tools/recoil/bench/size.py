"""How large the firmware is once compiled for the clip."""

from pathlib import Path
from tempfile import TemporaryDirectory

from recoil.firmware.compiled import compiled_files
from recoil.firmware.files import manifest, package_files
from recoil.runtimes.crosscompile import compile_core
from recoil.runtimes.package import core_folder


def core_sizes() -> dict[str, int]:
    """Return the bytes of each module of the gait core as machine code."""
    with TemporaryDirectory() as folder:
        return compile_core(core_folder(), Path(folder))


def bytecode_sizes() -> dict[str, dict[str, int]]:
    """Return for each package of the firmware the bytes of its files as bytecode."""
    found: dict[str, dict[str, int]] = {}
    for package in manifest().packages:
        files = compiled_files(package_files(package))
        found[package] = {path.removeprefix(f"/{package}/"): len(data) for path, data in files.items()}
    return found
