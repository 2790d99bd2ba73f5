"""What the steps of a minute add up to."""

from ..compat import const
from ..spec.log import WITHHELD_BYTES

_MOST_STEPS = const(600)  # sums stay below 2^30


class Minute:
    """`add` every step. Means are over steps without a flag; `unclean` counts the others.

    `withheld` says for each quantity why it is not told, four bits each; it stays from minute to minute.
    """

    def __init__(self):
        self.withheld = bytearray(WITHHELD_BYTES)
        self.clear()

    def clear(self):
        """Begin the next minute: all sums are 0."""
        self.steps = 0
        self.unclean = 0
        self.cues = 0
        self._step_us = 0
        self._contact_us = 0
        self._bounce_um = 0
        self._peak_mg = 0
        self._speed_mm_s = 0
        self._speeds = 0

    def withhold(self, quantity, reason):
        """Do not tell a quantity from now on, for a reason of `validity`; 0 tells it again."""
        at = quantity >> 1
        kept = self.withheld[at]
        self.withheld[at] = kept & 15 | reason << 4 if quantity & 1 else kept & 240 | reason

    def add(self, step, flags):
        """Add a step to the sums, unless it has flags: then it is only counted."""
        if self.steps >= _MOST_STEPS:
            return
        self.steps += 1
        if flags:
            self.unclean += 1
            return
        self._step_us += step.step_us
        self._contact_us += step.contact_us
        self._bounce_um += step.bounce_um
        self._peak_mg += step.peak_mg
        if step.speed_mm_s:
            self._speed_mm_s += step.speed_mm_s
            self._speeds += 1

    def mean_step_us(self):
        """Return mean step time; 0 without a clean step, as all means."""
        return self._step_us // max(self.steps - self.unclean, 1)

    def mean_contact_us(self):
        """Return the mean contact time of clean steps."""
        return self._contact_us // max(self.steps - self.unclean, 1)

    def mean_bounce_um(self):
        """Return the mean bounce of clean steps."""
        return self._bounce_um // max(self.steps - self.unclean, 1)

    def mean_peak_mg(self):
        """Return the mean peak acceleration of clean steps."""
        return self._peak_mg // max(self.steps - self.unclean, 1)

    def mean_speed_mm_s(self):
        """Return mean speed over the steps that have one."""
        return self._speed_mm_s // max(self._speeds, 1)
