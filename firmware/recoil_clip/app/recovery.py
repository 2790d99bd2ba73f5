"""What is done about a sensor that fails in mid-run: set up again, soon and often, but not for ever."""

from ..compat import const

_RETRY_MS = const(200)
_GIVE_UP_MS = const(4000)  # the watchdog bites after 8.3 s
_MOST_FAILURES = const(5)
_FORGIVEN_MS = const(10000)


class Recovery:
    """Tell it what `failed` and what `worked`.

    `is_hopeless` after 4 s without success, or at the sixth failure without ten good seconds in between.
    """

    def __init__(self, clock):
        self.is_failing = False
        self._clock = clock
        self._failures = 0
        self._retries = 0
        self._first_ms = clock.ticks_ms()
        self._tried_ms = self._first_ms
        self._worked_ms = self._first_ms

    def failed(self, now_ms):
        """The sensor failed, or could not be set up. Returns True if that is news."""
        self._tried_ms = now_ms
        if self.is_failing:
            self._retries += 1
            return False
        if self._clock.ticks_diff(now_ms, self._worked_ms) > _FORGIVEN_MS:
            self._failures = 0
        self._failures += 1
        self._first_ms = now_ms
        self._retries = 0
        self.is_failing = True
        return True

    def is_due(self, now_ms):
        """Return True if it is time to set the sensor up: at once, then five times a second."""
        return self._retries == 0 or self._clock.ticks_diff(now_ms, self._tried_ms) >= _RETRY_MS

    def worked(self, now_ms):
        """The sensor was set up."""
        self.is_failing = False
        self._worked_ms = now_ms

    def is_hopeless(self, now_ms):
        """Return True if the session had better end."""
        if self._failures > _MOST_FAILURES:
            return True
        return self.is_failing and self._clock.ticks_diff(now_ms, self._first_ms) >= _GIVE_UP_MS
