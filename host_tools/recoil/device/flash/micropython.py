"""MicroPython itself on a board in BOOTSEL state: from a file, or fetched by mpflash."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recoil.common.errors import one_line
from recoil.device.errors import DeviceError
from recoil.device.flash.bootsel import bootsel_drives, install
from recoil.device.ports import Port, find_ports

BOARDS = {
    "feather": "ADAFRUIT_FEATHER_RP2040",
    "nano": "ARDUINO_NANO_RP2040_CONNECT",
    "thingplus": "SPARKFUN_THINGPLUS_RP2350",
    "feather-rp2350": "ADAFRUIT_FEATHER_RP2350",
    "picolipo": "PIMORONI_PICOLIPO",
}
"""What MicroPython's own downloads call them."""
VARIANTS = {"picolipo": "FLASH_16M"}
"""Of boards whose plain build is for less flash than they have."""
RESTART_S = 30.0
FETCH_S = 300.0
POLL_S = 0.3


@contextmanager
def fetched(board: str) -> Iterator[Path]:
    """Fetch the newest official UF2 of a board with mpflash; it is there within the block."""
    tool = shutil.which("mpflash")
    if tool is None:
        raise DeviceError(
            "a board in BOOTSEL state needs MicroPython first",
            f"Give an official file: recoil flash --uf2 {_file_name(board)} (micropython.org/download).",
            "Or let it be fetched: pip install mpflash, then recoil flash again, online.",
        )
    with tempfile.TemporaryDirectory(prefix="recoil-uf2-") as folder:
        command = [tool, "download", "--board", BOARDS[board], "--version", "stable"]
        if board in VARIANTS:
            command += ["--variant", VARIANTS[board]]
        environment = {**os.environ, "MPFLASH_FIRMWARE": folder}
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                text=True,
                errors="replace",
                env=environment,
                timeout=FETCH_S,
                check=False,
                stdin=subprocess.DEVNULL,
            )
            said = (done.stderr or done.stdout).strip().splitlines()
        except (OSError, subprocess.TimeoutExpired) as error:
            said = [str(error)]
        found = sorted(Path(folder).rglob("*.uf2"))
        if not found:
            raise DeviceError(
                f"mpflash fetched nothing: {one_line(said[-1] if said else 'no reason')}",
                f"Is this computer online? Or give an official file: --uf2 {_file_name(board)}.",
            )
        yield found[-1]


def _file_name(board: str) -> str:
    """What an official file for a board is called, but for its version."""
    return "-".join([BOARDS[board], *([VARIANTS[board]] if board in VARIANTS else []), "....uf2"])


def put_micropython(uf2: Path) -> Port:
    """Copy a UF2 file to the one board in BOOTSEL state; return the port at which it comes up."""
    drives = bootsel_drives()
    if len(drives) != 1:
        raise DeviceError(
            "no board in BOOTSEL state was found" if not drives else "several boards are in BOOTSEL state",
            "Hold the BOOTSEL (BOOT) button while plugging the board in; a drive RPI-RP2 or RP2350 appears.",
        )
    before = {port.path for port in find_ports()}
    install(uf2, drives[0])
    deadline = time.monotonic() + RESTART_S
    while time.monotonic() < deadline:
        new = [port for port in find_ports() if port.path not in before]
        if new:
            time.sleep(1)  # the port is there a moment before MicroPython is
            return new[0]
        time.sleep(POLL_S)
    raise DeviceError(
        "MicroPython was copied, but the board did not come back",
        "Unplug it, plug it in again without a button held, and run recoil flash once more.",
    )
