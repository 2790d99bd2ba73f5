"""`recoil record --desk` from beginning to end: the adapter, the sensor, the file, what is said."""

import signal
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from recoil.cli.output import Voice
from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.device.usb_i2c import adapter
from recoil.device.usb_i2c.recorder import MOST_MISSED, Taken, record
from recoil.device.usb_i2c.sensor import ADDRESSES, RATES, DeskSensor
from recoil.device.usb_i2c.table import GrowingTable
from recoil.recording.reading import LOWEST_HZ

SHOWN_EVERY_S = 0.5


@dataclass(frozen=True)
class Errand:
    """What is wanted: the options of the command."""

    output: Path
    rate_hz: int = 208
    address: int = ADDRESSES[0]
    bus: int | None = None
    for_s: float | None = None
    accepts_slow: bool = False

    def run(self, voice: Voice, overwrite: bool = False) -> None:
        """Record; a `RecoilError` if nothing could be kept, or it ended before its time."""
        self._check(overwrite)
        taken = Taken(self.rate_hz)
        with GrowingTable(self.output) as table:
            sensor = DeskSensor(adapter.open_bus(self.bus), self.address, self.rate_hz)
            ticker = Ticker(voice.shows_progress and sys.stderr.isatty())
            if self.for_s is None and ticker.is_shown:
                voice.say("Recording; Ctrl-C ends it.")
            with StopSign() as sign:
                record(
                    sensor, table, taken, self.for_s or float("inf"), self.accepts_slow, ticker.show, lambda: sign.seen
                )
            ticker.clear()
            if taken.is_too_slow:
                raise RecoilError(
                    f"only {taken.achieved_hz:.0f} samples/s come through; a replay needs 104: nothing was kept",
                    *adapter.FASTER,
                    "Or record all the same: --anyway",
                )
            if not taken.is_of_use:
                why = taken.trouble or f"only {taken.duration_s:.1f} s were recorded, a replay needs 1 s"
                raise RecoilError(f"{why}: nothing was kept", "Check the sensor's cable and try again.")
            table.keep()
        self._tell(taken, voice)
        if taken.trouble:
            raise RecoilError(
                f"{taken.trouble}; the {taken.duration_s:.1f} s before are in {one_line(self.output)}",
                "Check the sensor's cable; long or loose ones fail at 400 kHz.",
            )

    def _check(self, overwrite: bool) -> None:
        if self.rate_hz not in RATES:
            raise RecoilError(f"the sensor has no rate of {self.rate_hz} Hz: choose 104, 208 or 416")
        if self.address not in ADDRESSES:
            raise RecoilError(f"no LSM6DSOX can have the address {self.address:#x}: choose 0x6A or 0x6B")
        if self.output.exists() and not overwrite and not self.output.is_dir():
            raise OutputError(f"{one_line(self.output)} exists; --overwrite replaces it")

    def _tell(self, taken: Taken, voice: Voice) -> None:
        voice.document({"recording": str(self.output), **taken.as_json()})
        lost = f"{taken.lost} missed" if taken.lost else "none missed"
        voice.say(f"{taken.samples} samples, {taken.duration_s:.1f} s, {taken.achieved_hz:.1f} samples/s, {lost}")
        voice.say(f"{one_line(self.output)} written. Next: recoil replay {one_line(self.output)}")
        if taken.achieved_hz < LOWEST_HZ:
            voice.warn(f"{taken.achieved_hz:.0f} samples/s are too few for recoil replay, which needs 104")
        elif taken.missed_share > MOST_MISSED:
            voice.warn(
                f"{100 * taken.missed_share:.0f} % of the samples were missed: the adapter asks {taken.polls_hz:.0f} "
                f"times a second. {'Use --rate 104. ' if self.rate_hz > 104 else ''}{adapter.FASTER[1]}"
            )


class StopSign:
    """A context in which the first Ctrl-C is only `seen`, so that no line is left half written."""

    def __init__(self) -> None:
        self.seen = False
        self._is_heard = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        """Listen."""
        if self._is_heard:
            self._before = signal.signal(signal.SIGINT, self._see)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Listen no more."""
        if self._is_heard:
            signal.signal(signal.SIGINT, self._before)

    def _see(self, number: int, frame: FrameType | None) -> None:
        if self.seen:  # an adapter that hangs
            raise KeyboardInterrupt
        self.seen = True


class Ticker:
    """A line on the terminal that says how it goes."""

    def __init__(self, is_shown: bool) -> None:
        self.is_shown = is_shown
        self._shown_s = 0.0

    def show(self, taken: Taken) -> None:
        """Say it, not all the time: writing takes time too."""
        if self.is_shown and taken.last_s - self._shown_s >= SHOWN_EVERY_S:
            self._shown_s = taken.last_s
            minutes, seconds = divmod(taken.duration_s, 60)
            line = f"{minutes:3.0f}:{seconds:04.1f}  {taken.achieved_hz:5.1f} samples/s"
            sys.stderr.write(f"\r{line:<60}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.is_shown and self._shown_s:
            sys.stderr.write("\r" + 60 * " " + "\r")
            sys.stderr.flush()
