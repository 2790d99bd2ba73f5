"""A stretch of running: from anchors to measured steps.

Anchors are kept from before running is certain. Then, one piece of work per tick, every cycle is first learnt from
(mount, votes for the feet) and, when all so far are learnt, measured; so the first steps of a run are measured as well
as the last. A step is complete when the next one's initial contact is known, about one step after its end.
"""

from array import array

from ..compat import const
from ..spec.steps import BRIDGED, OPEN, SATURATED
from .side_kernels import alternates
from .step import Queue
from .step_kernels import (
    add_anchor,
    cut,
    fill,
    learn_up,
    learn_yaw,
    level_mount,
    measure,
    side,
    vote,
)
from .tick_kernels import break_chain
from .totals import Totals

_NEVER = const(1 << 29)
_ONE_Q14 = const(16384)

# As in `tick_kernels`.
_SATURATED_TICK = const(13)

# As in `step_kernels`.
_ANCHOR_SIZE = const(3)
_PERIOD = const(2)
_ANCHORS_MASK = const(31)
_STARTED = const(96)
_HALF_PERIOD_US = const(97)
_WHOLE = const(98)
_BODY_END = const(769)
_BODY_GYROSCOPE = const(770)
_VOTES = const(16)
_BEGIN_S = const(0)
_BEGIN_US = const(1)
_BOUNCE_UM = const(2)
_PEAK_MG = const(3)
_CONTACT_US = const(4)
_BOUNCE_BEFORE_UM = const(5)
_UP_AXIS = const(3)
_COS_Q14 = const(9)
_MOUNT_STEPS = const(11)
_PLACE_MM = const(68)

_SEEN_SUMS = const(6)  # of what tells alternation: first in its memory


class Mount:
    """How the clip sits: level body axes as directions in chip axes, and the yaw that turns them.

    `numbers` is an array("i"): nine in Q14 (forward, up, right), then cos and sin of yaw in Q14, then what they were
    learnt from; the last is how far beside the spine it sits. Turned by yaw, forward = cos x forward + sin x right.
    """

    def __init__(self):
        self.numbers = array("i", bytes(4 * 69))
        self.numbers[_UP_AXIS + 1] = _ONE_Q14
        self.numbers[_COS_Q14] = _ONE_Q14


class Run:
    """`add` every anchor, `extend` the run by it while running is certain, else `end`; `work` every tick."""

    def __init__(self, state, history, gyroscope, contact, period_us):
        self.mount = Mount()
        self.totals = Totals()
        self.queue = Queue()
        self.contact = contact
        self._state = state
        self._counts = history.counts
        self._numbers = self.mount.numbers
        self._bins = array("i", bytes(4 * 257))
        self._cut_last = -1  # number of the cycle in the bins, if nothing that they were made from changed since
        self._body = history.body
        self._body[_BODY_GYROSCOPE] = 1 if gyroscope else 0
        self._feet = array("i", bytes(4 * 19))
        self._found = array("i", bytes(4 * 20))
        self._seen = array("i", bytes(4 * 54))  # whether the first cycles alternate
        self._anchors = array("i", bytes(4 * 99))
        self._anchors[_HALF_PERIOD_US] = period_us // 2
        self._is_open = False  # queue.tail holds the step that began with the cycle measured last
        self._open_tick = 0
        self._open_period_q8 = 0
        self._open_us = 0  # its initial contact after its anchor
        self._count = 0  # number of the newest anchor
        self._first = 0  # numbers of anchors: of the chain's first
        self._learnt = 0  # of the next cycle to learn from
        self._measured = 0  # of the next cycle to measure
        self._end = 0  # of the last anchor that belongs to the run
        self._fresh = False  # nothing was measured since the run began
        self._over = True
        self._alternates = False  # the run's first cycles, between the feet
        self.is_certain = False  # somebody runs: they do
        self.is_parted = False  # samples were lost since the newest anchor: what comes is no cycle
        self.bridged_tick = -1  # up to here a step may hold samples that were never taken
        self.last_tick = _NEVER  # where the recording ends

    def add(self, tick, fraction_q8):
        """Keep an anchor. Returns the time since the one before, ticks in Q8 (at most 1023 ticks)."""
        self._count += 1
        period_q8 = add_anchor(self._anchors, self._count, tick, fraction_q8, self.is_parted)
        self.is_parted = False
        return period_q8

    def extend(self, vectors, place):
        """Let the newest anchor belong to the run.

        A run begins, with a first idea of up (the vector at a place), at the first anchor of its chain; yaw that was
        learnt before is kept.
        """
        if self._over:
            self._over = False
            self._fresh = True
            number = _SEEN_SUMS
            while number:
                number -= 1
                self._seen[number] = 0
            self.is_certain = False
            self._anchors[_STARTED] = self._learnt = self._measured = self._first
            self._anchors[_WHOLE] = self._first + 1  # a chain's first anchor lies somewhere in a step
            self._numbers[_MOUNT_STEPS] = 0
            level_mount(self._numbers, vectors, place)
            self._feet[_VOTES] = 0
            self._turn_anew()
        self._end = self._count

    def lose_gyroscope(self):
        """Measure without rates from now on."""
        self._body[_BODY_GYROSCOPE] = 0

    def end(self):
        """A run, if there was one, ended with the last anchor that belongs to it.

        A new chain begins with the newest.
        """
        self._over = True
        self._first = self._count

    def work(self):
        """Do one piece of work. Returns False when there is none."""
        if self._learnt < self._end:
            self._learn(self._learnt)
            self._learnt += 1
        elif self._measured < self._end:
            if self._fresh:
                # Learning is through: turn all that was turned on the way with the mount as it is known now.
                self._fresh = False
                self._turn_anew()
                self.is_certain = self._alternates
                if not self._alternates:
                    self._refuse()
                    return False
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

    def _refuse(self):
        """Nobody runs: nothing of the chain is listed, and another one begins."""
        break_chain(self._state)
        self.end()
        self._end = self._learnt = self._measured

    def _turn_anew(self):
        self._body[_BODY_END] = 0
        self._cut_last = -1

    def _tick(self, number):
        return self._anchors[_ANCHOR_SIZE * (number & _ANCHORS_MASK)]

    def _learn(self, number):
        learn_up(self._numbers, self._counts, self._tick(number), self._tick(number + 1))
        self._cut_last = -1
        self._cut(number)
        if self._fresh:
            self._alternates = alternates(self._seen, self._bins) != 0
        if learn_yaw(self._numbers, self._bins, number > self._anchors[_STARTED]):
            vote(self._feet, self._bins, self._numbers, number)
        else:
            self._feet[_VOTES] = 0  # which way is right is not known, or was not

    def _cut(self, number):
        """Have the cycle's bins. Those that were just learnt from are those to be measured, mostly."""
        if number != self._cut_last:
            fill(self._body, self._counts, self._numbers, self._anchors, number)
            cut(self._bins, self._body, self._anchors, number)
            self._cut_last = number

    def _measure(self, number):
        self._cut(number)
        period_q8 = self._anchors[_ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK) + _PERIOD]
        self.contact.side = side(self._feet, number)
        self.contact.measure(self._bins, self._numbers, period_q8, self._is_open)
        self.totals.place(self._numbers[_PLACE_MM])
        if self.bridged_tick >= self._tick(number):
            self._anchors[_WHOLE] = number + 1
        self._found[_CONTACT_US] = self.contact.initial_contact_us
        tick = measure(self._found, self._body, self._anchors, self._numbers, number)
        if self._is_open:
            self.queue.tail.bounce_um = self._found[_BOUNCE_BEFORE_UM]
            self._complete(self.contact.initial_contact_us)
        self._open_us = self.contact.initial_contact_us
        self._open_tick = tick
        self._open_period_q8 = period_q8
        self._is_open = True
        self._describe()

    def _describe(self):
        """Say what is known of the open step so far."""
        found = self._found
        step = self.queue.tail
        step.initial_contact_s = found[_BEGIN_S]
        step.initial_contact_us = found[_BEGIN_US]
        step.contact_us = self.contact.toe_off_us - self._open_us
        step.bounce_um = found[_BOUNCE_UM]
        step.peak_mg = found[_PEAK_MG]
        step.speed_mm_s = self.contact.speed_mm_s
        step.side = self.contact.side
        step.flags = 0
        if self._state[_SATURATED_TICK] >= self._open_tick:
            step.flags |= SATURATED
        if self.bridged_tick >= self._open_tick:
            step.flags |= BRIDGED

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
