"""A running virtual clip on a pseudo-terminal, which `mpremote` takes for a board's USB port."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from recoil.simulation.clip import engine
from recoil.simulation.clip.events import Event, checked, hurried
from recoil.simulation.clip.observed import Note, Observed, check, read_observed

if TYPE_CHECKING:
    from recoil.simulation.clip.clip import VirtualClip

ENDING_S = 10.0
"""For a clip to end when it is switched off; a program that catches everything never does, and its clip is killed."""
_POLL_S = 0.02
_LAST_WORDS = 2000


class Cable:
    """`port` is the path of the terminal. Leaving the `with` block switches it off; then `observed()` has it all."""

    def __init__(self, clip: "VirtualClip", job: Path, control: Path) -> None:
        self.port = ""
        self._clip = clip
        self._job = job
        self._control_path = control
        self._said = clip.folder / "said.txt"
        self._read = 0  # bytes of the record

    def __enter__(self) -> "Cable":
        """Switch the clip on."""
        import pty
        import tty

        if reason := engine.missing():
            raise engine.VirtualClipError(reason)
        self._control_path.unlink(missing_ok=True)
        os.mkfifo(self._control_path)
        self._clip.record.unlink(missing_ok=True)
        # The clip sits at the master end, since only the other one has a name. That is kept open here: when this
        # process ends, so does the clip.
        master, self._slave = pty.openpty()
        os.set_blocking(master, False)  # the clip does not wait for readers
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        # Open for reading too, or opening would wait for the clip.
        self._control = os.open(self._control_path, os.O_RDWR)
        with self._said.open("w") as said:
            # In a session of its own: Ctrl-C in this terminal is for this process, not for the clip's program.
            streams = {"stdin": master, "stdout": master, "stderr": said, "start_new_session": True}
            self._process = engine.start("start", self._job, self._clip.home, self._clip.heap, **streams)
        os.close(master)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Switch the clip off."""
        if self._process.poll() is None:
            self.send("end")
        try:
            self._process.wait(ENDING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._control)
        os.close(self._slave)
        self._control_path.unlink(missing_ok=True)

    @property
    def is_on(self) -> bool:
        """Whether the clip runs: it ends when it failed."""
        return self._process.poll() is None

    def send(self, do: str, **values: Any) -> None:
        """Have an event of `hardware/script.py` happen: now, or `in_ms`, or `at_ms`."""
        self.send_together({"do": do, **values})

    def send_together(self, *events: Event) -> None:
        """Have events happen whose `in_ms` count from the same moment, whatever keeps this computer busy meanwhile."""
        os.write(self._control, b"".join(json.dumps(checked(event)).encode() + b"\n" for event in events))

    def notes(self) -> Iterator[Note]:
        """Yield what was noted since the last call."""
        if not self._clip.record.exists():
            return
        with self._clip.record.open("rb") as record:
            record.seek(self._read)
            for line in record:
                if not line.endswith(b"\n"):
                    return
                self._read += len(line)
                yield json.loads(line)

    def watch(self, until: str, timeout_s: float = 60.0) -> Iterator[Note]:
        """Yield notes as they come, the last being of the kind `until`; a pulse comes when it is over.

        `timeout_s` is real time without any.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            ended = self._process.poll() is not None
            for note in self.notes():
                deadline = time.monotonic() + timeout_s
                check(note)
                yield note
                if note["kind"] == until:
                    return
            if ended:
                said = self._said.read_text(encoding="utf-8", errors="replace")[-_LAST_WORDS:].strip()
                raise engine.VirtualClipError(f"the virtual clip ended before {until!r}: {said or 'it said nothing'}")
            if time.monotonic() > deadline:
                raise engine.VirtualClipError(f"the virtual clip noted nothing for {timeout_s:g} s, no {until!r}")
            time.sleep(_POLL_S)

    def wait(self, until: str, timeout_s: float = 60.0) -> Note:
        """Wait for a note of this kind and return it; those before are passed over."""
        return list(self.watch(until, timeout_s))[-1]

    def hurry(self, seconds: float) -> None:
        """Let so much virtual time pass as fast as it can; the note "in step" tells that it is over."""
        self.send_together(hurried(seconds))

    def observed(self) -> Observed:
        """Return all that was felt and seen so far."""
        return read_observed(self._clip.record, "")
