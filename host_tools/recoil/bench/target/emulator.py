"""Starts the emulated board and reads what it counts."""

import contextlib
import json
import os
import pty
import select
import socket
import subprocess
import tempfile
import threading
import time
import tty
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recoil.bench.target.image import Image
from recoil.bench.target.storage import STORAGE_AT, STORAGE_BYTES
from recoil.bench.target.tools import TargetError, node, rp2040js
from recoil.common.errors import one_line
from recoil.simulation.clip.motion import Motion

PROGRAM = Path(__file__).resolve().parent / "emulator" / "run.mjs"
STARTS_S = 20.0
STOPS_S = 60.0


@dataclass
class Record:
    """What the board did, as the emulator tells it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """For each emulated second what was counted in it; see `emulator/run.mjs`."""
    text: list[str] = field(default_factory=list)
    """Lines that the board printed; only where no computer is at its port, and with symbols."""
    restarts: list[float] = field(default_factory=list)
    """Emulated seconds at which its watchdog restarted it."""
    end: dict[str, Any] = field(default_factory=dict)
    """What is known in the end."""


class Emulator:
    """An emulated Feather RP2040 with an image, in a folder that keeps its files.

    Args:
        image: The MicroPython on it.
        folder: For what the emulator reads and writes.
        miss_cycles: What a 32-bit word costs that is not in the flash cache, where the flash is read at a quarter of
            the processor's clock, as at 125 MHz: 260 on the Feather, 100 on a board whose flash is read four bits at
            a time, 0 to leave it out. Up to 62.5 MHz MicroPython reads it at half of the clock, for half the cycles.
    """

    def __init__(self, image: Image, folder: Path, miss_cycles: int) -> None:
        self._node, self._rp2040js = node(), rp2040js()
        self._image = image
        self.folder = folder
        self.miss_cycles = miss_cycles
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "firmware.bin").write_bytes(image.firmware)
        (folder / "bootrom.bin").write_bytes(image.bootrom)

    def run(
        self,
        name: str,
        storage: Path,
        seconds: float,
        motion: Motion | None = None,
        motion_at_s: float = 0.0,
        press: Sequence[tuple[float, float]] = (),
        profile_from_s: float | None = None,
    ) -> Record:
        """Switch the board on with nothing at its port, for so many emulated seconds, as fast as it goes.

        Args:
            name: Of the files that are written: `NAME.img` is the file system afterwards.
            storage: The file system to begin with.
            seconds: Emulated time from power-on.
            motion: What its sensor feels, from `motion_at_s` on; at rest before and after.
            motion_at_s: Emulated seconds after power-on.
            press: When the button is pressed, and for how long, in emulated seconds.
            profile_from_s: From when on the functions are counted that the processor is in.
        """
        job = self._job(name, storage, motion, motion_at_s, press)
        job |= {"seconds": seconds, "profile_from_s": profile_from_s}
        with self._started(job) as process:
            record = Record()
            for line in process.stdout or ():
                _take(record, line)
        return _ended(record, process, "")

    @contextmanager
    def at_cable(
        self,
        name: str,
        storage: Path | None,
        motion: Motion | None = None,
        motion_at_s: float = 0.0,
        press: Sequence[tuple[float, float]] = (),
    ) -> Iterator[tuple[str, Record]]:
        """Switch the board on with its port at this computer; yield the port and what is counted as it comes.

        Args:
            name: As in `run`.
            storage: As in `run`; None for a flash that is blank but for MicroPython.
            motion: As in `run`.
            motion_at_s: As in `run`.
            press: As in `run`.
        """
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        stop = self.folder / f"{name}.stop"
        stop.unlink(missing_ok=True)
        job = self._job(name, storage, motion, motion_at_s, press) | {"port": port, "stop": str(stop)}
        record = Record()
        listens = threading.Event()
        with self._started(job) as process:

            def read() -> None:
                for line in process.stdout or ():
                    if _take(record, line) == "listening":
                        listens.set()
                listens.set()

            reader = threading.Thread(target=read, daemon=True)
            reader.start()
            if not listens.wait(STARTS_S) or process.poll() is not None:
                process.kill()
                raise _fault(process)
            with _serial_port(port) as path:
                yield path, record
            stop.touch()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOPS_S)
            process.kill()
            reader.join()
        _ended(record, process, "its port was closed")

    def _job(
        self,
        name: str,
        storage: Path | None,
        motion: Motion | None,
        motion_at_s: float,
        press: Sequence[tuple[float, float]],
    ) -> dict[str, Any]:
        job: dict[str, Any] = {
            "firmware": str(self.folder / "firmware.bin"),
            "bootrom": str(self.folder / "bootrom.bin"),
            "storage": {"at": STORAGE_AT, "size": STORAGE_BYTES},
            "image": str(storage) if storage else None,
            "symbols": self._image.symbols,
            "wordPenalty": self.miss_cycles,
            "press": list(press),
            "out": str(self.folder / f"{name}.img"),
            "words": str(self.folder / f"{name}.words"),
        }
        if motion is not None:
            path = motion.write(self.folder / f"{name}.raw")
            job["motion"] = {
                "path": str(path),
                "startUs": motion_at_s * 1e6,
                "before": motion.rest(False),
                "after": motion.rest(True),
                "trim": motion.trim,
            }
        return job

    @contextmanager
    def _started(self, job: dict[str, Any]) -> Iterator[subprocess.Popen[str]]:
        with tempfile.NamedTemporaryFile("w", suffix=".json", dir=self.folder, delete=False) as file:
            json.dump({key: value for key, value in job.items() if value is not None}, file)
        environment = {**os.environ, "RECOIL_RP2040JS": str(self._rp2040js)}
        command = [self._node, str(PROGRAM), file.name]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        ) as process:
            try:
                yield process
            finally:
                process.kill()
        Path(file.name).unlink()


def _take(record: Record, line: str) -> str:
    """Put a line of the emulator where it belongs; return its kind."""
    try:
        told: dict[str, Any] = json.loads(line)
        kind = told.pop("kind")
    except (ValueError, KeyError, AttributeError):
        return ""  # rp2040js prints some warnings by itself
    if kind == "row":
        record.rows.append(told)
    elif kind == "text":
        record.text.append(told["line"])
    elif kind == "restart":
        record.restarts.append(told["t_s"])
    elif kind == "end":
        record.end.update(told)
    return kind


def _ended(record: Record, process: subprocess.Popen[str], instead: str) -> Record:
    """Return what was counted, if the emulator came to its end."""
    if not record.end and not instead:
        raise _fault(process)
    if record.end.get("fault"):
        raise TargetError(f"the emulated board stopped: {one_line(record.end['fault'])}")
    return record


def _fault(process: subprocess.Popen[str]) -> TargetError:
    said = (process.stderr.read() if process.stderr and not process.stderr.closed else "").strip().splitlines()
    reason = next((line for line in said if "Error" in line), said[-1] if said else "it said nothing")
    return TargetError(f"the emulator failed: {one_line(reason, 300)}")


@contextmanager
def _serial_port(port: int) -> Iterator[str]:
    """Make a TCP port a serial one; yield its path."""
    master, slave = pty.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    stops = threading.Event()
    line = socket.create_connection(("127.0.0.1", port))

    def carry() -> None:
        with contextlib.suppress(OSError):
            while not stops.is_set():
                ready = select.select([master, line], [], [], 0.1)[0]
                if master in ready:
                    line.sendall(os.read(master, 4096))
                if line in ready:
                    data = line.recv(4096)
                    if not data:
                        return
                    os.write(master, data)

    thread = threading.Thread(target=carry, daemon=True)
    thread.start()
    try:
        yield os.ttyname(slave)
        time.sleep(0.2)  # for what is still on its way
    finally:
        stops.set()
        thread.join()
        line.close()
        os.close(master)
        os.close(slave)
