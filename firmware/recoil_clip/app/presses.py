"""Short presses in a row outside of a session: three begin a screening, four begin core work."""

from ..compat import const
from .button import DOUBLE, SHORT

_ROW_MS = const(600)  # from letting go of the second to the third


class Presses:
    """`count` what the button says; two at a time, or one, is all it can say."""

    def __init__(self, clock):
        self._clock = clock
        self._is_row = False
        self._ms = clock.ticks_ms()  # when the second was let go

    def count(self, pressed, pressed_ms, now_ms):
        """Return 3 or 4 when there were so many, else 0. `pressed_ms` is when the button's press, or pair, began."""
        is_row = self._is_row and self._clock.ticks_diff(pressed_ms, self._ms) < _ROW_MS
        self._is_row = pressed == DOUBLE and not is_row
        self._ms = now_ms
        if not is_row:
            return 0
        return 4 if pressed == DOUBLE else 3 if pressed == SHORT else 0
