"""How virtual time goes while someone watches: in step with real time, or for a while as fast as the computer can."""

from .keyboard import NONE

_SLICE_MS = 20
_MOST_AHEAD_US = 100000
_MOST_BEHIND_US = 1000000
_MOST_BUSY_US = 20000
_LOOKS = 64
_GLANCE_US = 5000


class Pace:
    """`real_us` returns the real time; `console` is asked for input on the way. `is_fast`: not in step with it.

    `speed` is how much faster than real time virtual time goes while in step: less where the computer is too slow.
    """

    def __init__(self, board, console, real_us, speed=1):
        self._board = board
        self._clock = board.clock
        self._console = console
        self._real_us = real_us
        self._speed = speed
        self._fast_until_us = 0
        self.is_fast = False
        self._looks = 0
        self._seen_us = 0
        self._lead_us = 0  # real time to virtual time
        self._step_in()

    def hurry(self, us):
        """Go fast for so much virtual time."""
        self._fast_until_us = self._clock.now_us() + us
        self.is_fast = True

    def pass_us(self, us):
        """Let time pass, up to an interruption; at the prompt, up to a byte of input."""
        clock = self._clock
        end_us = clock.now_us() + us
        while True:
            self._board.observer.harvest()
            self._look_up()
            now_us = clock.now_us()
            if now_us >= end_us or clock.interrupted() or self._wakes():
                return
            if self.is_fast:
                clock.advance_us(min(end_us, self._fast_until_us) - now_us)
                if clock.now_us() >= self._fast_until_us:
                    self._step_in()
                continue
            due_us = self._due_us()
            if due_us > now_us:
                clock.advance_us(min(due_us, end_us) - now_us)
                if due_us >= end_us or clock.interrupted():
                    continue
            elif now_us - due_us > _MOST_AHEAD_US:
                # A flash that is erased takes virtual time only: nobody wants to wait for it.
                self._lead_us += now_us - due_us
                continue
            # The two are in step, and the computer has nothing to do for this clip until something comes.
            self._console.pump(min(((end_us - due_us) // self._speed + 999) // 1000, _SLICE_MS))

    def _look_up(self):
        """See what the computer sends; not all the time while time flies."""
        real_us = self._real_us()
        if not self.is_fast or real_us - self._seen_us >= _GLANCE_US:
            self._seen_us = real_us
            self._console.pump(0)

    def look(self):
        """Keep up with a program that looks at the clock all the time."""
        self._looks += 1
        if self._looks < _LOOKS:
            return
        self._looks = 0
        try:
            self._console.pump(0)
        except MemoryError:  # the program has the heap locked: later, then
            return
        if not self.is_fast:
            # A moment in which the computer does something else is not a cable that is stuck.
            behind_us = self._due_us(_MOST_BUSY_US) - self._clock.now_us()
            self._clock.advance_us(min(max(behind_us, 0), _MOST_BUSY_US))

    def _wakes(self):
        """Return True if the prompt has something to read."""
        keyboard = self._board.keyboard
        return keyboard.interrupt == NONE and keyboard.waits()

    def _due_us(self, most_behind_us=_MOST_BEHIND_US):
        """Return what time it should be on the clip."""
        due_us = self._real_us() * self._speed + self._lead_us
        late_us = due_us - self._clock.now_us() - most_behind_us
        if self._speed == 1 or late_us <= 0:
            return due_us
        # A program gets as much to do in a second as ever, or its watchdog would bite.
        self._lead_us -= late_us
        return due_us - late_us

    def _step_in(self):
        self.is_fast = False
        self._lead_us = self._clock.now_us() - self._real_us() * self._speed
        self._board.observer.note("in step")
