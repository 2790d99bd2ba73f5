"""What the steps of a minute add up to."""

from ..compat import const

_MOST_STEPS = const(600)  # sums stay below 2^30


class Minute:
    """`add` every step. Means are over steps without a flag; `unclean` counts the others."""

    def __init__(self):
        self.clear()

    def clear(self):
        """Begin a new minute."""
        self.steps = 0
        self.unclean = 0
        self.cues = 0
        self._step_us = 0
        self._contact_us = 0
        self._bounce_um = 0
        self._peak_mg = 0

    def add(self, step, flags):
        """Count a step."""
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

    def mean_step_us(self):
        """Return mean step time; 0 without a clean step, as all means."""
        return self._step_us // max(self.steps - self.unclean, 1)

    def mean_contact_us(self):
        """Return mean contact time."""
        return self._contact_us // max(self.steps - self.unclean, 1)

    def mean_bounce_um(self):
        """Return mean bounce."""
        return self._bounce_um // max(self.steps - self.unclean, 1)

    def mean_peak_mg(self):
        """Return mean peak."""
        return self._peak_mg // max(self.steps - self.unclean, 1)
