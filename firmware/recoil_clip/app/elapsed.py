"""Time by the sensor's own clock: what sessions, steps and masks are counted in."""

from ..compat import const

_SECOND_US = const(1000000)
_MOST = const(100000)  # samples; times 10 ms stays below 2^30 us


class Elapsed:
    """Time of the newest sample since the first one, in whole seconds `s` and microseconds `us`."""

    def __init__(self, period_us):
        self.s = 0
        self.us = -period_us
        self.samples = 0  # how many there were, those lost included
        self.period_us = period_us

    def add(self, samples):
        """Count samples, read or lost."""
        self.samples += samples
        while samples > 0:
            some = min(samples, _MOST)
            samples -= some
            us = self.us + some * self.period_us
            self.s += us // _SECOND_US
            self.us = us % _SECOND_US

    def ms(self):
        """Return the time in ms."""
        return self.s * 1000 + self.us // 1000
