"""`recoil record` where something is missing on this computer: libraries, an adapter, or the wish itself."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner, Result

from recoil.cli.app import app
from recoil.device.usb_i2c import adapter
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
    assert "pip install -e '.[desk]'" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("named", "error", "said", "advice"),
    [
        ("", NotImplementedError("Board not supported"), "no I2C bus of its own", "BLINKA_FT232H=1"),
        ("", ImportError("i2cPorts", name="board"), "no board", "pip install -e"),
        ("BLINKA_MCP2221", OSError("open failed"), "the adapter that BLINKA_MCP2221 names: open failed", "udev rule"),
        ("BLINKA_MCP2221", ImportError("no hid", name="hid"), "needs one more library", "pip install hidapi"),
        ("BLINKA_FT232H", ValueError("No backend available"), "BLINKA_FT232H names: No backend", "libusb"),
    ],
)
def test_without_an_adapter_it_says_what_to_do(
    named: str,
    error: Exception,
    said: str,
    advice: str,
    record: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in (adapter.MCP2221, adapter.FT232H):
        monkeypatch.delenv(name, raising=False)
    if named:
        monkeypatch.setenv(named, "1")

    def load(name: str) -> ModuleType:
        raise error

    monkeypatch.setattr(adapter.importlib, "import_module", load)
    result = record("--for", 1)
    assert result.exit_code == 1 and said in result.output and advice in result.output


def test_a_bus_by_its_number_wants_a_library_of_its_own(
    record: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "adafruit_extended_bus", None)
    result = record("--for", 1, "--bus", 3)
    assert result.exit_code == 1 and "pip install adafruit-extended-bus" in result.output


def test_without_desk_it_says_where_else_raw_samples_come_from() -> None:
    result = CliRunner().invoke(app, ["record"])
    assert result.exit_code == 1 and "recoil live --csv" in result.output and "recoil record --desk" in result.output
