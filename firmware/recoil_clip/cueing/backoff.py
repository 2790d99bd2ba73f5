"""How often cues may come: an interval, a ceiling by the hour, and less and less to who does not answer."""

from array import array

from ..compat import const

_PATIENCE = const(4)  # unanswered cues, and the interval begins to double
_SILENT = const(8)  # unanswered cues, and there are no more
_LEFT = const(6)  # who went silent begins the next session with so many: two cues are left
_LONGEST_MS = const(300000)
_HOUR_MS = const(3600000)
_MOST = const(60)


class Backoff:
    """Ask `is_free` before a cue, tell `cued` and `answered`; `unanswered` counts since the runner was back."""

    def __init__(self, interval_ms, ceiling, unanswered):
        self.unanswered = unanswered
        self._least = unanswered  # after silence an answer, which may be chance, brings fewer cues than eight
        self.free_ms = 0  # no cue before this
        self._interval_ms = interval_ms
        self._ceiling = min(ceiling, _MOST)
        self._cued_ms = array("i", bytes(4 * _MOST))
        self._cues = 0

    def is_silent(self):
        """Return True if this runner does not answer: no more cues before they are back in the band, or ask."""
        return self.unanswered >= _SILENT

    def is_free(self, time_ms):
        """Return True if a cue may come."""
        if time_ms < self.free_ms or self.unanswered >= _SILENT:
            return False
        oldest = self._cues - self._ceiling
        return oldest < 0 or time_ms - self._cued_ms[oldest % _MOST] >= _HOUR_MS

    def cued(self, time_ms):
        """A cue was given."""
        self._cued_ms[self._cues % _MOST] = time_ms
        self._cues += 1
        self.unanswered += 1
        interval_ms = self._interval_ms
        doublings = self.unanswered - _PATIENCE
        while doublings > 0:
            interval_ms *= 2
            doublings -= 1
        self.free_ms = max(time_ms + max(min(interval_ms, _LONGEST_MS), self._interval_ms), self.free_ms)

    def wait(self, end_ms):
        """Something else is felt until then; a cue an interval later at the earliest."""
        self.free_ms = max(self.free_ms, end_ms + self._interval_ms)

    def answered(self):
        """The runner is back in the band. Out of silence that brings two more cues, then one, then none."""
        if self.unanswered >= _SILENT:
            self._least = min(max(_LEFT, self._least + 1), _SILENT)
        self.unanswered = min(self.unanswered, self._least)

    def asked(self):
        """The runner asks for cues."""
        self.unanswered = self._least = 0

    def ending(self):
        """Return what the next session begins with: who went silent is cued less from the start."""
        return _LEFT if self.unanswered >= _LEFT else 0
