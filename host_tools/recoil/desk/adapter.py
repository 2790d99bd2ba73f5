"""The I2C bus at which the sensor is: a USB adapter's or a small computer's own, through Adafruit's Blinka."""

import importlib
import os
from types import ModuleType
from typing import Any

from recoil.errors import RecoilError, one_line

BUS_HZ = 400_000
MCP2221, FT232H = "BLINKA_MCP2221", "BLINKA_FT232H"
INSTALL = (
    "In the project's folder: python3 -m venv desk && . desk/bin/activate",
    "then: pip install -e '.[desk]'",
    "An environment of its own, for they hide the virtual clip's MicroPython.",
    "For an MCP2221 adapter also: pip install hidapi",
)
NAME_IT = (
    "A USB adapter has to be named before the command:",
    f"MCP2221: {MCP2221}=1 recoil record --desk ...",
    f"FT232H:  {FT232H}=1 recoil record --desk ...",
    "On a Raspberry Pi and the like, switch I2C on in the system's settings.",
)
FASTER = (
    "MCP2221: at most some 120 readings a second by its USB protocol: use --rate 104.",
    "FT232H: is faster; plug it in directly, not through a hub.",
    "Raspberry Pi: dtparam=i2c_arm_baudrate=400000 in /boot/firmware/config.txt.",
)


def open_bus(number: int | None = None) -> Any:
    """Return the board's `busio.I2C`, or on Linux that of /dev/i2c-NUMBER."""
    try:
        if number is not None:
            return _module("adafruit_extended_bus", "pip install adafruit-extended-bus").ExtendedI2C(number)
        board, busio = _module("board"), _module("busio")
        return busio.I2C(board.SCL, board.SDA, frequency=BUS_HZ)
    except RecoilError:
        raise
    except (NotImplementedError, AttributeError) as error:
        raise RecoilError(f"Blinka does not know an I2C bus here ({one_line(error, 80)})", *NAME_IT) from None
    except Exception as error:  # each adapter's own library has errors of its own
        tried = next((name for name in (MCP2221, FT232H) if name in os.environ), "")
        what = f"the adapter named by {tried}" if tried else "the I2C bus"
        raise RecoilError(
            f"cannot open {what}: {one_line(error, 120) or type(error).__name__}",
            "Is it plugged in, free, and are you allowed to use it (on Linux a udev rule)?",
            *NAME_IT,
        ) from None


def driver() -> ModuleType:
    """Return Adafruit's package for sensors of the LSM6DS family."""
    return _module("adafruit_lsm6ds")


def sensor_class() -> Any:
    """Return Adafruit's driver of the chip."""
    return _module("adafruit_lsm6ds.lsm6dsox").LSM6DSOX


def _module(name: str, *install: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        missing = one_line(error.name or name, 40)
        raise RecoilError(
            f"Adafruit's libraries, which read the sensor, are not installed here (no {missing})", *(install or INSTALL)
        ) from None
