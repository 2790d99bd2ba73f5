"""A recording with a bare sensor from beginning to end: the adapter, the sensor, the file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.interrupts import InterruptFlag
from recoil.device.usb_i2c import adapter
from recoil.device.usb_i2c.sampling import Taken, record
from recoil.device.usb_i2c.sensor import ADDRESSES, RATES, DeskSensor
from recoil.device.usb_i2c.table import GrowingTable


@dataclass(frozen=True)
class RecordingJob:
    """What is wanted of a recording with a bare sensor."""

    output: Path
    """NAME.csv or NAME.csv.gz."""
    rate_hz: int = 208
    address: int = ADDRESSES[0]
    bus: int | None = None
    """Number of /dev/i2c-N; None for an adapter."""
    for_s: float | None = None
    """How long; None until Ctrl-C."""
    accepts_slow: bool = False
    """Whether to keep what is too slow to be replayed."""

    def run(self, begun: Callable[[], None], show: Callable[[Taken], None]) -> Taken:
        """Record until the time is over or Ctrl-C comes, and return what was taken.

        `begun` is called once, when the sensor is ready; `show` with what was taken so far, after every sample. A
        `RecoilError` says that nothing of use could be kept; `Taken.trouble` what ended a recording before its time.
        """
        self.check_options()
        taken = Taken(self.rate_hz)
        with GrowingTable(self.output) as table:
            sensor = DeskSensor(adapter.open_bus(self.bus), self.address, self.rate_hz)
            begun()
            with InterruptFlag() as interrupt:
                seconds = self.for_s or float("inf")
                record(sensor, table, taken, seconds, self.accepts_slow, show, lambda: interrupt.seen)
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
        return taken

    def check_options(self) -> None:
        """Raise a `RecoilError` for a rate or an address that the sensor does not have."""
        if self.rate_hz not in RATES:
            raise RecoilError(f"the sensor has no rate of {self.rate_hz} Hz: choose 104, 208 or 416")
        if self.address not in ADDRESSES:
            raise RecoilError(f"no LSM6DSOX can have the address {self.address:#x}: choose 0x6A or 0x6B")

    def check_output(self) -> None:
        """Raise an `OutputError` where a file of that name is there already."""
        if self.output.exists() and not self.output.is_dir():
            raise OutputError(f"{one_line(self.output)} exists; --overwrite replaces it")
