"""Raw samples of a running clip into a recording that `recoil replay` takes."""

import numpy as np

from recoil.common.errors import one_line
from recoil.device.messages import RawMessage
from recoil.device.usb_i2c.sensor import Sample
from recoil.device.usb_i2c.table import GrowingTable
from recoil.recording.reading import ACC_G_PER_COUNT, GYR_DPS_PER_COUNT, SHORTEST_S


class Capture:
    """Add bursts; samples that are missing are missing in time too. A clip that starts anew is a gap as well."""

    def __init__(self, table: GrowingTable) -> None:
        self.samples = 0
        self.lost = 0
        self._table = table
        self._next: int | None = None
        self._time_ns = 0  # of the next sample
        self._heard_s = 0.0

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self._time_ns * 1e-9

    @property
    def is_of_use(self) -> bool:
        """Whether a replay takes it."""
        return self.seconds >= SHORTEST_S

    def add(self, burst: RawMessage, now_s: float) -> None:
        """Add a burst that came at this moment of the computer's time."""
        if self._next is not None and burst.first != self._next:
            missing = burst.first - self._next
            if missing < 0:  # it was reset: nobody but this computer knows how long that took
                missing = max(round((now_s - self._heard_s) * 1e9 / burst.period_ns) - len(burst.counts), 1)
            self.lost += missing
            self._time_ns += missing * burst.period_ns
        self._next = burst.first + len(burst.counts)
        self._heard_s = now_s
        self.samples += len(burst.counts)
        scaled = burst.counts * np.repeat((ACC_G_PER_COUNT, GYR_DPS_PER_COUNT), 3)
        for row in scaled.tolist():
            self._table.add(self._time_ns * 1e-9, Sample((row[0], row[1], row[2]), (row[3], row[4], row[5])))
            self._time_ns += burst.period_ns

    def text(self) -> str:
        """Say how it goes."""
        lost = f", {self.lost} lost" if self.lost else ", none lost"
        return f"{self.samples} samples, {self.seconds:.0f} s{lost}"

    def finish(self, path: object) -> str:
        """Put the recording in its place, if it is one, and say so."""
        if not self.is_of_use:
            return f"only {self.seconds:.1f} s of samples came: {one_line(path)} was not written"
        self._table.keep()
        return f"{self.text()}: {one_line(path)} written. Next: recoil replay {one_line(path)}"
