"""A MicroPython image for the board: an official UF2, or a folder of a build with its ELF, whose symbols tell more."""

import struct
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from recoil.bench.target.tools import TargetError, bootrom
from recoil.common.errors import one_line

FLASH_AT = 0x10000000
UF2_BLOCK = struct.Struct("<8I476sI")
UF2_MAGIC = (0x0A324655, 0x9E5D5157, 0x0AB16F30)
NOT_FOR_FLASH = 1
RP2040_FAMILY = 0xE48BFF56
NAMES = ("firmware.uf2", "firmware.bin")
NO_IMAGE = "an official UF2 of MicroPython for the board (micropython.org/download), or a folder with firmware.elf"


@dataclass(frozen=True)
class Image:
    """What is on the chip before the clip's firmware."""

    firmware: bytes = field(repr=False)
    """The flash from its first byte."""
    bootrom: bytes = field(repr=False)
    symbols: dict[str, int] = field(default_factory=dict, repr=False)
    """Addresses by name; none without an ELF."""

    @property
    def has_symbols(self) -> bool:
        """Return whether functions can be told apart: allocations, heap and profile are measured only then."""
        return bool(self.symbols)


def open_image(path: Path) -> Image:
    """Open an image.

    Args:
        path: A UF2 for the RP2040, or a folder with `firmware.uf2` or `firmware.bin`; of the same folder
            `firmware.elf` and `bootrom.bin` are taken too.

    Returns:
        The image.

    Raises:
        TargetError: There is none, or it is for another processor.
    """
    if path.is_dir():
        found = [path / name for name in NAMES if (path / name).is_file()]
        if not found:
            raise TargetError(f"{one_line(path)}: neither {' nor '.join(NAMES)} is there", f"It takes {NO_IMAGE}.")
        rom, elf = path / "bootrom.bin", path / "firmware.elf"
        symbols = symbols_of(elf) if elf.is_file() else {}
        return Image(_firmware(found[0]), rom.read_bytes() if rom.is_file() else bootrom(), symbols)
    if not path.is_file():
        raise TargetError(f"{one_line(path)} is not there", f"It takes {NO_IMAGE}.")
    return Image(_firmware(path), bootrom())


def _firmware(path: Path) -> bytes:
    data = path.read_bytes()
    return data if path.suffix == ".bin" else of_uf2(data, path)


def of_uf2(data: bytes, path: Path) -> bytes:
    """Return the flash that a UF2 file would write, from the first byte of the flash.

    Args:
        data: The file's content.
        path: Its name, for what is said about it.

    Raises:
        TargetError: It is no UF2, or not for the RP2040.
    """
    flash = bytearray()
    for at in range(0, len(data) - UF2_BLOCK.size + 1, UF2_BLOCK.size):
        first, second, flags, address, size, _, _, family, payload, last = UF2_BLOCK.unpack_from(data, at)
        if (first, second, last) != UF2_MAGIC:
            raise TargetError(f"{one_line(path)} is not a UF2 file", f"It takes {NO_IMAGE}.")
        if flags & NOT_FOR_FLASH:
            continue
        if family != RP2040_FAMILY or address < FLASH_AT:
            raise TargetError(f"{one_line(path)} is not for the RP2040", f"It takes {NO_IMAGE}.")
        place = address - FLASH_AT
        flash.extend(b"\xff" * (place + size - len(flash)))
        flash[place : place + size] = payload[:size]
    if not flash:
        raise TargetError(f"{one_line(path)} is not a UF2 file", f"It takes {NO_IMAGE}.")
    return bytes(flash)


@cache
def symbols_of(elf: Path) -> dict[str, int]:
    """Return the address of every name in an ELF file.

    Raises:
        TargetError: pyelftools, which reads it, is not installed.
    """
    try:
        from elftools.elf.elffile import ELFFile
    except ImportError:
        raise TargetError(
            "an ELF file is read with pyelftools, which is not installed", "pip install 'recoil-clip[target]'"
        ) from None
    with elf.open("rb") as stream:
        table: Any = ELFFile(stream).get_section_by_name(".symtab")
        entries = [] if table is None else list(table.iter_symbols())
    # The lowest bit of a function's value only says that it is Thumb code.
    even = {entry.name: entry["st_value"] & ~(entry["st_info"]["type"] == "STT_FUNC") for entry in entries}
    return {name: at for name, at in even.items() if name and not name.startswith("$")}
