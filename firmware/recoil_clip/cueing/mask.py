"""Which steps the motor shook: those during a pulse and for a while after it (150 ms) do not count as evidence."""

from array import array

from ..compat import const
from ..spec.steps import MASKED

_SPANS = const(16)  # with a metronome at every step, of the last 3 s or more; a step is known 1 s after its end


class Mask:
    """Which steps the motor may have shaken. Times are in ms, on any clock that began at 0.

    Args:
        after_ms: How long the clip still swings after a pulse.
    """

    def __init__(self, after_ms=150):
        self._after_ms = after_ms
        self._begin_ms = array("i", bytes(4 * _SPANS))
        self._end_ms = array("i", bytes(4 * _SPANS))
        self._at = 0

    def pulse(self, begin_ms, length_ms):
        """Tell that the motor runs; returns nothing.

        Args:
            begin_ms: From when on.
            length_ms: For how long, the pauses of a pattern included.
        """
        at = self._at
        self._begin_ms[at] = begin_ms
        self._end_ms[at] = begin_ms + length_ms + self._after_ms
        self._at = (at + 1) % _SPANS

    def flag(self, begin_ms, end_ms):
        """Return the flag for a step.

        Args:
            begin_ms: When the step began.
            end_ms: When it ended.

        Returns:
            MASKED if it meets a pulse or what follows one, else 0.
        """
        i = 0
        while i < _SPANS:
            if begin_ms < self._end_ms[i] and end_ms > self._begin_ms[i]:
                return MASKED
            i += 1
        return 0
