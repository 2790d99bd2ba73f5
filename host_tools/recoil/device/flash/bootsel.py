"""Boards in BOOTSEL state: the RP2040's own loader shows a drive that takes a UF2 file (RP2040 data sheet, 2.8.4)."""

import os
import shutil
import string
import sys
from pathlib import Path

from recoil.common.errors import one_line
from recoil.device.errors import DeviceError

MARK = "INFO_UF2.TXT"
RP2040_FAMILY = 0xE48BFF56
UF2_MAGIC = (0x0A324655, 0x9E5D5157)
BLOCK = 512


def drive_roots() -> list[Path]:
    """Return the folders in which systems show drives."""
    if sys.platform == "win32":
        return [Path(f"{letter}:/") for letter in string.ascii_uppercase[2:]]
    user = os.environ.get("USER", "")
    tops = [Path("/Volumes"), Path("/media"), Path("/media") / user, Path("/run/media") / user]
    return [drive for top in tops if top.is_dir() for drive in sorted(top.iterdir())]


def bootsel_drives() -> list[Path]:
    """Return the drives of boards in BOOTSEL state with an RP2040."""
    found = []
    for drive in drive_roots():
        try:
            text = (drive / MARK).read_text(encoding="ascii", errors="replace")
        except OSError:
            continue
        if "RPI-RP2" in text:
            found.append(drive)
    return found


def check_uf2(path: Path) -> int:
    """Return the number of blocks in a UF2 file for the RP2040; a `DeviceError` if it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeviceError(f"cannot read {one_line(path)}: {(error.strerror or '').lower()}") from None
    blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
    for block in blocks:
        words = [int.from_bytes(block[at : at + 4], "little") for at in (0, 4, 28)]
        if len(block) != BLOCK or tuple(words[:2]) != UF2_MAGIC or words[2] != RP2040_FAMILY:
            raise DeviceError(
                f"{one_line(path)} is no UF2 file for the RP2040",
                "Official ones are on micropython.org/download; the Feather's is called ADAFRUIT_FEATHER_RP2040.",
            )
    if not blocks:
        raise DeviceError(f"{one_line(path)} is empty")
    return len(blocks)


def install(uf2: Path, drive: Path) -> None:
    """Copy a UF2 file to a board; when the last block is there it restarts by itself."""
    check_uf2(uf2)
    try:
        shutil.copyfile(uf2, drive / "recoil.uf2")
    except OSError as error:
        if drive.exists():  # else it has restarted already, which is how it says that all is there
            raise DeviceError(f"cannot copy to {one_line(drive)}: {(error.strerror or '').lower()}") from None
