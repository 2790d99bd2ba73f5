"""Polls the sensor as fast as the adapter can and keeps every new sample with its time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from recoil.device.usb_i2c.grid import Grid
from recoil.device.usb_i2c.sensor import DeskSensor, SensorSilentError
from recoil.device.usb_i2c.table import GrowingTable
from recoil.recording.reading import LOWEST_HZ, SHORTEST_S

JUDGED_AFTER_S = 2.0
MOST_MISSED = 0.05  # of the nominal rate, which the chip itself may be 3 % or so below
Progress = Callable[["Taken"], None]


@dataclass
class Taken:
    """What was recorded so far."""

    rate_hz: int
    """Of the sensor."""
    samples: int = 0
    polls: int = 0
    first_s: float = 0.0
    last_s: float = 0.0
    begun_s: float = 0.0
    gaps: int = 0
    lost: int = 0
    trouble: str = ""
    """Why it ended early, empty if it was meant to."""
    is_too_slow: bool = False
    """Given up: the rate is below what a replay needs."""

    @property
    def duration_s(self) -> float:
        """From the first sample to the last."""
        return self.last_s - self.first_s

    @property
    def achieved_hz(self) -> float:
        """Samples a second."""
        return (self.samples - 1) / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def polls_hz(self) -> float:
        """How often a second the adapter can ask, whether or not there was something new."""
        return self.polls / (self.last_s - self.begun_s) if self.last_s > self.begun_s else 0.0

    @property
    def missed_share(self) -> float:
        """Share of the sensor's samples that did not come through, at its nominal rate."""
        return max(1 - self.achieved_hz / self.rate_hz, 0.0)

    @property
    def is_of_use(self) -> bool:
        """Whether it is long enough to be replayed."""
        return self.samples >= 3 and self.duration_s >= SHORTEST_S

    def take(self, time_s: float, grid: Grid) -> None:
        """Count a new sample."""
        if not self.samples:
            self.first_s = time_s
        self.last_s = time_s
        self.samples += 1
        self.gaps, self.lost = grid.gaps, grid.lost

    def as_json(self) -> dict[str, Any]:
        """Return it for another program."""
        return {
            "samples": self.samples,
            "duration_s": round(self.duration_s, 3),
            "rate_hz": round(self.achieved_hz, 2),
            "sensor_rate_hz": self.rate_hz,
            "polls_hz": round(self.polls_hz, 1),
            "gaps": self.gaps,
            "lost_samples": self.lost,
            "trouble": self.trouble or None,
        }


def record(
    sensor: DeskSensor,
    table: GrowingTable,
    taken: Taken,
    for_s: float = float("inf"),
    accepts_slow: bool = False,
    progress: Progress = lambda taken: None,
    stopped: Callable[[], bool] = lambda: False,
) -> None:
    """Record until the time is up, it is `stopped`, or the sensor falls silent; times count from the first sample."""
    grid = Grid(sensor.period_s)
    taken.begun_s = now_s()
    try:
        while not stopped():
            taken.polls += 1
            begun_s = now_s()
            sample = sensor.read()
            time_s = now_s()
            if sample is None:
                grid.idle(begun_s)
            else:
                taken_s = grid.take(time_s)
                taken.take(taken_s, grid)
                table.add(taken_s - taken.first_s, sample)
                progress(taken)
            if time_s - taken.begun_s >= for_s:
                return
            if not taken.samples and time_s - taken.begun_s > JUDGED_AFTER_S:
                taken.trouble = "the sensor answers but gives no samples"
                return
            judged = not accepts_slow and taken.duration_s > JUDGED_AFTER_S
            if judged and taken.achieved_hz < LOWEST_HZ:
                taken.is_too_slow = True
                return
    except SensorSilentError as error:
        taken.trouble = f"the sensor stopped answering ({error})"


def now_s() -> float:
    """Return the time on a clock that nobody sets."""
    return time.monotonic()
