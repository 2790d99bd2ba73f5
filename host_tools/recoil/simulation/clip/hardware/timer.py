"""`machine.Timer` of the RP2040 port: in software, its callback runs between two steps of whatever program there is."""

from . import current
from .clock import NEVER

_RETRY_US = 1000


class Timer:
    """A timer; a soft reset takes it away, as it takes its object."""

    ONE_SHOT = 0
    PERIODIC = 1

    def __init__(self, id=-1, **settings):
        if id != -1:
            raise ValueError("Timer doesn't exist")
        self.due_us = NEVER
        self._clock = current.board.clock
        self._period_us = 0
        self._mode = Timer.PERIODIC
        self._callback = None
        if settings:
            self.init(**settings)

    def init(self, *, mode=PERIODIC, callback=None, period=0xFFFFFFFF, freq=None, tick_hz=1000):
        """Start it, anew if it ran."""
        self.deinit()
        self._period_us = int(1000000 / freq) if freq else period * 1000000 // tick_hz
        self._mode = mode
        self._callback = callback
        self.due_us = self._clock.now_us() + self._period_us
        self._clock.timers.append(self)
        self._clock.alarms.append(self)
        self._clock.plan()

    def deinit(self):
        """Stop the timer; it does not call any more."""
        self.due_us = NEVER
        for entries in (self._clock.timers, self._clock.alarms):
            if self in entries:
                entries.remove(self)
        self._clock.plan()

    def ring(self):
        """Its time has come: the callback runs when the program next looks up."""
        try:
            self._clock.schedule(self._callback, self)
        except MemoryError:  # the program has the heap locked
            self.due_us += _RETRY_US
            return
        self.due_us = self.due_us + self._period_us if self._mode == Timer.PERIODIC else NEVER
