"""Boards in BOOTSEL state: the processor's own loader shows a drive that takes a UF2 file.

RP2040 data sheet, 2.8.4; RP2350 data sheet, 5.5.
"""

import os
import shutil
import string
import sys
from pathlib import Path

from recoil.common.errors import one_line
from recoil.device.errors import DeviceError

MARK = "INFO_UF2.TXT"
RP2040_FAMILY = 0xE48BFF56
RP2350_FAMILY = 0xE48BFF59
FAMILIES = {RP2040_FAMILY: "RP2040", RP2350_FAMILY: "RP2350"}
"""Of the UF2 files that run here; RP2350's is that of its Arm cores."""
ANY_FAMILY = 0xE48BFF57
"""Of a block that files for the RP2350 begin with, against its erratum E10."""
LABELS = {"RPI-RP2": "RP2040", "RP2350": "RP2350"}
"""What the drives call themselves."""
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
    """Return the drives of boards in BOOTSEL state."""
    return [drive for drive in drive_roots() if processor_of_drive(drive)]


def processor_of_drive(drive: Path) -> str:
    """Return the processor of a board in BOOTSEL state; "" if a drive is none."""
    try:
        text = (drive / MARK).read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return next((processor for label, processor in LABELS.items() if label in text), "")


def check_uf2(path: Path) -> int:
    """Return the number of blocks in a UF2 file for one of our processors; a `DeviceError` if it is none."""
    return len(_families(path))


def processor_of_uf2(path: Path) -> str:
    """Return the processor that a UF2 file is for."""
    return next(FAMILIES[family] for family in _families(path) if family in FAMILIES)


def _families(path: Path) -> list[int]:
    """Return the family of each block."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DeviceError(f"cannot read {one_line(path)}: {(error.strerror or '').lower()}") from None
    blocks = [data[at : at + BLOCK] for at in range(0, len(data), BLOCK)]
    found = []
    for block in blocks:
        words = [int.from_bytes(block[at : at + 4], "little") for at in (0, 4, 28)]
        is_ours = words[2] in FAMILIES or (words[2] == ANY_FAMILY and not found)
        if len(block) != BLOCK or tuple(words[:2]) != UF2_MAGIC or not is_ours:
            raise _no_uf2(path)
        found.append(words[2])
    if not blocks:
        raise DeviceError(f"{one_line(path)} is empty")
    if len(set(found) & set(FAMILIES)) != 1:
        raise _no_uf2(path)
    return found


def _no_uf2(path: Path) -> DeviceError:
    return DeviceError(
        f"{one_line(path)} is no UF2 file for the RP2040 or the RP2350",
        "Official ones are on micropython.org/download; the Feather's is called ADAFRUIT_FEATHER_RP2040.",
    )


def install(uf2: Path, drive: Path) -> None:
    """Copy a UF2 file to a board; when the last block is there it restarts by itself."""
    file_is_for, board_has = processor_of_uf2(uf2), processor_of_drive(drive)
    if board_has and file_is_for != board_has:
        raise DeviceError(
            f"{one_line(uf2)} is for the {file_is_for}, and this board has an {board_has}",
            "Official files are on micropython.org/download, each under its board's name.",
        )
    try:
        shutil.copyfile(uf2, drive / "recoil.uf2")
    except OSError as error:
        if drive.exists():  # else it has restarted already, which is how it says that all is there
            raise DeviceError(f"cannot copy to {one_line(drive)}: {(error.strerror or '').lower()}") from None
