"""The watchdog of the RP2040."""

from .clock import NEVER
from .reset import Reset

LONGEST_MS = 8388


class Watchdog:
    """Resets the processor when it was not fed in time; only a hard reset stops it."""

    def __init__(self, clock):
        self.due_us = NEVER
        self.bit = False  # it was the last reset's cause
        self._clock = clock
        self._timeout_us = 0
        self._bite = Reset("watchdog")
        clock.alarms.append(self)

    def start(self, timeout_ms):
        """Start it, or change its timeout."""
        if not 1 <= timeout_ms <= LONGEST_MS:
            raise ValueError("timeout exceeds 8388")
        self._timeout_us = timeout_ms * 1000
        self._bite = Reset("watchdog")  # made now: the heap may be locked when it is needed
        self.due_us = self._clock.now_us() + self._timeout_us
        self._clock.plan()

    def feed(self):
        """Put the reset off for another time-out."""
        if self.due_us != NEVER:
            self.due_us = self._clock.now_us() + self._timeout_us

    def is_running(self):
        """Return True once it was started."""
        return self.due_us != NEVER

    def stop(self):
        """Switch it off, as a hard reset does."""
        self.due_us = NEVER

    def ring(self):
        """Reset the clip, as nobody has fed it in time."""
        self.due_us = NEVER
        self._clock.kill(self._bite)
