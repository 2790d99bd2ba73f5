"""Cadence over the last eight steps."""

from array import array

from .compat import const

_STEPS = const(8)


class Cadence:
    """`cadence_cspm`: steps per minute in hundredths, 0 before the first step."""

    def __init__(self):
        self.cadence_cspm = 0
        self._step_us = array("i", bytes(4 * _STEPS))
        self._at = 0
        self._total_us = 0
        self._steps = 0

    def add(self, step_us):
        """Add a step time."""
        at = self._at
        self._total_us += step_us - self._step_us[at]
        self._step_us[at] = step_us
        self._at = (at + 1) % _STEPS
        if self._steps < _STEPS:
            self._steps += 1
        # 60 s / mean step time, both in units of 10 us to stay below 2^30.
        self.cadence_cspm = 600000000 // max(self._total_us // (10 * self._steps), 1)
