"""The whole chain: one sample per call in, running steps out."""

from ..compat import const
from .contact import Contact
from .gate import Gate
from .history import AXES, History
from .history import MASK as HISTORY_MASK
from .level import Level
from .resampler import LONGEST_PERIOD_US, SHORTEST_PERIOD_US, Resampler
from .run import Run
from .tracker import Tracker

_BRIDGE_TICKS = const(16)  # fewer lost samples than half a step are bridged by a straight line
_REACH_TICKS = const(20)  # so far back from its anchor a cycle looks
_SHORT_GAP_TICKS = const(2)  # a bridge this short changes nothing that is measured
_QUIET_TICKS = const(60)  # no step for so long: not running
_SETTLE_TICKS = const(127)  # so long until up is known
_ECHO_TICKS = const(40)  # how much longer than a stride it takes to complete a step
_LIMIT_Q2 = const(131071)  # 16 g
_MOST_LOST = const(1 << 28)


class Gait:
    """Streaming gait analysis of one waist-worn sensor, in integers.

    Samples are the chip's int16 counts in nominal body axes (x forward, y up, z right): acceleration in 488 ug,
    rotation rate in 70 mdps. `period_us` is the true sample period (1900 .. 10000 us, else ValueError). Without a
    gyroscope pass gyroscope=False and zero rates. `contact` replaces the contact model, for cross-validation.
    """

    def __init__(self, period_us, gyroscope=True, contact=None):
        if not SHORTEST_PERIOD_US <= period_us <= LONGEST_PERIOD_US:
            raise ValueError("sample period must be 1900 to 10000 us")
        self.period_us = period_us
        self._resampler = Resampler(period_us)
        self._sample = self._resampler.sample
        self.history = History()
        self._level = Level()
        self._tracker = Tracker()
        self._gate = Gate()
        self._run = Run(self.history, gyroscope, contact or Contact(), period_us)
        self._queue = self._run.queue
        self._lost = 0
        self.totals = self._run.totals
        self.mount = self._run.mount

    def push(self, ax, ay, az, gx, gy, gz):
        """Take one sample. Returns the number of steps that wait for `take`."""
        sample = self._sample
        sample[0] = ax
        sample[1] = ay
        sample[2] = az
        sample[3] = gx
        sample[4] = gy
        sample[5] = gz
        if self._lost:
            self._resume()
        if self._resampler.feed():
            self._tick()
        return self._queue.waiting

    def gap(self, lost):
        """Tell that so many samples were lost before the next one."""
        self._lost += max(min(lost, _MOST_LOST - self._lost), 0)

    def take(self):
        """Return the oldest finished `Step`, or None when none waits. It is used again after 31 more steps."""
        return self._queue.take()

    def finish(self):
        """End of the recording: let the last steps come out.

        If it ends in the middle of running, the rhythm of the last stride goes on for a moment, so that its last step
        is known too (flag OPEN).
        """
        history = self.history
        if self._gate.running:
            self._run.last_tick = history.ticks
            stride = (self._gate.period_q8 + 64) >> 7
            i = stride + _ECHO_TICKS
            while i:
                history.recall(history.ticks - stride, self._resampler.tick)
                self._tick()
                i -= 1
        self._stop()
        while self._run.work():
            pass

    def is_running(self):
        """Return True from the moment that running is certain until it ends."""
        return self._gate.running

    def _tick(self):
        history = self.history
        number = history.ticks
        tick = self._resampler.tick
        history.append(tick)
        self._level.feed(tick)
        if number > _SETTLE_TICKS:
            self._track(number)
        elif number == _SETTLE_TICKS:
            # Up is known by now: look at the first ticks once more.
            i = 0
            while i <= number:
                self._track(i)
                i += 1
        self._run.work()

    def _track(self, number):
        level = self._level
        up = level.up_q14
        counts = self.history.counts
        i = (number & HISTORY_MASK) * AXES
        up_q2 = (up[0] * counts[i] + up[1] * counts[i + 1] + up[2] * counts[i + 2]) >> 12
        tracker = self._tracker
        gate = self._gate
        if not tracker.feed(max(min(up_q2 - level.gravity_q2, _LIMIT_Q2), -_LIMIT_Q2), number):
            if number - tracker.tick > _QUIET_TICKS and gate.cycles:
                self._stop()
            return
        run = self._run
        period_q8 = run.add(tracker.tick, tracker.fraction_q8)
        if not gate.feed(period_q8, tracker.swing_q2):
            run.end()
        elif gate.running:
            run.extend(level.up_q14)

    def _stop(self):
        self._gate.stop()
        self._run.end()

    def _resume(self):
        """Get over lost samples."""
        lost = self._lost
        self._lost = 0
        resampler = self._resampler
        history = self.history
        ticks = resampler.skip(lost)
        if ticks > _BRIDGE_TICKS:
            self._stop()
            history.ticks += ticks
            self._tracker.restart(history.ticks)
            self._run.is_parted = True
            self._run.bridged_tick = history.ticks + _REACH_TICKS
            return
        # A straight line from the last tick to the sample.
        tick = resampler.tick
        left = ticks
        while left:
            history.recall(history.ticks - 1, tick)
            i = 0
            while i < AXES:
                tick[i] += (self._sample[i] - tick[i]) // (left + 1)
                i += 1
            self._tick()
            left -= 1
        if ticks > _SHORT_GAP_TICKS:
            self._run.bridged_tick = history.ticks
