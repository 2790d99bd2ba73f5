"""Finished steps on their way out, without allocating: a ring of `Step` objects that are used over and over."""

from ..compat import const
from .step import Step

_STEPS = const(32)  # more than the end of a recording can finish at once


class Queue:
    """Fill `tail`, then `put` it; `take` gives the oldest. A reader that falls 32 steps behind loses the oldest."""

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
