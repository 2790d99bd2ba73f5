"""`recoil record` where something is missing on this computer: libraries, an adapter, or the wish itself."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from recoil.cli import app
from recoil.desk import adapter
from sensor_on_desk import recorded


@pytest.fixture
def record(tmp_path: Path) -> Callable[..., Result]:
    """The command; its file is tmp_path/run.csv.gz unless the arguments begin with another name."""
    return partial(recorded, tmp_path)


@pytest.mark.parametrize("name", ["board", "busio", "adafruit_lsm6ds"])
def test_without_adafruit_s_libraries_it_says_what_to_install(
    name: str, record: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pins = ModuleType("board")
    vars(pins).update(SCL=1, SDA=2)
    busio = ModuleType("busio")
    vars(busio).update(I2C=lambda scl, sda, frequency: None)
    monkeypatch.setitem(sys.modules, "board", pins)
    monkeypatch.setitem(sys.modules, "busio", busio)
    for other in [other for other in sys.modules if other.startswith("adafruit_lsm6ds")]:
        monkeypatch.delitem(sys.modules, other)
    monkeypatch.setitem(sys.modules, name, None)
    result = record("--for", 1)
    assert result.exit_code == 1 and f"not installed here (no {name}" in result.output
    assert "pip install -e '.[desk]'" in result.output and "environment of its own" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotImplementedError("Board not supported"), "does not know an I2C bus here"),
        (OSError("open failed"), "cannot open the adapter named by BLINKA_MCP2221: open failed"),
    ],
)
def test_without_an_adapter_it_says_how_to_name_one(
    error: Exception, said: str, record: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLINKA_MCP2221", "1")

    def load(name: str) -> ModuleType:
        raise error

    monkeypatch.setattr(adapter.importlib, "import_module", load)
    result = record("--for", 1)
    assert result.exit_code == 1 and said in result.output.replace("\n", " ")
    assert "BLINKA_FT232H=1" in result.output


def test_a_bus_by_its_number_wants_a_library_of_its_own(
    record: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adafruit_extended_bus", None)
    result = record("--for", 1, "--bus", 3)
    assert result.exit_code == 1 and "pip install adafruit-extended-bus" in result.output


def test_without_desk_it_says_where_else_raw_samples_come_from() -> None:
    result = CliRunner().invoke(app, ["record"])
    assert result.exit_code == 1 and "recoil live --csv" in result.output and "recoil record --desk" in result.output
