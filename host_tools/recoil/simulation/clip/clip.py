"""A virtual clip: its flash is a file, its firmware runs on real MicroPython in virtual time."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.firmware.compiled import firmware_files
from recoil.recording.mount import Mount
from recoil.simulation.clip import engine
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.events import Event, checked
from recoil.simulation.clip.flash_files import Files, FilesWhileOff, FlashFiles, FolderFiles
from recoil.simulation.clip.hardware.wiring import WIRINGS
from recoil.simulation.clip.journal import Journal
from recoil.simulation.clip.motion import Motion
from recoil.simulation.clip.observed import Observed, read_observed


@dataclass(frozen=True)
class PowerFailure:
    """Power fails in write number `write` (from 1) to the flash, of which `torn_bytes` bytes are still done."""

    write: int
    torn_bytes: int = 0


class VirtualClip:
    """A clip that is kept in a folder: its flash, and what its last run left.

    `runtime` is "micropython" or "cpython" (see `fallback.py`), by default the first that works here; `reason` says why
    it is not MicroPython. `heap` is the memory of MicroPython, models included. `unique_id` is what the processor says
    its number is, 16 hex digits; by default all virtual clips have the same, so that no two runs differ.
    """

    def __init__(
        self,
        folder: Path | str,
        board: str = "feather_rp2040",
        flash_kb: int = 4096,
        runtime: str = "",
        heap: str = "32M",
        unique_id: str = "",
    ) -> None:
        if board not in WIRINGS:
            raise engine.VirtualClipError(f"no such board: {board} (there are {', '.join(WIRINGS)})")
        self.reason = engine.missing() if runtime != engine.CPYTHON else "CPython was asked for"
        if runtime == engine.MICROPYTHON and self.reason:
            raise engine.VirtualClipError(self.reason)
        self.runtime = engine.CPYTHON if self.reason else engine.MICROPYTHON
        self.folder = Path(os.path.realpath(folder))
        self.folder.mkdir(parents=True, exist_ok=True)
        self.board = board
        self.heap = heap
        self.unique_id = unique_id
        self.size = flash_kb * 1024
        self.files_while_off: FilesWhileOff = (
            FolderFiles(self.files) if self.reason else FlashFiles(self.image, self.home, self.size)
        )

    @property
    def image(self) -> Path:
        """The flash, on MicroPython."""
        return self.folder / "flash.img"

    @property
    def files(self) -> Path:
        """The files of the flash, on CPython."""
        return self.folder / "files"

    @property
    def home(self) -> Path:
        """The home folder of the MicroPython that the clip runs on."""
        return self.folder / "home"

    @property
    def record(self) -> Path:
        """What the last run recorded."""
        return self.folder / "record.jsonl"

    @property
    def mount(self) -> Mount:
        """How the sensor sits on this board in the clip."""
        return self.mount_of(self.board)

    @staticmethod
    def mount_of(board: str) -> Mount:
        """How the sensor sits on a board in the clip."""
        return Mount.parse(WIRINGS[board].mount)

    def flash(self, files: Files | None = None, compiled: bool = False) -> None:
        """Format the flash and put files on it: by default the firmware, as source or compiled to bytecode."""
        if files is None:
            files = firmware_files(compiled and self.runtime == engine.MICROPYTHON)
        self.files_while_off.format(files)

    def put(self, files: Files) -> None:
        """Write files (a text, bytes, or a path of this computer) while the clip is off."""
        self.files_while_off.put(files)

    def remove(self, *paths: str) -> None:
        """Remove files while the clip is off."""
        self.files_while_off.remove(paths)

    def fill(self, leave_bytes: int) -> None:
        """Fill the flash with a file, /filler.bin, but for so many bytes and at most a block more."""
        self.files_while_off.fill(leave_bytes)

    def read(self, under: str = "/") -> dict[str, bytes]:
        """Return all files on the flash whose path begins so."""
        return self.files_while_off.read(under)

    def run(
        self,
        seconds: float,
        motion: Motion | None = None,
        events: Sequence[Event] = (),
        *,
        motion_at_s: float = 5.0,
        power_failure: PowerFailure | None = None,
        journal: bool = False,
        timeout_s: float = 600.0,
        **settings: Any,
    ) -> Observed:
        """Switch the clip on and let so much virtual time pass, as fast as it can. `settings` as in `specification`.

        Nobody is at the cable; events (see `hardware/script.py`) come at their `at_ms`. With `journal`, the method of
        that name then tells every write to the flash. `timeout_s` is real time.
        """
        script = [*events, {"do": "end", "at_ms": seconds * 1000}]
        if motion is not None:
            script.append(self.motion_event(motion, at_ms=motion_at_s * 1000))
        if power_failure is not None:
            at = {"cut_at": power_failure.write, "torn_bytes": power_failure.torn_bytes}
            settings["flash"] = {**settings.get("flash", {}), **at}
        if self.runtime == engine.CPYTHON and (power_failure or journal):
            raise engine.VirtualClipError("a virtual clip on CPython has no flash whose writes could be told")
        if journal:
            (self.folder / "before.img").write_bytes(self.image.read_bytes())
            settings["journal"] = str(self.folder / "journal.bin")
        job = self._job(script, trim=motion.trim if motion else 0, **settings)
        if self.runtime == engine.CPYTHON:
            return read_observed(self.record, engine.run_on_cpython(job, timeout_s))
        return read_observed(self.record, engine.run("start", job, self.home, self.heap, timeout_s))

    @contextmanager
    def plugged_in(self, events: Sequence[Event] = (), *, trim: int = 0, **settings: Any) -> Iterator[Cable]:
        """Switch the clip on with a cable to this computer: `mpremote connect CABLE.port`.

        It goes in step with real time, or with a `speed` of it (see `specification`).
        """
        if self.runtime == engine.CPYTHON:
            raise engine.VirtualClipError(f"only a virtual clip on MicroPython answers mpremote: {self.reason}")
        control = self.folder / "control"
        job = self._job([{"do": "usb", "at_ms": 0}, *events], trim=trim, control=str(control), **settings)
        with Cable(self, job, control) as cable:
            yield cable

    def journal(self) -> Journal:
        """Return every write of the last run with `journal=True`."""
        return Journal.read((self.folder / "before.img").read_bytes(), self.folder / "journal.bin")

    def motion_event(self, motion: Motion, **when: float) -> dict[str, Any]:
        """Return the event that has the clip move; the sensor's `trim` is set when the clip is switched on."""
        path = motion.write(self.folder / f"motion{len(list(self.folder.glob('motion*.raw')))}.raw")
        return {"do": "motion", "path": str(path), "before": motion.rest(False), "after": motion.rest(True), **when}

    def specification(
        self,
        events: Sequence[Event],
        *,
        trim: int = 0,
        control: str | None = None,
        journal: str | None = None,
        flash: Mapping[str, int] | None = None,
        tick_us: int = 8,
        first_ticks_us: int = 0,
        air: int = 0,
        speed: int = 1,
    ) -> dict[str, Any]:
        """Return what `hardware/start.py` is told.

        `tick_us` is what a look at the clock costs; `first_ticks_us` is what ticks begin with at a boot (they wrap
        after 2^30); `flash` may have `erase_us` and `page_us`. `air` is the port of a `recoil.simulation.air.Air`: who
        hears the radio. At a cable virtual time goes `speed` times as fast as real time, where the computer can.
        """
        return {
            "board": self.board,
            "unique_id": self.unique_id,
            "image": str(self.image),
            "limbo": str(self.folder / "limbo.img"),
            "files": str(self.files),
            "size": self.size,
            "record": str(self.record),
            "events": [checked(event) for event in events],
            "trim": trim,
            "control": control,
            "journal": journal,
            "flash": dict(flash or {}),
            "tick_us": tick_us,
            "first_ticks_us": first_ticks_us,
            "air": air,
            "speed": speed,
        }

    def _job(self, events: Sequence[Event], **settings: Any) -> Path:
        path = self.folder / "job.json"
        path.write_text(json.dumps(self.specification(events, **settings)), encoding="utf-8")
        return path


__all__ = ["Journal", "Motion", "Observed", "PowerFailure", "VirtualClip"]
