"""The runner's form from finished steps: strides, regularity and variability."""

from array import array

from ..compat import const
from .axes import Axes
from .means import Means
from .pelvis import Pelvis
from .regularity import WINDOW_STEPS, Regularity
from .stride import Stride
from .variability import Variability

_TICK_US = const(10000)
_OLDEST_TICKS = const(505)  # of 512 in the history
_NEAR_TICKS = const(3)  # the next step begins where the last one ended


class Form:
    """`add` every step that the gait core finished, at once; `work` now and then, some 30 times in three seconds.

    `stride` is the last one, `regularity.values` and `variability.bp` are those of late; `means` are for the log.
    """

    def __init__(self, gait, gyroscope=True):
        self.stride = Stride()
        self.regularity = Regularity()
        self.variability = Variability()
        self.means = Means()
        self._history = gait.history
        self._mount = gait.mount
        self._half_period_us = gait.period_us // 2
        self._axes = Axes()
        self._pelvis = Pelvis(gyroscope)
        self._contacts = array("i", bytes(8))  # ticks
        self._end_tick = -1  # where the step before ended
        self._waiting_side = 0  # of the step that waits for its partner, 0: none waits
        self._waiting_s = 0
        self._waiting_us = 0
        self._waiting_tick = 0
        self._waiting_q8 = 0
        self._window_steps = 0
        self._window_tick = 0
        self._window_q8 = 0  # its length so far

    def add(self, step, flags):
        """Count a step. Returns True if `stride` is a new one."""
        # Tick n begins half a sample period before n x 10 ms.
        us = step.initial_contact_us + self._half_period_us
        tick = step.initial_contact_s * 100 + us // _TICK_US
        fraction_q8 = us % _TICK_US * 16 // 625
        length_q8 = step.step_us * 16 // 625
        is_next = abs(tick - self._end_tick) <= _NEAR_TICKS
        self._end_tick = tick + ((fraction_q8 + length_q8) >> 8)
        is_clean = not flags and length_q8 > 0 and step.contact_us > 0
        if not is_next or not is_clean:
            self._waiting_side = 0
            self._window_steps = 0
        if not is_clean:
            return False
        self.variability.add(step.step_us, step.side)
        self._axes.set(self._mount)
        self._add_to_window(tick, length_q8)
        if not step.side or step.side + self._waiting_side:
            self._wait(step, tick, fraction_q8)
            return False
        return self._measure(step, tick, fraction_q8, length_q8)

    def work(self):
        """Do a piece of what can wait."""
        if self.regularity.work(self._history, self._axes):
            self.means.add_window(self.regularity)

    def minute(self):
        """Return the numbers of the minute that ends now."""
        self.means.fill(self.variability.bp)
        return self.means.numbers

    def _add_to_window(self, tick, length_q8):
        if not self._window_steps:
            self._window_tick = tick
            self._window_q8 = 0
        self._window_steps += 1
        self._window_q8 += length_q8
        if self._window_steps == WINDOW_STEPS:
            self._window_steps = 0
            self.regularity.begin(self._window_tick, self._window_q8)

    def _wait(self, step, tick, fraction_q8):
        """Keep the first step of a stride."""
        self._waiting_side = step.side
        self._waiting_s = step.initial_contact_s
        self._waiting_us = step.initial_contact_us
        self._waiting_tick = tick
        self._waiting_q8 = fraction_q8
        self._contacts[0] = step.contact_us // _TICK_US

    def _measure(self, step, tick, fraction_q8, length_q8):
        """Measure the stride that ends with this step."""
        stride = self.stride
        stride.initial_contact_s = self._waiting_s
        stride.initial_contact_us = self._waiting_us
        stride.side = self._waiting_side
        self._waiting_side = 0
        first = self._waiting_tick
        self._contacts[1] = step.contact_us // _TICK_US
        ticks = tick - first
        history = self._history
        if history.ticks - first > _OLDEST_TICKS or tick + ((fraction_q8 + length_q8) >> 8) >= history.ticks:
            return False
        length_q8 += (ticks << 8) + fraction_q8 - self._waiting_q8
        middle = ticks + ((fraction_q8 + 128) >> 8)
        if not self._pelvis.measure(
            history.counts, self._axes, first, self._waiting_q8, length_q8, middle, self._contacts, stride
        ):
            return False
        self.means.add_stride(stride)
        return True
