"""The I2C bus at which the sensor is: a USB adapter's or a small computer's own, through Adafruit's Blinka."""

import importlib
import os
from types import ModuleType
from typing import Any

from recoil.common.errors import RecoilError, one_line

BUS_HZ = 400_000
MCP2221, FT232H = "BLINKA_MCP2221", "BLINKA_FT232H"
INSTALL = (
    "In the project's folder: pip install -e '.[desk]'",
    "For an MCP2221 adapter also: pip install hidapi",
)
NAME_IT = (
    "A USB adapter has to be named before the command:",
    f"MCP2221: {MCP2221}=1 recoil record --desk ...",
    f"FT232H:  {FT232H}=1 recoil record --desk ...",
    "On a Raspberry Pi and the like, switch I2C on in the system's settings.",
)
NAMED = {
    MCP2221: ("On Linux a udev rule may be missing: Adafruit's guide to the MCP2221 has it.",),
    FT232H: ("It wants libusb: apt install libusb-1.0-0 (Linux), brew install libusb (macOS).",),
}
FASTER = (
    "MCP2221: at most some 120 readings a second by its USB protocol: use --rate 104.",
    "FT232H: is faster; plug it in directly, not through a hub.",
    "Raspberry Pi: dtparam=i2c_arm_baudrate=400000 in /boot/firmware/config.txt.",
)


def open_bus(number: int | None = None) -> Any:
    """Return the board's `busio.I2C`, or on Linux that of /dev/i2c-NUMBER."""
    named = next((name for name in NAMED if name in os.environ and number is None), "")
    try:
        if number is not None:
            return _module("adafruit_extended_bus", "pip install adafruit-extended-bus").ExtendedI2C(number)
        board, busio = _module("board"), _module("busio")
        return busio.I2C(board.SCL, board.SDA, frequency=BUS_HZ)
    except RecoilError:
        raise
    except Exception as error:  # each adapter's own library has errors of its own
        text = str(error).split(" (")[0] if isinstance(error, ImportError) else error  # without the file's path
        why = one_line(text, 120) or type(error).__name__
        if named:
            what = f"cannot open the adapter that {named} names: {why}"
            raise RecoilError(what, "Is it plugged in, and does no other program use it?", *NAMED[named]) from None
        if number is not None:
            raise RecoilError(
                f"cannot open the I2C bus {number}: {why}", "ls /dev/i2c-* tells which there are."
            ) from None
        raise RecoilError(f"this computer has no I2C bus of its own that Blinka knows ({why})", *NAME_IT) from None


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
        if missing == "hid":
            raise RecoilError("the MCP2221 needs one more library (hid)", "pip install hidapi") from None
        raise RecoilError(
            f"Adafruit's libraries, which read the sensor, are not installed here (no {missing})", *(install or INSTALL)
        ) from None
