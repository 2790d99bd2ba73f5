"""The whole chain: one sample per call in, running steps out."""

from .compat import const
from .contact import Contact
from .gate import Gate
from .history import MASK as HISTORY_MASK
from .history import History
from .integer import clamp
from .level import Level
from .resampler import LONGEST_PERIOD_US, SHORTEST_PERIOD_US, Resampler
from .run import Run
from .step import Step
from .tracker import Tracker

_BRIDGE_US = const(160000)  # fewer lost samples than half a step are bridged by a straight line
_QUIET_TICKS = const(60)  # no step for so long: not running
_MOST_LOST = const(1 << 28)
_SETTLE_TICKS = const(127)  # so long until up is known
_ECHO_TICKS = const(40)  # how much longer than a stride it takes to complete a step
_LIMIT_Q2 = const(131071)  # 16 g


class Gait:
    """Streaming gait analysis of one waist-worn sensor, in integers.

    Samples are the chip's int16 counts in nominal body axes (x forward, y up, z right): acceleration in 488 ug, rotation
    rate in 70 mdps. `period_us` is the true sample period (1900 .. 10000 us, else ValueError). Without a gyroscope pass
    gyroscope=False and zero rates. `contact` replaces the contact model, for cross-validation.
    """

    def __init__(self, period_us, gyroscope=True, contact=None):
        if not SHORTEST_PERIOD_US <= period_us <= LONGEST_PERIOD_US:
            raise ValueError("sample period must be 1900 to 10000 us")
        self.period_us = period_us
        self._resampler = Resampler(period_us)
        self._history = History()
        self._level = Level()
        self._tracker = Tracker()
        self._gate = Gate()
        self._run = Run(self._history, gyroscope, contact or Contact(), period_us)
        self._lost = 0
        self._settled = _SETTLE_TICKS
        self._queue = self._run.queue
        self.step = Step()
        self.cadence = self._run.totals.cadence
        self.contact_balance = self._run.totals.contact_balance
        self.step_time_balance = self._run.totals.step_time_balance
        self.bounce_balance = self._run.totals.bounce_balance

    def push(self, ax, ay, az, gx, gy, gz):
        """Take one sample. Returns the number of steps that wait for `take`."""
        if self._lost:
            self._resume(ax, ay, az, gx, gy, gz)
        if self._resampler.feed(ax, ay, az, gx, gy, gz):
            self._tick()
        return self._queue.waiting

    def gap(self, lost):
        """Tell that so many samples were lost before the next one."""
        self._lost += max(min(lost, _MOST_LOST - self._lost), 0)

    def finish(self):
        """End of the recording: let the last steps come out.

        If it ends in the middle of running, the rhythm of the last stride goes on for a moment, so that its last step is
        known too (flag OPEN).
        """
        if self._gate.running:
            run = self._run
            run.last_tick = self._history.ticks
            stride = run.stride_ticks()
            tick = self._resampler
            i = 0
            while i < stride + _ECHO_TICKS:
                self._history.recall(self._history.ticks - stride, tick)
                self._tick()
                i += 1
        self._stop()
        while self._run.work():
            pass

    def take(self):
        """Put the oldest waiting step into `step`. Returns False when none waits."""
        return self._queue.take(self.step)

    def is_running(self):
        """Return True from the moment that running is certain until it ends."""
        return self._gate.running

    def _tick(self):
        tick = self._resampler
        history = self._history
        number = history.ticks
        history.append(tick)
        self._level.feed(tick.ax, tick.ay, tick.az)
        if number > self._settled:
            self._track(number)
        elif number == self._settled:
            # Up is known by now: look at the first ticks once more.
            i = 0
            while i <= number:
                self._track(i)
                i += 1
        self._run.work()

    def _track(self, number):
        history = self._history
        level = self._level
        up = level.up
        i = number & HISTORY_MASK
        up_q2 = (up.x_q14 * history.ax[i] + up.y_q14 * history.ay[i] + up.z_q14 * history.az[i]) >> 12
        if self._tracker.feed(clamp(up_q2 - level.gravity, -_LIMIT_Q2, _LIMIT_Q2), number):
            self._anchor()
        elif number - self._tracker.tick > _QUIET_TICKS and self._gate.cycles:
            self._stop()

    def _anchor(self):
        tracker = self._tracker
        run = self._run
        gate = self._gate
        period_q8 = run.add(tracker.tick, tracker.fraction_q8)
        was_running = gate.running
        if not gate.feed(period_q8, tracker.swing_q2):
            run.end()
            run.start_chain()
        elif gate.running:
            if not was_running:
                run.begin(self._level.up)
            run.extend()

    def _stop(self):
        self._gate.stop()
        self._run.end()
        self._run.start_chain()

    def _resume(self, ax, ay, az, gx, gy, gz):
        lost = self._lost
        self._lost = 0
        last = self._resampler
        if lost <= _BRIDGE_US // self.period_us:
            bx = last.ax
            by = last.ay
            bz = last.az
            rx = last.gx
            ry = last.gy
            rz = last.gz
            parts = lost + 1
            i = 1
            while i < parts:
                if last.feed(
                    bx + (ax - bx) * i // parts,
                    by + (ay - by) * i // parts,
                    bz + (az - bz) * i // parts,
                    rx + (gx - rx) * i // parts,
                    ry + (gy - ry) * i // parts,
                    rz + (gz - rz) * i // parts,
                ):
                    self._tick()
                i += 1
            self._run.bridged(self._history.ticks, lost * self.period_us)
        else:
            self._stop()
            self._history.ticks += last.skip(lost, ax, ay, az, gx, gy, gz)
            self._tracker.restart(self._history.ticks)
