"""The button: a short press, two of them, or a long one; three or four in a row; held at boot it means safe mode."""

from ..compat import const

NOTHING = const(0)
SHORT = const(1)
DOUBLE = const(2)
LONG = const(3)

_LONG_MS = const(1000)
_STUCK_MS = const(20000)
_DOUBLE_MS = const(450)  # from letting go to the second press at the latest
_BOOT_HELD_MS = const(400)
_BOOT_POLL_MS = const(20)
_ROW_MS = const(600)  # from letting go of the second to the third


class Button:
    """Call `poll` at every poll with what the contact says; two polls have to agree, which is longer than it bounces.

    A short press is told once it is clear that no second one follows; `pressed_ms` is when it was. While it `is_idle`
    and nothing touches the contact there is no need to poll. Held for 20 s it `is_stuck`, until it is let go.
    """

    def __init__(self, clock):
        self.pressed_ms = 0
        self.is_idle = True
        self.is_stuck = False
        self._clock = clock
        self._contact = False
        self._down = False
        self._down_ms = 0
        self._up_ms = 0
        self._is_long = False
        self._waits = False  # a short press may become a double one

    def poll(self, contact, now_ms):
        """Return what was pressed."""
        told = self._look(contact, now_ms)
        self.is_idle = not (self._contact or self._down or self._waits)
        self.is_stuck = self._down and self._clock.ticks_diff(now_ms, self._down_ms) >= _STUCK_MS
        return told

    def _look(self, contact, now_ms):
        clock = self._clock
        if contact != self._contact:
            self._contact = contact
        elif contact != self._down:
            self._down = contact
            if contact:
                self._down_ms = now_ms
                self._is_long = False
            elif not self._is_long:
                return self._released(now_ms)
        elif contact:
            if not self._is_long and clock.ticks_diff(now_ms, self._down_ms) >= _LONG_MS:
                self._is_long = True
                self._waits = False
                return LONG
        elif self._waits and clock.ticks_diff(now_ms, self._up_ms) >= _DOUBLE_MS:
            self._waits = False
            return SHORT
        return NOTHING

    def _released(self, now_ms):
        self._up_ms = now_ms
        self._waits = not self._waits
        if not self._waits:
            return DOUBLE
        self.pressed_ms = self._down_ms
        return NOTHING


class PressCount:
    """Short presses in a row: `count` what the button says; two at a time, or one, is all it can say.

    In a run each is acted on at once. Outside of one, `over` says how many there were once no more can follow.
    """

    def __init__(self, clock):
        self.counted = 0
        self._clock = clock
        self._may_follow = False
        self._ms = clock.ticks_ms()  # when the last was let go

    def count(self, pressed, pressed_ms, now_ms):
        """Return how many there are now; `pressed_ms` is when the button's press, or pair, began. A long one: 0."""
        if not self._may_follow or self._clock.ticks_diff(pressed_ms, self._ms) >= _ROW_MS:
            self.counted = 0
        self._may_follow = pressed == DOUBLE  # the button tells a single one once no second has followed
        self._ms = now_ms
        self.counted = 0 if pressed == LONG else self.counted + pressed
        return self.counted

    def over(self, is_idle, now_ms):
        """Return how many there were, once; 0 while more may follow. `is_idle`: the button is."""
        if self._may_follow and (not is_idle or self._clock.ticks_diff(now_ms, self._ms) < _ROW_MS):
            return 0
        counted = self.counted
        self.counted = 0
        return counted


def is_held_at_boot(board, waits_ms):
    """Return True if the button is held for 0.4 s that begin now, or within so many milliseconds.

    The reference board's key means something else while power comes, so it can only be pressed afterwards.
    """
    held_ms = 0
    while held_ms < _BOOT_HELD_MS:
        if board.is_pressed():
            held_ms += _BOOT_POLL_MS
        elif held_ms or waits_ms <= 0:
            return False
        board.clock.sleep_ms(_BOOT_POLL_MS)
        waits_ms -= _BOOT_POLL_MS
    return True
