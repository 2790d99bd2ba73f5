"""A stretch of running: from anchors to measured steps.

Anchors are kept from before running is certain. Then, one piece of work per tick, every cycle is first learnt from (mount,
votes for the feet) and, when all so far are learnt, measured; so the first steps of a run are measured as well as the last.
A step is complete when the next one's initial contact is known, about one step after its end.
"""

from array import array

from .body import MASK as BODY_MASK
from .body import Body
from .bounce import bounce_um
from .compat import const
from .cycle import Cycle
from .feet import Feet
from .history import MASK as HISTORY_MASK
from .mount import Mount
from .queue import Queue
from .step import BRIDGED, OPEN, SATURATED, Step
from .totals import Totals
from .yaw import Yaw

_ANCHORS = const(32)
_MASK = const(31)
_NEVER = const(1 << 29)
_SHORT_GAP_US = const(20000)  # a bridge this short changes nothing that is measured


class Run:
    """`add` anchors; `begin` when running is certain, `extend` with each further anchor, `end`; `work` every tick."""

    def __init__(self, history, gyroscope, contact, period_us):
        self.mount = Mount()
        self.yaw = Yaw()
        self.totals = Totals()
        self.queue = Queue()
        self.cycle = Cycle(gyroscope)
        self.contact = contact
        self._history = history
        self._half_period_us = period_us // 2
        self._body = Body(gyroscope)
        self._feet = Feet(gyroscope)
        self._open = Step()  # the step that began with the cycle measured last
        self._is_open = False
        self._open_tick = 0
        self._open_period_q8 = 0
        self._open_us = 0  # its initial contact after its anchor
        self._tick = array("i", bytes(4 * _ANCHORS))
        self._fraction_q8 = array("h", bytes(2 * _ANCHORS))
        self._count = 0  # number of the newest anchor
        self._first = 0  # numbers of anchors: of the chain's first
        self._learnt = 0  # of the next cycle to learn from
        self._measured = 0  # of the next cycle to measure
        self._end = 0  # of the last anchor that belongs to the run
        self._started = 0  # of the run's first
        self._fresh = False  # nothing was measured since the run began
        self._over = True
        self._bridged_tick = -1
        self.last_tick = _NEVER  # where the recording ends

    def add(self, tick, fraction_q8):
        """Keep an anchor. Returns the time since the one before, ticks in Q8 (at most 1023 ticks)."""
        before = self._count & _MASK
        self._count += 1
        now = self._count & _MASK
        self._tick[now] = tick
        self._fraction_q8[now] = fraction_q8
        return (min(tick - self._tick[before], 1023) << 8) + fraction_q8 - self._fraction_q8[before]

    def start_chain(self):
        """Make the newest anchor the first of a new chain."""
        self._first = self._count

    def begin(self, up):
        """Running is certain since the chain's first anchor; `up` is a first idea of the mount."""
        self.mount.begin(up)
        self._feet.restart()
        self._body.forget()
        self._started = self._learnt = self._measured = self._first
        self._fresh = True
        self._over = False

    def extend(self):
        """Let the newest anchor belong to the run."""
        self._end = self._count

    def end(self):
        """The run ended with the last anchor that belongs to it."""
        self._over = True

    def bridged(self, tick, lost_us):
        """Remember that samples were lost just before this tick."""
        if lost_us > _SHORT_GAP_US:
            self._bridged_tick = tick

    def stride_ticks(self):
        """Return the length of the last two cycles of a run, whole ticks."""
        return (self._period_q8(self._count - 1) + self._period_q8(self._count - 2) + 128) >> 8

    def work(self):
        """Do one piece of work. Returns False when there is none."""
        if self._learnt < self._end:
            self._learn(self._learnt)
            self._learnt += 1
        elif self._measured < self._end:
            if self._fresh:
                # Learning is through: turn all that was turned on the way with the mount as it is known now.
                self._fresh = False
                self._body.forget()
            self._measure(self._measured)
            self._measured += 1
        elif self._over and self._is_open:
            # The run's last contact has no cycle; it is as far from its anchor as the one before.
            self._complete(self._open_us)
            self._is_open = False
            self.totals.part()
        else:
            return False
        return True

    def _period_q8(self, number):
        here = number & _MASK
        there = (number + 1) & _MASK
        return ((self._tick[there] - self._tick[here]) << 8) + self._fraction_q8[there] - self._fraction_q8[here]

    def _cut(self, number):
        before = self._tick[(number - (number > self._started)) & _MASK]
        first = self._tick[number & _MASK]
        end = self._tick[(number + 1) & _MASK]
        # A run's first cycle has only part of a step before it.
        self._body.fill(self._history, self.mount, min(before, first - 18), end + 2)
        self.cycle.cut(self._body, first, self._fraction_q8[number & _MASK], self._period_q8(number))

    def _learn(self, number):
        history = self._history
        first = self._tick[number & _MASK]
        end = self._tick[(number + 1) & _MASK]
        x = y = z = 0
        i = first
        while i < end:
            h = i & HISTORY_MASK
            x += history.ax[h]
            y += history.ay[h]
            z += history.az[h]
            i += 1
        ticks = end - first
        self.mount.learn(x // ticks, y // ticks, z // ticks)
        self._cut(number)
        self.yaw.learn(self.cycle, number > self._started)
        self._feet.vote(number, self.cycle)

    def _measure(self, number):
        self._cut(number)
        period_q8 = self._period_q8(number)
        contact = self.contact
        contact.measure(self.cycle, self.yaw, period_q8)
        if self._is_open:
            self._complete(contact.initial_contact_us)

        step = self._open
        here = number & _MASK
        tick = self._tick[here]
        end = self._tick[(number + 1) & _MASK]
        before = self._tick[(number - 1) & _MASK] if number > self._started else tick
        # Tick n begins half a sample period before n x 10 ms.
        us = (tick % 100) * 10000 + ((self._fraction_q8[here] * 625) >> 4) - self._half_period_us
        us += contact.initial_contact_us
        step.initial_contact_s = tick // 100 + us // 1000000
        step.initial_contact_us = us % 1000000
        step.contact_us = contact.toe_off_us - contact.initial_contact_us
        step.bounce_um = bounce_um(self._body, before, tick, end)
        step.peak_mg = self._peak_mg(tick, end)
        step.side = self._feet.side(number)
        step.flags = 0
        if self._body.saturated_tick >= tick:
            step.flags |= SATURATED
        if self._bridged_tick >= tick:
            step.flags |= BRIDGED
        self._open_tick = tick
        self._open_us = contact.initial_contact_us
        self._is_open = True
        self._open_period_q8 = period_q8

    def _peak_mg(self, first, end):
        up = self._body.up
        peak = 0
        i = first
        while i < end:
            value = up[i & BODY_MASK]
            if value > peak:
                peak = value
            i += 1
        # Q2 counts of 0.122 mg.
        return peak * 125 >> 10

    def _complete(self, contact_us):
        """Finish the open step: the next one's initial contact is `contact_us` after its anchor."""
        step = self._open
        step.step_us = ((self._open_period_q8 * 625) >> 4) + contact_us - self._open_us
        step.flight_us = step.step_us - step.contact_us
        if self._open_tick >= self.last_tick:
            return
        if self._open_tick + ((step.step_us + 9999) // 10000) > self.last_tick:
            step.flags |= OPEN
        self.totals.add(step)
        self.queue.put(step)
