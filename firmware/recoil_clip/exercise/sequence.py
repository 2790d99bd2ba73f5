"""Leads through a plan: get ready, three taps, start, half, end; what ends a try early; then the next one."""

from ..compat import const
from ..spec.exercises import BUTTON, SKIPPING, STOPPED, TIME, UNSTEADY
from .catalogue import is_balance, is_core, is_counted
from .repetitions import Repetitions
from .result import Result
from .rhythm import Rhythm
from .signals import BROKEN, END, FINISHED, HALF, SILENT, START, TAP, shaken_ms
from .stillness import Stillness
from .sway import Sway
from .touchdown import TouchDown

READY = const(0)  # time to get into position
COUNTDOWN = const(1)  # three taps, a second apart; then, for balance, until the wearer stands still
RUNNING = const(2)
OVER = const(3)  # nothing is left to do

_TAPS = const(3)
_TAP_MS = const(1000)
_PATIENCE_MS = const(10000)  # so long after the taps for a wearer who does not stand still
_PAUSE_MS = const(2000)  # before all is said to be finished
_VALUE_MS = const(38)  # sway is taken every 8 samples of 4.8 ms


class Sequence:
    """`feed` every burst, then call `poll`, which returns a signal to be felt, mostly SILENT.

    After a poll, `has_result` says that `result` is that of a try that has just ended. Time, `ms`, is the sensor's.
    Neither allocates.
    """

    def __init__(self, plan, period_us):
        self.ms = 0
        self.phase = READY
        self.index = 0  # of the item
        self.has_result = False
        self.result = Result()
        self.plan = plan
        self._item = plan.items[0]
        self.attempt = 1 - self._item.practice  # 0: a try that does not count
        self._us = 0
        self._period_us = period_us
        self._since_ms = 0  # of the phase
        self._taps = 0
        self._is_half = False  # it was told
        self._shaken_ms = 0  # until when
        self._is_shaken = 0  # all of the samples that are being taken
        self._touched = -1  # number after the one of them that ends the try
        self._ending = 0
        self._ended_ms = 0
        self._still = Stillness()
        self._sway = Sway()
        self._touch_down = TouchDown()
        self._repetitions = Repetitions()
        skips = [item for item in plan.items if item.kind == SKIPPING]
        self._rhythm = Rhythm(60000 if skips else 0)

    def feed(self, samples, first, end):
        """Take samples from number `first` to before number `end`; returns nothing.

        Args:
            samples: An array("i") with six counts for each, in body axes.
            first: Number of the first.
            end: Number of the one before which to stop.
        """
        while first < end:
            # Until the motor has come to rest all are shaken, then none.
            part = self._until(self._shaken_ms) - 1
            self._is_shaken = 1 if part > 0 else 0
            part = min(end, first + part) if part > 0 else end
            self._take(samples, first, part)
            first = part

    def _take(self, samples, first, end):
        """Take samples that are all shaken, or none of them."""
        self._sway.feed(samples, first, end, self._is_shaken)
        self._touched = self._touch_down.feed(samples, first, end, self._is_shaken)
        self._still.feed(samples, first, end, self._is_shaken)
        if self.phase == RUNNING and not self._ending:
            left = max(self._until(self._since_ms + self._item.target_ms), 1)
            if first + left > end:
                self._try(samples, first, end)
            else:
                self._try(samples, first, first + left)
                self._end(TIME, left)
        self._advance(end - first)

    def _try(self, samples, first, end):
        """Go on with the try."""
        kind = self._item.kind
        if kind == SKIPPING:
            self._rhythm.feed(samples, first, end)
        elif is_counted(kind):
            self._touched = self._repetitions.feed(samples, first, end, self._item.repetitions)
            if self._touched >= 0:
                self._end(TIME, self._touched - first)
        elif is_balance(kind) and 0 <= self._touched <= end:
            self._end(self._touch_down.ending(), self._touched - first)

    def _until(self, ms):
        """Return after how many samples it will be so late."""
        left = ms - self.ms
        return (left * 1000 - self._us + self._period_us - 1) // self._period_us if left > 0 else 0

    def gap(self, lost):
        """So many samples were lost; time goes on."""
        while lost > 0:
            some = min(lost, 1000)
            self._advance(some)
            lost -= some

    def poll(self):
        """Do what is due; return what is to be felt."""
        self.has_result = False
        passed_ms = self.ms - self._since_ms
        if self.phase == RUNNING:
            if self._ending:
                return self._told(self._close())
            if not self._is_half and self._is_half_way(passed_ms):
                self._is_half = True
                return self._told(HALF)
        elif self.phase == COUNTDOWN:
            return self._told(self._count_down(passed_ms))
        elif self.phase == READY:
            if self.index >= len(self.plan.items):
                if passed_ms >= _PAUSE_MS:
                    self._go(OVER)
                    return FINISHED
            elif passed_ms >= self.plan.rest_ms:
                self._go(COUNTDOWN)
                self._taps = 0
        return SILENT

    def step(self):
        """The wearer pressed: enough of getting ready, or of the try."""
        if self.phase == RUNNING:
            self._end(BUTTON)
        elif self.phase == READY:
            self._since_ms = self.ms - self.plan.rest_ms

    def skip(self):
        """The wearer leaves the rest of an item out. Returns False while there is a try, or nothing to leave out."""
        if self.phase == RUNNING or self.index >= len(self.plan.items):
            return False
        self._next_item()
        self._go(READY)
        return True

    def stop(self):
        """The session ends: a try that goes on ends with it, and `has_result`."""
        self.has_result = False
        if self.phase == RUNNING:
            self._end(STOPPED)
            self._close()
        self._go(OVER)

    def _advance(self, samples):
        us = self._us + samples * self._period_us
        self.ms += us // 1000
        self._us = us % 1000

    def _go(self, phase):
        self.phase = phase
        self._since_ms = self.ms

    def _told(self, signal):
        if signal != SILENT:
            self._shaken_ms = self.ms + shaken_ms(signal)
        return signal

    def _is_half_way(self, passed_ms):
        if is_counted(self._item.kind):
            return 2 * self._repetitions.count() >= self._item.repetitions
        return 2 * passed_ms >= self._item.target_ms

    def _count_down(self, passed_ms):
        if self._taps < _TAPS:
            if passed_ms < self._taps * _TAP_MS:
                return SILENT
            self._taps += 1
            return TAP
        passed_ms -= _TAPS * _TAP_MS
        if passed_ms < 0:
            return SILENT
        if is_balance(self._item.kind) and not self._still.is_still():
            if passed_ms < _PATIENCE_MS:
                return SILENT
            self._begin()
            self._end(UNSTEADY)
            return self._close()
        self._begin()
        return START

    def _begin(self):
        self._go(RUNNING)
        self._ending = 0
        self._is_half = False
        item = self._item
        self.result.ask(item, self.attempt)
        self.result.begin_ms = self.ms
        if not is_core(item.kind):
            self._sway.begin()
        self._touch_down.begin()
        self._repetitions.clear()
        if item.kind == SKIPPING:
            self._rhythm.clear()

    def _end(self, ending, samples=0):
        """End a try by the last of so many samples, if it has not ended by an earlier one."""
        if not self._ending:
            self._ending = ending
            self._ended_ms = self.ms + (self._us + samples * self._period_us) // 1000

    def _close(self):
        """Take the try down and go on to the next; return what is felt."""
        item = self._item
        result = self.result
        ending = self._ending
        self._sway.end(ending == TIME)
        result.ending = ending
        result.held_ms = max(min(self._ended_ms - self._since_ms, item.target_ms), 0)
        if is_counted(item.kind):
            result.repetitions = self._repetitions.count()
        elif item.kind == SKIPPING:
            self._rhythm.finish(self._period_us)
            result.take_rhythm(self._rhythm)
        elif not is_core(item.kind):
            result.take_sway(self._sway, _VALUE_MS)
        self._touch_down.end()
        self.has_result = True
        if self.attempt and ((ending == TIME and not item.all) or self.attempt >= item.tries):
            self._next_item()
        else:
            self.attempt += 1
        self._go(READY)
        return END if ending == TIME or (ending == BUTTON and is_core(item.kind)) else BROKEN

    def _next_item(self):
        self.index += 1
        if self.index < len(self.plan.items):
            self._item = self.plan.items[self.index]
        self.attempt = 1 - self._item.practice
