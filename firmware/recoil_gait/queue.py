"""Finished steps on their way out, kept without allocating."""

from array import array

from .compat import const

_STEPS = const(32)  # the most that one call can finish
_MASK = const(31)


class Queue:
    """First in, first out; when full, the oldest step is lost (a reader that takes after every call never sees that)."""

    def __init__(self):
        self.waiting = 0
        self._next = 0
        self._second = array("i", bytes(4 * _STEPS))
        self._us = array("i", bytes(4 * _STEPS))
        self._step_us = array("i", bytes(4 * _STEPS))
        self._contact_us = array("i", bytes(4 * _STEPS))
        self._bounce_um = array("i", bytes(4 * _STEPS))
        self._peak_mg = array("i", bytes(4 * _STEPS))
        self._side = array("b", bytes(_STEPS))
        self._flags = array("B", bytes(_STEPS))

    def put(self, step):
        """Keep the values of a `Step`."""
        i = self._next
        self._next = (i + 1) & _MASK
        if self.waiting < _STEPS:
            self.waiting += 1
        self._second[i] = step.initial_contact_s
        self._us[i] = step.initial_contact_us
        self._step_us[i] = step.step_us
        self._contact_us[i] = step.contact_us
        self._bounce_um[i] = step.bounce_um
        self._peak_mg[i] = step.peak_mg
        self._side[i] = step.side
        self._flags[i] = step.flags

    def take(self, step):
        """Move the oldest values into a `Step`. Returns False when there are none."""
        if not self.waiting:
            return False
        i = (self._next - self.waiting) & _MASK
        self.waiting -= 1
        step.initial_contact_s = self._second[i]
        step.initial_contact_us = self._us[i]
        step.step_us = self._step_us[i]
        step.contact_us = self._contact_us[i]
        step.flight_us = step.step_us - step.contact_us
        step.bounce_um = self._bounce_um[i]
        step.peak_mg = self._peak_mg[i]
        step.side = self._side[i]
        step.flags = self._flags[i]
        return True
