"""What a run adds up to: cadence of late, and the left/right balances."""

from array import array

from ..compat import const
from .balance import Balance
from .feet import LEFT
from .step import BRIDGED, OPEN

_STEPS = const(8)
# 1.96 x the root mean square error of 30 s treadmill trials on runners left out (`recoil bench accuracy`).
_CONTACT_BP = const(118)
_STEP_TIME_BP = const(106)
_BOUNCE_BP = const(75)


class Totals:
    """Add every step in order; balances take each left step with the right one beside it.

    `cadence_cspm` is cadence over the last eight steps in hundredths of steps per minute, 0 before the eighth.
    """

    def __init__(self):
        self.cadence_cspm = 0
        self.contact_balance = Balance(_CONTACT_BP)
        self.step_time_balance = Balance(_STEP_TIME_BP)
        self.bounce_balance = Balance(_BOUNCE_BP)
        self._balances = (self.contact_balance, self.step_time_balance, self.bounce_balance)
        self.waiting_side = 0  # of the step that waits for its partner, 0: none waits
        self._waiting = array("i", bytes(12))
        self._now = array("i", bytes(12))
        self._lasting_us = array("i", bytes(4 * _STEPS))
        self._steps = 0
        self._total_us = 0

    def add(self, step):
        """Count a finished `Step`; one whose samples are not all real counts for nothing."""
        if step.flags & (BRIDGED | OPEN):
            self.waiting_side = 0
            return
        at = self._steps % _STEPS
        self._total_us += step.step_us - self._lasting_us[at]
        self._lasting_us[at] = step.step_us
        self._steps += 1
        if self._steps >= _STEPS:
            # 60 s / mean step time, both in units of 10 us to stay below 2^30.
            self.cadence_cspm = 600000000 // (self._total_us // (10 * _STEPS))
        now = self._now
        waiting = self._waiting
        now[0] = step.contact_us
        now[1] = step.step_us
        now[2] = step.bounce_um
        side = step.side
        paired = side and side + self.waiting_side == 0
        i = 0
        while i < 3:
            if not paired:
                waiting[i] = now[i]
            elif side == LEFT:
                self._balances[i].add(now[i], waiting[i])
            else:
                self._balances[i].add(waiting[i], now[i])
            i += 1
        self.waiting_side = 0 if paired else side
