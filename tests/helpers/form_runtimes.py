"""Runs the gait core with the form behind it on every Python, and says what came out."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

import form_driver
import recoil_clip.stride
from recoil.runtimes import Trace, micropython32, micropython64
from recoil.runtimes.crosscompile import compile_core
from recoil.runtimes.package import core_modules
from recoil.runtimes.staging import staged
from recoil.runtimes.trace import CoreError
from recoil_clip.gait.gait import Gait
from recoil_clip.stride.form import Form

PORTS = ("64", "64 native", "32")
FORM = Path(recoil_clip.stride.__path__[0])
SCRIPT = """
import gc, micropython, sys
sys.path.insert(0, sys.argv[1])
if sys.argv[2] == "32":
    gc.disable()  # see `runtimes/micropython32.py`
import form_driver
from recoil_clip.stride.form import Form
from recoil_clip.gait.gait import Gait
class Heap:
    def lock(self):
        micropython.heap_lock()
    def unlock(self):
        micropython.heap_unlock()
form_driver.main(sys.argv[1], Gait, Form, print, Heap())
"""
Said = list[str]


def here(traces: Sequence[Trace]) -> Said:
    """Run on this Python."""
    lines: Said = []
    with staged(traces) as folder:
        form_driver.main(str(folder), Gait, Form, lines.append, form_driver.Heap())
    return lines


def there(port: str, traces: Sequence[Trace], spoil: tuple[str, str, str] = ("", "", "")) -> Said:
    """Run on a port with the heap locked; `spoil` is a module, and a line in it to be replaced by another."""
    with staged(traces) as folder:
        shutil.copytree(FORM.parent, folder / "recoil_clip", ignore=shutil.ignore_patterns("__pycache__", "*.md"))
        if spoil[0]:
            module = folder / "recoil_clip" / "stride" / spoil[0]
            text = module.read_text(encoding="utf-8")
            assert spoil[1] in text
            module.write_text(text.replace(spoil[1], spoil[2], 1), encoding="utf-8")
        shutil.copy(form_driver.__file__, folder)
        (folder / "run_form.py").write_text(SCRIPT)
        return (port32 if port == "32" else port64)(folder, port)


def port64(folder: Path, port: str) -> Said:
    """Run on the unix port, as bytecode or as machine code."""
    reason = micropython64.MicroPython64(native="native" in port).missing()
    if reason:
        pytest.skip(reason)
    if "native" in port:
        for package in ("gait", "stride"):
            source = folder / "recoil_clip" / package
            modules = folder / f"{package}_source"
            source.rename(modules)
            assert core_modules(modules)
            compile_core(modules, source, micropython64.native_architecture())
    asked = micropython64.command(str(folder / "run_form.py"), str(folder), port)
    done = subprocess.run(asked, capture_output=True, text=True, env=micropython64.environment(), check=False)
    if done.returncode:
        raise CoreError(done.stderr or done.stdout)
    return done.stdout.splitlines()


def port32(folder: Path, port: str) -> Said:
    """Run in WebAssembly, where whole numbers have the clip's 31 bits."""
    reason = micropython32.MicroPython32().missing()
    if reason:
        pytest.skip(reason)
    return micropython32.start(folder, "/input/run_form.py", "/input", port)[0].splitlines()
