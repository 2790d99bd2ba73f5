"""What is known of one step, and finished steps on their way out."""

from ..compat import const

_STEPS = const(32)  # more than the end of a recording can finish at once


class Step:
    """One step, from initial contact to the next one (the other foot).

    Times are in s and us since the first sample, processing delay removed; bounce in um, peak acceleration in mg.
    `side` is -1 left, 1 right, 0 not known; `flags` are those of `recoil_clip.spec.steps`.
    """

    def __init__(self):
        self.initial_contact_s = 0  # whole seconds
        self.initial_contact_us = 0  # and microseconds, 0 .. 999999
        self.step_us = 0
        self.contact_us = 0
        self.flight_us = 0  # step - contact; negative: both feet down
        self.bounce_um = 0
        self.peak_mg = 0  # highest upward specific force, 50 Hz bandwidth
        self.side = 0  # -1 left, 1 right, 0 not known
        self.speed_mm_s = 0  # of the average runner who moves like this: the runner's own is a fixed part of it
        self.flags = 0


class Queue:
    """Fill `tail`, then `put` it; `take` gives the oldest. A reader that falls 32 steps behind loses the oldest.

    A ring of `Step` objects that are used over and over: nothing is allocated.
    """

    def __init__(self):
        self.waiting = 0
        self.tail = Step()
        self._ring = [self.tail]
        while len(self._ring) < _STEPS:
            self._ring.append(Step())
        self._at = 0

    def put(self):
        """Let the step in `tail` wait, and put another one there."""
        self._at = (self._at + 1) % _STEPS
        self.tail = self._ring[self._at]
        self.waiting = min(self.waiting + 1, _STEPS - 1)

    def take(self):
        """Return the oldest waiting `Step`, or None; it stays as it is until 31 more have been put."""
        if not self.waiting:
            return None
        self.waiting -= 1
        return self._ring[(self._at - self.waiting - 1) % _STEPS]
