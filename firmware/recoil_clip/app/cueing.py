"""What the runner feels: the coach's cues and the clip's own signals, all by count and rhythm."""

from ..compat import const
from ..cueing.patterns import COUNT, OFF_MS, ON_MS, duration_ms
from ..drivers.errors import ChipError
from ..spec.faults import MOTOR_MISSING
from .faults import chip_fault

# The clip's own signals, each (count, on ms, off ms). All but the battery's and the log's answer the button.
STARTED = (1, 400, 0)
STOPPED = (2, 400, 200)
MARKED = (1, 60, 0)
GRANTED = (2, 60, 300)  # two pulses of a cue are as long as their pause
REFUSED = (3, 80, 80)
MUTED = (4, 60, 60)
BATTERY = (3, 400, 200)
NOT_KEPT = (4, 400, 200)  # from now on; at the end: not all of it was
EXERCISES = ((0, 0, 0), (3, 200, 400), (4, 200, 400))  # a screening, core work: slow pulses count what was pressed

_MOST_FAILURES = const(3)
_BETWEEN_MS = const(1000)  # between patterns that are told one after the other


class Haptics:
    """`feel` starts a pattern and returns at once; `mask` is told of it. Without a motor nothing is felt.

    A motor that fails three times in a row is given up until the next boot.
    """

    def __init__(self, board, motor, faults):
        self.motor = motor
        self.mask = None
        self._board = board
        self._clock = board.clock
        self._faults = faults
        self._failures = 0
        self._began_ms = board.clock.ticks_ms()
        self._lasts_ms = 0
        self._waiting = []

    def recite(self, patterns):
        """Play patterns one after the other, in place of those that still wait; outside of a session."""
        self._waiting = patterns

    def go_on(self):
        """Now and then: play the next of them when it is time."""
        if not self._waiting:
            return
        if self._clock.ticks_diff(self._clock.ticks_ms(), self._began_ms) >= self._lasts_ms + _BETWEEN_MS:
            self.feel(self._waiting.pop(0), 0)

    def feel(self, pattern, time_ms):
        """Play a pattern; `time_ms` is the session's time. Returns True if the motor took it."""
        if self.motor is None:
            return False
        try:
            self.motor.play(pattern[COUNT], pattern[ON_MS], pattern[OFF_MS])
        except ChipError as error:
            self._failed(error)
            return False
        self._failures = 0
        self._began_ms = self._clock.ticks_ms()
        self._lasts_ms = duration_ms(pattern)
        if self.mask is not None:
            self.mask.pulse(time_ms, self._lasts_ms)
        return True

    def is_quiet(self):
        """Return True while nothing is played."""
        return self._clock.ticks_diff(self._clock.ticks_ms(), self._began_ms) >= self._lasts_ms

    def stop(self):
        """Cut off what is playing."""
        if self.motor is None:
            return
        try:
            self.motor.stop()
        except ChipError as error:
            self._failed(error)

    def rest(self):
        """Let the motor's driver sleep until something is to be felt."""
        if self.motor is None:
            return
        try:
            self.motor.rest()
        except ChipError as error:
            self._failed(error)

    def _failed(self, error):
        self._failures += 1
        self._faults.note(chip_fault(error, MOTOR_MISSING), str(error), self._board.utc_s())
        if self._failures >= _MOST_FAILURES:
            self.motor = None
