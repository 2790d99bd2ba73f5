"""The metronome: a tick for every step (not every stride) at the target's step time, in bursts."""

from ..compat import const

OFF = const(-1)


class Metronome:
    """`start` a burst, then `tick` often; `next_ms` is when the next one is due, OFF outside a burst."""

    def __init__(self, burst_ms):
        self.burst_ms = burst_ms
        self.next_ms = OFF
        self._start_ms = 0
        self._period_us = 0
        self._ticks = 0

    def start(self, start_ms, period_us):
        """Begin a burst at `start_ms`; a period of 0.2 .. 0.6 s."""
        self._start_ms = self.next_ms = start_ms
        self._period_us = period_us
        self._ticks = 0

    def stop(self):
        """End the burst."""
        self.next_ms = OFF

    def tick(self, time_ms):
        """Return True when a tick is due. A late one is given at once, one that was missed whole is left out."""
        if self.next_ms == OFF or time_ms < self.next_ms:
            return False
        beyond_ms = time_ms - self._start_ms
        if beyond_ms >= self.burst_ms:
            self.next_ms = OFF
            return False
        # From the start, not from the last one: late calls must not slow the beat.
        while self.next_ms <= time_ms:
            self._ticks += 1
            self.next_ms = self._start_ms + self._ticks * self._period_us // 1000
        return True
