"""The whole chain: samples in, running steps out."""

from array import array

from ..compat import const
from .contact import Contact
from .run import Run
from .tick_kernels import break_chain, bridge, feed, judge, recall, search_anew, skip

GAIT_REVISION = const(6)  # raised whenever the same samples give other numbers: sessions say which one measured them

SHORTEST_PERIOD_US = const(1900)
LONGEST_PERIOD_US = const(10000)

# As in `tick_kernels`.
_EVENT = const(0)
_ANCHOR = const(1)
_QUIET = const(2)
_LEFT_US = const(7)
_PERIOD_US = const(8)
_TICKS = const(9)
_TRACKED = const(10)
_WORK = const(12)
_SATURATED_TICK = const(13)
_UP = const(14)
_ANCHOR_TICK = const(22)
_ANCHOR_Q8 = const(23)
_RUNNING = const(52)
_CYCLE_Q8 = const(54)
_AXES = const(6)
_HISTORY_TICKS = const(512)
_STATE_SIZE = const(62)
_TICK_US = const(10000)

_BRIDGE_TICKS = const(16)  # fewer lost samples than half a step are bridged by a straight line
_LOOK_BACK_TICKS = const(20)  # so far back from its anchor a cycle looks
_SHORT_GAP_TICKS = const(2)  # a bridge this short changes nothing that is measured
_ECHO_TICKS = const(40)  # how much longer than a stride it takes to complete a step
_MOST_LOST = const(1 << 28)


class History:
    """The last five seconds of ticks, in the chip's own axes and counts.

    The six counts of tick `n`, each plus 32768, begin at index `n % 512 * 6` of `counts`, an array("H"); `ticks` is the
    next one's number.
    """

    def __init__(self):
        self.counts = array("H", b"\x00\x80" * (_HISTORY_TICKS * _AXES))
        self.body = array("i", bytes(4 * 1155))  # of a cycle, in body axes: kept with it because it is large
        self.ticks = 0


class Gait:
    """Streaming gait analysis of one waist-worn sensor, in integers: the same numbers on the clip and on a computer.

    Samples are the chip's int16 counts in nominal body axes (x forward, y up, z right): acceleration in 488 ug,
    rotation rate in 70 mdps. The method is in `docs/gait.md`.

    Args:
        period_us: The true sample period, 1900 to 10000 us.
        gyroscope: Whether there is one; without, rates are zero.
        contact: A contact model in place of a new one: for cross-validation, or that of an earlier core, cleared.
        history: That of a core that is no more, emptied: on the clip there may be no second piece of that size.

    Raises:
        ValueError: The sample period is out of range.
    """

    def __init__(self, period_us, gyroscope=True, contact=None, history=None):
        if not SHORTEST_PERIOD_US <= period_us <= LONGEST_PERIOD_US:
            raise ValueError("sample period must be 1900 to 10000 us")
        self.period_us = period_us
        self._state = array("i", bytes(4 * _STATE_SIZE))
        self._state[_PERIOD_US] = period_us
        self._state[_LEFT_US] = _TICK_US
        self._state[_SATURATED_TICK] = -1
        self._sample = array("i", bytes(4 * _AXES))
        self.history = history or History()
        self._counts = self.history.counts
        self.contact = contact or Contact()
        self._run = Run(self._state, self.history, gyroscope, self.contact, period_us)
        self._queue = self._run.queue
        self._lost = 0
        self.totals = self._run.totals
        self.mount = self._run.mount

    def feed(self, samples, first, end):
        """Take samples, until one of them finishes a step.

        Args:
            samples: An array("i") with six counts for each sample: ax, ay, az in 488 ug, gx, gy, gz in 70 mdps.
            first: Number of the first sample to take.
            end: Number of the sample before which to stop.

        Returns:
            The number after the last one taken: `end`, or an earlier one as soon as a finished step waits for `take`;
            feed again from there.
        """
        if self._lost and first < end:
            self._resume(samples, first * _AXES)
        while True:
            first = feed(self._state, self._counts, samples, first, end)
            self.history.ticks = self._state[_TICKS]
            if not self._state[_EVENT]:
                return first
            self._act()
            if self._queue.waiting:
                return first

    def lose_gyroscope(self):
        """Measure without rates from now on: they are not to be believed any more. Returns nothing."""
        self._run.lose_gyroscope()

    def push(self, ax, ay, az, gx, gy, gz):
        """Take one sample.

        Args:
            ax: Acceleration forward, in 488 ug.
            ay: Acceleration up.
            az: Acceleration to the right.
            gx: Rotation rate about the axis forward, in 70 mdps.
            gy: Rotation rate about the axis up.
            gz: Rotation rate about the axis to the right.

        Returns:
            How many steps wait for `take`.
        """
        self._sample[0] = ax
        self._sample[1] = ay
        self._sample[2] = az
        self._sample[3] = gx
        self._sample[4] = gy
        self._sample[5] = gz
        return self._push()

    def gap(self, lost):
        """Tell that samples were lost before the next one: a short gap is bridged by a straight line. Returns nothing.

        Args:
            lost: How many.
        """
        self._lost += max(min(lost, _MOST_LOST - self._lost), 0)

    def take(self):
        """Take the oldest finished step.

        Returns:
            A `Step`, which is used again after 31 more steps; None when none waits.
        """
        return self._queue.take()

    def finish(self):
        """End the recording: let the last steps come out. Returns nothing.

        If it ends in the middle of running, the rhythm of the last stride goes on for a moment, so that its last step
        is known too (flag OPEN).
        """
        state = self._state
        if state[_RUNNING]:
            self._run.last_tick = state[_TICKS]
            stride = (state[_CYCLE_Q8] + 64) >> 7
            left = stride + _ECHO_TICKS
            while left:
                recall(state, self._counts, stride)
                self._tick()
                left -= 1
        self._stop()
        while self._run.work():
            pass
        state[_WORK] = 0

    def is_running(self):
        """Return True from the moment that running is certain until it ends."""
        return self._state[_RUNNING] != 0 and self._run.is_certain

    def _act(self):
        """Act on what the kernel said: a tick is through."""
        state = self._state
        event = state[_EVENT]
        if event == _ANCHOR:
            self._add()
        elif event == _QUIET:
            self._stop()
        if state[_WORK] and state[_TRACKED] == state[_TICKS]:
            state[_WORK] = self._run.work()

    def _add(self):
        """Add an anchor to the run."""
        state = self._state
        run = self._run
        if not judge(state, run.add(state[_ANCHOR_TICK], state[_ANCHOR_Q8])):
            self._end()
        elif state[_RUNNING]:
            run.extend(state, _UP)
            state[_WORK] = 1

    def _end(self):
        self._run.end()
        self._state[_WORK] = 1

    def _stop(self):
        break_chain(self._state)
        self._end()

    def _push(self):
        self.feed(self._sample, 0, 1)
        return self._queue.waiting

    def _tick(self):
        """Take the next tick, which is in the history already."""
        feed(self._state, self._counts, self._sample, 0, 0)
        while self._state[_EVENT]:
            self._act()
            feed(self._state, self._counts, self._sample, 0, 0)
        self.history.ticks = self._state[_TICKS]

    def _resume(self, samples, at):
        """Get over lost samples; the sample after them begins at an index."""
        ticks = skip(self._state, samples, at, self._lost)
        self._lost = 0
        if ticks > _BRIDGE_TICKS:
            self._part(ticks)
            return
        left = ticks
        while left:
            bridge(self._state, self._counts, samples, at, left)
            self._tick()
            left -= 1
        if ticks > _SHORT_GAP_TICKS:
            self._run.bridged_tick = self._state[_TICKS]

    def _part(self, ticks):
        """Nothing is known of so many ticks."""
        self._stop()
        self.history.ticks = search_anew(self._state, self._state[_TICKS] + ticks)
        self._run.is_parted = True
        self._run.bridged_tick = self.history.ticks + _LOOK_BACK_TICKS
