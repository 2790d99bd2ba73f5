"""A `busio.I2C` of CircuitPython on top of a modelled bus, so that drivers written for that run on the chip models."""

from typing import Any


class FakeBusio:
    """The calls that `adafruit_bus_device` makes. Transfers outside a lock are an error, as on the real thing."""

    def __init__(self, bus: Any) -> None:
        self.bus = bus
        self.locked = False

    def try_lock(self) -> bool:
        """Take the bus."""
        taken, self.locked = not self.locked, True
        return taken

    def unlock(self) -> None:
        """Give the bus back."""
        self.locked = False

    def writeto(self, address: int, buffer: bytes, *, start: int = 0, end: int | None = None) -> None:
        """Write; no bytes at all only ask for an answer."""
        assert self.locked
        self.bus.write_part(address, buffer, start, len(buffer) if end is None else end)

    def readfrom_into(self, address: int, buffer: bytearray, *, start: int = 0, end: int | None = None) -> None:
        """Read from where the last transfer ended."""
        assert self.locked
        self.bus.read_part(address, buffer, start, len(buffer) if end is None else end)

    def writeto_then_readfrom(
        self,
        address: int,
        out_buffer: bytes,
        in_buffer: bytearray,
        *,
        out_start: int = 0,
        out_end: int | None = None,
        in_start: int = 0,
        in_end: int | None = None,
    ) -> None:
        """Write the register, then read from it on."""
        self.writeto(address, out_buffer, start=out_start, end=out_end)
        self.readfrom_into(address, in_buffer, start=in_start, end=in_end)
