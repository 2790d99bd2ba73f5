"""When the sensor took its samples, told from when polls found one ready and when they did not."""


class Grid:
    """The sensor samples at a steady pace, a poll finds out later, at any time: the stamps go back to that pace.

    A poll that found a sample: it was taken before the poll ended. One that found none: the next sample was taken
    after the poll began. The grid is moved whenever it disagrees, so that a pace a little off its nominal one does not
    matter. `lost` counts samples that were overwritten before a poll came.
    """

    def __init__(self, period_s: float) -> None:
        self.period_s = period_s
        self.gaps = 0
        self.lost = 0
        self._last_s: float | None = None  # when the last sample was taken

    def idle(self, begun_s: float) -> None:
        """Note a poll that began at a time (s) and found no new sample."""
        if self._last_s is not None and self._last_s + self.period_s < begun_s:
            self._last_s = begun_s - self.period_s

    def take(self, ended_s: float) -> float:
        """Return when the sample that was ready was taken."""
        if self._last_s is None:
            self._last_s = ended_s
            return ended_s
        # A quarter of a period for a grid that is not settled yet: one counted too few is made up for by the next.
        periods = max(int((ended_s - self._last_s) / self.period_s - 0.25), 1)
        if periods > 1:
            self.gaps += 1
            self.lost += periods - 1
        taken_s = min(self._last_s + periods * self.period_s, ended_s)
        self._last_s = max(taken_s, self._last_s + self.period_s / 2)  # stamps never go back
        return self._last_s
