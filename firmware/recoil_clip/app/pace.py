"""The beat of the main loop: a poll every 40 ms, sleep in between, the metronome's ticks at their own moments."""

from ..compat import const

POLL_MS = const(40)


class Pace:
    """`begin` every poll, `rest` after it."""

    def __init__(self, clock):
        self._clock = clock
        self._began_ms = clock.ticks_ms()

    def begin(self):
        """A poll begins; return the time."""
        self._began_ms = self._clock.ticks_ms()
        return self._began_ms

    def rest(self, session):
        """Sleep until the next poll is due; `session` may be None."""
        clock = self._clock
        passed_ms = clock.ticks_diff(clock.ticks_ms(), self._began_ms)
        while passed_ms < POLL_MS:
            due_ms = POLL_MS if session is None else max(session.tick_due_ms(), passed_ms)
            if session is None or due_ms >= POLL_MS:
                clock.sleep_ms(POLL_MS - passed_ms)
                return
            clock.sleep_ms(due_ms - passed_ms)
            session.tick(due_ms)
            passed_ms = clock.ticks_diff(clock.ticks_ms(), self._began_ms)
