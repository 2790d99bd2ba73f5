"""What the light says: a colour and a rhythm per state, different in both, so that one lamp without colours will do."""

from ..compat import const

# Parts of a pattern.
_COLOUR = const(0)
_ON_MS = const(1)
_OFF_MS = const(2)
_COUNT = const(3)
_PAUSE_MS = const(4)  # after the last blink

_BLACK = const(0)
_WHITE = const(1)
_RED = const(2)
_ORANGE = const(3)
_YELLOW = const(4)
_GREEN = const(5)
_BLUE = const(6)
COLOURS = (
    (0, 0, 0),
    (255, 255, 255),
    (255, 0, 0),
    (255, 90, 0),
    (255, 200, 0),
    (0, 255, 0),
    (0, 60, 255),
)

BOOT = (_WHITE, 1000, 0, 1, 0)  # steady
READY = (_GREEN, 60, 0, 1, 2940)  # a wink every three seconds
RECORDING = (_GREEN, 120, 0, 1, 880)  # a blink every second
PAUSED = (_YELLOW, 120, 180, 2, 1400)  # two, then a pause
SAVING = (_BLUE, 1000, 0, 1, 0)  # steady, for a second
USB = (_BLUE, 1000, 1000, 1, 0)  # slowly on and off
SCREEN = (_WHITE, 120, 180, 2, 1400)  # two, then a pause
LOW = (_RED, 1500, 0, 1, 2500)  # one long
OFF = (_BLACK, 1000, 0, 1, 0)
FAULTS = tuple([(_RED, 200, 300, blinks, 1500) for blinks in range(8)])  # counted out
WARNINGS = tuple([(_ORANGE, 200, 300, blinks, 1500) for blinks in range(8)])

BY_STATE = (BOOT, READY, RECORDING, PAUSED, SAVING, USB, FAULTS[2], SCREEN)

# Colours without a pattern, while no app runs.
WAKING = (60, 60, 60)
DARK = (0, 0, 0)
SAFE = (70, 0, 60)

_WARN_EVERY = const(4)


class Led:
    """`show` a pattern, then `update` at every poll, or first when it has lasted `lasts_ms` since `looked_ms`.

    `warn` adds a fault's count, in orange, now and then.
    """

    def __init__(self, board):
        self.pattern = OFF
        self.looked_ms = board.clock.ticks_ms()
        self.lasts_ms = 0
        self._warns = 0
        self._board = board
        self._clock = board.clock
        self._colours = COLOURS
        self._shown = COLOURS[_BLACK]
        self._since_ms = 0
        self._cycle = 0
        self._restart = True

    def dim(self, brightness_pct):
        """Set the brightness of all colours, in percent."""
        self._colours = [tuple([part * brightness_pct // 100 for part in colour]) for colour in COLOURS]

    def show(self, pattern):
        """Change the pattern, if it is another one."""
        if pattern is not self.pattern:
            self.pattern = pattern
            self._cycle = 0
            self._restart = True

    def warn(self, blinks):
        """Count out a fault after every few cycles of the pattern; 0 for none."""
        self._warns = blinks

    def update(self, now_ms):
        """Switch the light if it is time to."""
        passed_ms = 0 if self._restart else self._clock.ticks_diff(now_ms, self._since_ms)
        pattern = self._current()
        if self._restart or passed_ms >= pattern[_COUNT] * (pattern[_ON_MS] + pattern[_OFF_MS]) + pattern[_PAUSE_MS]:
            if not self._restart:
                self._cycle = (self._cycle + 1) % _WARN_EVERY
            self._restart = False
            self._since_ms = now_ms
            passed_ms = 0
            pattern = self._current()
        self.looked_ms = now_ms
        self._light(pattern, passed_ms)

    def _light(self, pattern, passed_ms):
        """Show what a pattern shows so long after it began, and find out how long."""
        blink_ms = pattern[_ON_MS] + pattern[_OFF_MS]
        lasts_ms = pattern[_COUNT] * blink_ms + pattern[_PAUSE_MS] - passed_ms
        colour = self._colours[_BLACK]
        if passed_ms < pattern[_COUNT] * blink_ms:
            passed_ms %= blink_ms
            if passed_ms < pattern[_ON_MS]:
                colour = self._colours[pattern[_COLOUR]]
                lasts_ms = pattern[_ON_MS] - passed_ms
            else:
                lasts_ms = blink_ms - passed_ms
        self.lasts_ms = lasts_ms
        if colour is not self._shown:
            self._shown = colour
            self._board.light(colour)

    def _current(self):
        return WARNINGS[self._warns] if self._warns and self._cycle == _WARN_EVERY - 1 else self.pattern
