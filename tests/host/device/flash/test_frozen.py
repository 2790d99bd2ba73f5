"""A clip whose image has the firmware frozen into it: only kernels are sent, and loaded in the place of its own."""

import ast
import subprocess
from pathlib import Path
from typing import Any

import pytest

from recoil.device.facts import frozen_modules
from recoil.device.flash.flashing import host_version, is_frozen
from recoil.device.flash.image import build
from recoil.firmware.compiled import is_kernel
from recoil.firmware.files import module_files, package_folder
from recoil.runtimes import micropython64
from recoil.simulation.clip.engine import missing

RP2040 = 6 | 3 << 8 | 4 << 10


def test_only_kernels_are_sent_and_main_loads_them() -> None:
    image = build(RP2040)
    overlay = image.overlay
    assert overlay.files and all(path.startswith("/overlay/recoil_clip/") for path in overlay.files)
    sent = {path.removeprefix("/overlay").replace(".mpy", ".py") for path in overlay.files}
    left_out = {path for path in module_files() if is_kernel(path)} - sent
    assert left_out == {"/recoil_clip/app/in_place_kernels.py"}, "frozen code needs nothing that moves it"
    assert overlay.kernels == len(overlay.files)
    assert image.kernels == 3, "where the firmware is not frozen: those in memory, those in the flash, and exercises'"
    main = overlay.main("/app/b").decode()
    at = [main.index(part) for part in ('sys.path.insert(0, "/app/b")', 'load("/app/b/overlay")', "recoil_clip.app")]
    assert at == sorted(at)
    compile(main, "main.py", "exec")
    assert b"overlay" not in image.main("/app/b")
    assert not build(6 | 3 << 8).overlay.files, "without machine code there is nothing to gain"


def test_what_counts_as_frozen() -> None:
    modules = frozenset(path.removesuffix(".py").strip("/") for path in module_files())
    kernels = frozenset(path.removesuffix(".py").strip("/") for path in module_files() if is_kernel(path))
    assert is_frozen(host_version(), modules) and is_frozen(host_version(), modules - kernels)
    assert not is_frozen(None, frozenset())
    assert not is_frozen("0.1.0", modules), "another version is not this firmware"
    assert not is_frozen(host_version(), modules - {"recoil_clip/app/app"})


def test_the_modules_in_an_image() -> None:
    class Link:
        def run(self, code: str) -> bytes:
            assert code == 'help("modules")'
            return (
                b"__main__          builtins          recoil_clip/__init__                recoil_clip/app/app\r\n"
                b"_boot             gc                recoil_clip/gait/tick_kernels\r\n"
                b"Plus any modules on the filesystem\r\n"
            )

    link: Any = Link()
    assert frozen_modules(link) == {"recoil_clip/__init__", "recoil_clip/app/app", "recoil_clip/gait/tick_kernels"}


def test_kernels_import_nothing_but_each_other() -> None:
    """While the overlay is loaded all else of their packages lies elsewhere."""
    kernels = {path: source for path, source in module_files().items() if is_kernel(path)}
    assert kernels
    for path, source in kernels.items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                is_another = node.level in (1, 2) and is_kernel(f"{(node.module or '').split('.')[-1]}.py")
                assert is_another or (node.level, node.module) in ((2, "compat"), (0, "micropython")), path
            assert not isinstance(node, ast.Import), path


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_a_module_of_the_overlay_takes_the_place_of_the_frozen_one(tmp_path: Path) -> None:
    frozen, overlay = tmp_path / "frozen" / "recoil_clip", tmp_path / "app" / "overlay" / "recoil_clip"
    for folder in (
        frozen / "gait",
        frozen / "log",
        overlay / "gait",
        overlay / "log",
        frozen / "exercise",
        overlay / "exercise",
    ):
        folder.mkdir(parents=True)
    source = (package_folder("recoil_clip") / "overlay.py").read_text()
    files = {
        frozen / "__init__.py": "",
        frozen / "overlay.py": source,
        frozen / "compat.py": "MARK = 7\n",
        frozen / "gait" / "__init__.py": "",
        frozen / "gait" / "kernels.py": "WHERE = 'frozen'\n",
        frozen / "gait" / "gait.py": "from .kernels import WHERE\nfrom . import other\n",
        frozen / "gait" / "other.py": "",
        frozen / "log" / "__init__.py": "",
        frozen / "exercise" / "__init__.py": "",
        frozen / "exercise" / "kernels.py": "WHERE = 'frozen'\n",
        overlay / "exercise" / "kernels.py": "WHERE = 'memory'\n",
        frozen / "log" / "log_kernels.py": "from ..gait.kernels import WHERE\n",
        overlay / "gait" / "kernels.py": "from ..compat import MARK\nWHERE = 'memory %d' % MARK\n",
        overlay / "log" / "log_kernels.py": "from ..gait.kernels import WHERE\nWHERE += ', too'\n",
    }
    for path, text in files.items():
        path.write_text(text)
    program = (
        f"import sys; sys.path[:] = [{str(tmp_path / 'app')!r}, {str(tmp_path / 'frozen')!r}]\n"
        f"from recoil_clip.overlay import load\nload({str(overlay.parent)!r})\n"
        "from recoil_clip.gait.gait import WHERE\nfrom recoil_clip.log import log_kernels\n"
        "print(WHERE, log_kernels.WHERE)\n"
        "def drop():\n"
        "    for name in [one for one in sys.modules if 'exercise' in one]: sys.modules.pop(name)\n"
        "print('recoil_clip.exercise' in sys.modules)\n"
        "from recoil_clip.overlay import load_late\n"
        "for _ in 1, 2:\n"
        "    load_late()\n"
        "    from recoil_clip.exercise.kernels import WHERE\n"
        "    print(WHERE)\n"
        "    drop()\n"
    )
    command = micropython64.command("-c", program)
    done = subprocess.run(command, capture_output=True, text=True, env=micropython64.environment(), check=False)
    assert done.stdout == "memory 7 memory 7, too\nFalse\nmemory\nmemory\n", done.stderr
