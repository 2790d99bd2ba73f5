"""The runner's form from finished steps: strides, regularity and variability."""

from array import array

from ..compat import const
from .kernels import correlation_peak, measure, place, product, read_signal, spread_bp, turn
from .stride import Means, Stride

# As in `kernels`.
_STEP_TICK = const(0)
_STEP_Q8 = const(1)
_STEP_LENGTH_Q8 = const(2)
_STEP_END_TICK = const(3)
_HALF_PERIOD_US = const(4)
_FIRST = const(768)
_FRACTION_Q8 = const(769)
_LENGTH_Q8 = const(770)
_MIDDLE = const(771)
_CONTACT = const(772)
_SIDE = const(774)
_TURNING = const(775)
_SQUARE = const(416)
_SIGNAL_FIRST = const(417)
_SIGNAL_LENGTH = const(418)
_SIGNAL_TICKS = const(416)
_LAGS = const(5)
_TICK_US = const(10000)

_OLDEST_TICKS = const(505)  # of 512 in the history
_WINDOW_STEPS = const(8)
_PIECES = const(9)  # for each signal: read it, then each of its two values
_OF_A_SIGNAL = const(3)
_TURNED = const(4)  # of the values: the step regularity of the side
_IDLE = const(-1)

_TIMES = const(150)
_LONGEST_US = const(600000)
_EVERY = const(8)
_LEFT = const(-1)


class Regularity:
    """`begin` a window, then `work` until it is done; `values` are then renewed and `windows` counts it.

    The values are step and stride regularity of acceleration up, ahead and to the side, 10000 is perfect. Acceleration
    to the side changes its sign from step to step: its step regularity is -r. The work is cut into nine pieces, one
    signal after the other: there is room for one.
    """

    def __init__(self):
        self.values = array("i", bytes(24))
        self.windows = 0
        self._signal = array("i", bytes(4 * (_SIGNAL_TICKS + 3)))  # up, ahead, then to the side
        self._axes = array("i", bytes(36))  # when the window began: the mount is learnt on meanwhile
        self._sums = array("i", bytes(4 * _LAGS))
        self._piece = _IDLE
        self._first = 0
        self._ticks = 0
        self._step = 0  # ticks
        self._stride = 0

    def begin(self, first, length_q8, axes):
        """Look at eight steps from tick `first` on, along the axes of now, if the last ones are through."""
        ticks = length_q8 >> 8
        if self._piece != _IDLE or ticks > _SIGNAL_TICKS:
            return
        self._first = first
        self._ticks = ticks
        self._step = (length_q8 // _WINDOW_STEPS + 128) >> 8
        self._stride = (length_q8 // (_WINDOW_STEPS >> 1) + 128) >> 8
        if self._step > _LAGS:
            self._piece = 0
            self._signal[_SIGNAL_FIRST] = first
            self._signal[_SIGNAL_LENGTH] = ticks
            i = 0
            while i < 9:
                self._axes[i] = axes[i]
                i += 1

    def work(self, history):
        """Do one piece. Returns True if the window is done."""
        piece = self._piece
        if piece == _IDLE:
            return False
        self._piece = piece + 1
        if piece % _OF_A_SIGNAL == 0:
            if history.ticks - self._first > _OLDEST_TICKS:
                self._piece = _IDLE  # too late, it was written over
            else:
                # Their order is up, ahead, to the side; that of the axes ahead, up, to the side.
                read_signal(self._signal, history.counts, self._axes, 6 if piece == 6 else 3 - piece)
            return False
        self._correlate(piece - 1 - piece // _OF_A_SIGNAL)
        if piece + 1 < _PIECES:
            return False
        self._piece = _IDLE
        self.windows += 1
        return True

    def _correlate(self, part):
        """Find one of the values: where the signal is most like itself, near a step or a stride later."""
        signal = self._signal
        first = (self._stride if part & 1 else self._step) - (_LAGS >> 1)
        lag = 0
        while lag < _LAGS:
            found = product(signal, first + lag)
            self._sums[lag] = -found if part == _TURNED else found
            lag += 1
        self.values[part] = correlation_peak(self._sums, signal[_SQUARE], self._ticks, first)


class Variability:
    """`add` clean steps; `bp` is renewed every 8 steps, -1 before there are 150."""

    def __init__(self):
        self.bp = -1
        self._times_us = array("i", bytes(4 * _TIMES))  # of a left step, its opposite
        self._steps = 0

    def add(self, step_us, side):
        """Count a step."""
        if not side or not 0 < step_us <= _LONGEST_US:
            return
        self._times_us[self._steps % _TIMES] = -step_us if side == _LEFT else step_us
        self._steps += 1
        if self._steps >= _TIMES and self._steps % _EVERY == 0:
            self.bp = spread_bp(self._times_us)
        if self._steps >= 2 * _TIMES * _EVERY:
            self._steps -= _TIMES * _EVERY


class Form:
    """What shows from stride to stride: pelvis and braking, regularity, variability of step time.

    `add` every step that the gait core finished, at once; `work` now and then, some nine times in three seconds.
    `stride` is the last one, `regularity.values` and `variability.bp` are those of late; `means` are for the log. The
    method is in `docs/stride.md`.

    Args:
        gait: The `Gait` that the steps come from: its history of samples and its mount are used.
        gyroscope: Whether there is one; without it nothing turns, and the pelvis is not measured.
    """

    def __init__(self, gait, gyroscope=True):
        self.stride = Stride()
        self.regularity = Regularity()
        self.variability = Variability()
        self.means = Means()
        self._history = gait.history
        self._mount = gait.mount.numbers
        self._axes = array("i", bytes(36))
        self._steps = array("i", bytes(20))
        self._steps[_STEP_END_TICK] = -1  # where the step before ended
        self._steps[_HALF_PERIOD_US] = gait.period_us // 2
        self._pelvis = array("i", bytes(4 * 778))
        self._pelvis[_TURNING] = 1 if gyroscope else 0
        self._waiting_side = 0  # of the step that waits for its partner, 0: none waits
        self._waiting_s = 0
        self._waiting_us = 0
        self._waiting_mm_s = 0
        self._window_steps = 0
        self._window_tick = 0
        self._window_q8 = 0  # its length so far

    def add(self, step, flags):
        """Count a step.

        Args:
            step: A `Step`.
            flags: The step's own and the app's; with any it is not measured.

        Returns:
            True if `stride` is a new one.
        """
        is_next = place(self._steps, step.initial_contact_s, step.initial_contact_us, step.step_us)
        is_clean = not flags and self._steps[_STEP_LENGTH_Q8] > 0 and step.contact_us > 0
        if not is_next or not is_clean:
            self._waiting_side = 0
            self._window_steps = 0
        if not is_clean:
            return False
        self.variability.add(step.step_us, step.side)
        turn(self._axes, self._mount)
        self._add_to_window()
        if not step.side or step.side + self._waiting_side:
            self._wait(step)
            return False
        return self._measure(step)

    def work(self):
        """Do a piece of what can wait: one of the nine of a window of regularity. Returns nothing."""
        if self.regularity.work(self._history):
            self.means.add_window(self.regularity)

    def minute(self):
        """Return the numbers of the minute that ends now, and begin the next one.

        Returns:
            An array("i") of `stride.NUMBERS` means, angles in 0.01 degrees, braking in mg, regularity in
            0.0001, UNKNOWN where there is none.
        """
        self.means.fill(self.variability.bp)
        return self.means.numbers

    def _add_to_window(self):
        if not self._window_steps:
            self._window_tick = self._steps[_STEP_TICK]
            self._window_q8 = 0
        self._window_steps += 1
        self._window_q8 += self._steps[_STEP_LENGTH_Q8]
        if self._window_steps == _WINDOW_STEPS:
            self._window_steps = 0
            self.regularity.begin(self._window_tick, self._window_q8, self._axes)

    def _wait(self, step):
        """Keep the first step of a stride."""
        self._waiting_side = step.side
        self._waiting_s = step.initial_contact_s
        self._waiting_us = step.initial_contact_us
        self._waiting_mm_s = step.speed_mm_s
        self._pelvis[_FIRST] = self._steps[_STEP_TICK]
        self._pelvis[_FRACTION_Q8] = self._steps[_STEP_Q8]
        self._pelvis[_CONTACT] = step.contact_us // _TICK_US

    def _measure(self, step):
        """Measure the stride that ends with this step."""
        stride = self.stride
        stride.initial_contact_s = self._waiting_s
        stride.initial_contact_us = self._waiting_us
        stride.side = self._pelvis[_SIDE] = self._waiting_side
        both = self._waiting_mm_s and step.speed_mm_s
        stride.speed_mm_s = (self._waiting_mm_s + step.speed_mm_s) >> 1 if both else 0
        self._waiting_side = 0
        self._pelvis[_CONTACT + 1] = step.contact_us // _TICK_US
        if not self._is_there():
            return False
        if not measure(stride.values, self._pelvis, self._history.counts, self._axes):
            return False
        self.means.add_stride(stride)
        return True

    def _is_there(self):
        """Say where the stride lies. Returns True if the history holds all of it."""
        steps = self._steps
        pelvis = self._pelvis
        ticks = steps[_STEP_TICK] - pelvis[_FIRST]
        if self._history.ticks - pelvis[_FIRST] > _OLDEST_TICKS:
            return False
        pelvis[_LENGTH_Q8] = steps[_STEP_LENGTH_Q8] + (ticks << 8) + steps[_STEP_Q8] - pelvis[_FRACTION_Q8]
        pelvis[_MIDDLE] = ticks + ((steps[_STEP_Q8] + 128) >> 8)
        return steps[_STEP_END_TICK] < self._history.ticks
