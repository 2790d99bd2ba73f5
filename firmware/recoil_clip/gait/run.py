"""A stretch of running: from anchors to measured steps.

Anchors are kept from before running is certain. Then, one piece of work per tick, every cycle is first learnt from
(mount, votes for the feet) and, when all so far are learnt, measured; so the first steps of a run are measured as well
as the last. A step is complete when the next one's initial contact is known, about one step after its end.
"""

from array import array

from ..compat import const
from .body import Body
from .bounce import bounce_um, peak_mg
from .cycle import Cycle
from .feet import Feet
from .mount import Mount
from .queue import Queue
from .step import BRIDGED, OPEN, SATURATED
from .totals import Totals

_SATURATED_TICK = const(13)
_ANCHORS = const(32)
_MASK = const(31)
_NEVER = const(1 << 29)


class Run:
    """`add` every anchor, `extend` the run by it while running is certain, else `end`; `work` every tick."""

    def __init__(self, state, history, gyroscope, contact, period_us):
        self._state = state
        self.mount = Mount()
        self.totals = Totals()
        self.queue = Queue()
        self.cycle = Cycle(gyroscope)
        self.contact = contact
        self._history = history
        self._half_period_us = period_us // 2
        self._body = Body(gyroscope)
        self._feet = Feet()
        self._is_open = False  # queue.tail holds the step that began with the cycle measured last
        self._open_tick = 0
        self._open_period_q8 = 0
        self._open_us = 0  # its initial contact after its anchor
        self._tick = array("i", bytes(4 * _ANCHORS))
        self._fraction_q8 = array("h", bytes(2 * _ANCHORS))
        self._period_q8 = array("i", bytes(4 * _ANCHORS))  # since the anchor before
        self._count = 0  # number of the newest anchor
        self._first = 0  # numbers of anchors: of the chain's first
        self._learnt = 0  # of the next cycle to learn from
        self._measured = 0  # of the next cycle to measure
        self._end = 0  # of the last anchor that belongs to the run
        self._started = 0  # of the run's first
        self._fresh = False  # nothing was measured since the run began
        self._over = True
        self.is_parted = False  # samples were lost since the newest anchor: what comes is no cycle
        self.bridged_tick = -1  # up to here a step may hold samples that were never taken
        self.last_tick = _NEVER  # where the recording ends

    def add(self, tick, fraction_q8):
        """Keep an anchor. Returns the time since the one before, ticks in Q8 (at most 1023 ticks)."""
        before = self._count & _MASK
        now = (before + 1) & _MASK
        self._count += 1
        self._tick[now] = tick
        self._fraction_q8[now] = fraction_q8
        ticks = 1023 if self.is_parted else min(tick - self._tick[before], 1023)
        self.is_parted = False
        period_q8 = (ticks << 8) + fraction_q8 - self._fraction_q8[before]
        self._period_q8[now] = period_q8
        return period_q8

    def extend(self, vectors, place):
        """Let the newest anchor belong to the run.

        A run begins, with a first idea of up (the vector at a place), at the first anchor of its chain.
        """
        if self._over:
            self._over = False
            self._fresh = True
            self._started = self._learnt = self._measured = self._first
            self.mount.begin(vectors, place)
            self._feet.votes = 0
            self._body.end = 0
        self._end = self._count

    def end(self):
        """A run, if there was one, ended with the last anchor that belongs to it.

        A new chain begins with the newest.
        """
        self._over = True
        self._first = self._count

    def work(self):
        """Do one piece of work. Returns False when there is none."""
        if self._learnt < self._end:
            number = self._learnt
            self._learnt = number + 1
            self.mount.learn_up(self._history, self._tick[number & _MASK], self._tick[(number + 1) & _MASK])
            self._cut(number)
            self.mount.learn_yaw(self.cycle, number > self._started)
            self._feet.vote(number, self.cycle)
        elif self._measured < self._end:
            if self._fresh:
                # Learning is through: turn all that was turned on the way with the mount as it is known now.
                self._fresh = False
                self._body.end = 0
            self._measure(self._measured)
            self._measured += 1
        elif self._over and self._is_open:
            # The run's last contact has no cycle; it is as far from its anchor as the one before.
            self._complete(self._open_us)
            self._is_open = False
            self.totals.waiting_side = 0
        else:
            return False
        return True

    def _cut(self, number):
        here = number & _MASK
        there = (number + 1) & _MASK
        first = self._tick[here]
        before = self._tick[(number - 1) & _MASK] if number > self._started else first
        # A run's first cycle has only part of a step before it.
        self._body.fill(self._history, self.mount, min(before, first - 18), self._tick[there] + 2)
        self.cycle.cut(self._body, first, self._fraction_q8[here], self._period_q8[there])

    def _measure(self, number):
        self._cut(number)
        here = number & _MASK
        there = (number + 1) & _MASK
        period_q8 = self._period_q8[there]
        contact = self.contact
        contact.measure(self.cycle, self.mount, period_q8, self._is_open)
        if self._is_open:
            self._complete(contact.initial_contact_us)

        step = self.queue.tail
        tick = self._tick[here]
        end = self._tick[there]
        before = self._tick[(number - 1) & _MASK] if number > self._started else tick
        # Tick n begins half a sample period before n x 10 ms.
        us = (tick % 100) * 10000 + ((self._fraction_q8[here] * 625) >> 4) - self._half_period_us
        us += contact.initial_contact_us
        step.initial_contact_s = tick // 100 + us // 1000000
        step.initial_contact_us = us % 1000000
        step.contact_us = contact.toe_off_us - contact.initial_contact_us
        step.bounce_um = bounce_um(self._body.up, before, tick, end)
        step.peak_mg = peak_mg(self._body.up, tick, end)
        step.side = self._feet.side(number)
        step.flags = 0
        if self._state[_SATURATED_TICK] >= tick:
            step.flags |= SATURATED
        if self.bridged_tick >= tick:
            step.flags |= BRIDGED
        self._open_tick = tick
        self._open_us = contact.initial_contact_us
        self._is_open = True
        self._open_period_q8 = period_q8

    def _complete(self, contact_us):
        """Finish the open step: the next one's initial contact is `contact_us` after its anchor."""
        step = self.queue.tail
        step.step_us = ((self._open_period_q8 * 625) >> 4) + contact_us - self._open_us
        step.flight_us = step.step_us - step.contact_us
        if step.initial_contact_s < 0 or self._open_tick >= self.last_tick:
            return  # it began before the recording, or after it
        if self._open_tick + ((step.step_us + 9999) // 10000) > self.last_tick:
            step.flags |= OPEN
        self.totals.add(step)
        self.queue.put()
