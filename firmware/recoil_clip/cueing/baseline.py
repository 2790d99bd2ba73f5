"""The runner's own values: means over some minutes of a run, then over runs."""

from ..compat import const
from .share import UNKNOWN

# What is learnt, and between which values it is believed when it is read from a file.
QUANTITIES = (
    ("step_us", 200000, 600000),
    ("contact_us", 80000, 800000),
    ("bounce_um", 3000, 300000),
    ("unsteadiness_bp", 0, 3000),
)

_MOST_STEPS = const(6000)  # twenty minutes at 300 steps/min; sums of eighths of 0.8 s stay below 2^30


class Baseline:
    """What targets are relative to; `is_ready` once it rests on enough runs."""

    def __init__(self):
        self.is_ready = False
        self.step_us = 0
        self.contact_us = 0
        self.bounce_um = 0
        self.unsteadiness_bp = 0


class Lesson:
    """Means over the steps that count between two moments of running time."""

    def __init__(self, from_ms, length_ms):
        self._from_ms = from_ms
        self._to_ms = from_ms + length_ms
        self.steps = 0
        self.is_over = False
        self._step = 0  # sums: of times in 8 us, of bounces in 8 um, of unsteadiness
        self._contact = 0
        self._bounce = 0
        self._unsteadiness_bp = 0
        self._unsteadiness_steps = 0

    def add(self, running_ms, step_us, contact_us, bounce_um, unsteadiness_bp):
        """Add a step that counts, at so much running time."""
        if running_ms >= self._to_ms:
            self.is_over = True
        elif running_ms >= self._from_ms and self.steps < _MOST_STEPS:
            self.steps += 1
            self._step += step_us >> 3
            self._contact += contact_us >> 3
            self._bounce += bounce_um >> 3
            if unsteadiness_bp != UNKNOWN:
                self._unsteadiness_bp += unsteadiness_bp
                self._unsteadiness_steps += 1

    def is_learnt(self):
        """Return True if running went on to the end and at least half of the time is in steps that count."""
        if not self.is_over or not self._unsteadiness_steps:
            return False
        return self._step // 125 * 2 >= self._to_ms - self._from_ms  # 8 us / 125 = 1 ms

    def result(self):
        """Return the means by name; not in the polling path."""
        return {
            "step_us": self._step * 8 // self.steps,
            "contact_us": self._contact * 8 // self.steps,
            "bounce_um": self._bounce * 8 // self.steps,
            "unsteadiness_bp": self._unsteadiness_bp // self._unsteadiness_steps,
            "steps": self.steps,
        }
