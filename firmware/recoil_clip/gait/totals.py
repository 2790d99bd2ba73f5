"""What a run adds up to: cadence of late, and the left/right balances with their uncertainty.

Each pair of one left and one right step gives 100 L / (L + R); the left share is their mean. Two things make it
uncertain: what varies from step to step, t s / sqrt(n) with t^2 = 3.84 + 12.3 / (n - 1) for Student's t (within 2 % of
the tables from 8 pairs on), and what the method gets wrong for one runner's leg, which no number of steps averages out.
Of contact and step time it finds less than there is where legs differ more than those of runners usually do, so that
the interval grows with the difference found. Half of the 95 % interval is the root of the sum of their squares.
"""

from array import array

from ..compat import const
from ..spec.steps import BRIDGED, OPEN
from .step_kernels import weigh

UNRESOLVED = const(-1)

_STEPS = const(8)
# 1.96 x the root mean square error of 30 s treadmill trials on runners left out (`recoil bench accuracy`).
_CONTACT_BP = const(95)
_STEP_TIME_BP = const(82)
_BOUNCE_BP = const(75)
# The same 50 mm beside the spine, the place found and taken out.
_CONTACT_ASIDE_BP = const(100)
_STEP_TIME_ASIDE_BP = const(110)
_BOUNCE_ASIDE_BP = const(195)
# From here on the left share of bounce is not told: the place is found to some 15 mm, which is 0.6 points of it. Of
# treadmill trials at the spine 3 % are found so far from it, of those 50 mm beside it four of five.
_TOO_FAR_MM = const(40)
# Contact of 53 % left, simulated (farther than any of 21 runners recorded), reads 50.8 %; step time of 52 % 51.0 %.
_CONTACT_BEYOND_Q4 = const(40)
_STEP_TIME_BEYOND_Q4 = const(8)
_LEFT = const(-1)

# As in `step_kernels`.
_LEFT_BP = const(2)
_HALF_WIDTH_BP = const(3)
_EVEN_BP = const(5000)


class Balance:
    """A left/right balance: the mean share of left in pairs of one left and one right step.

    `left_bp` is the share in 0.01 %, 5000 is even; `half_width_bp` half of its 95 % interval, -1 while there are too
    few `pairs`. The interval is Student's over the pairs, and the method's own error beside it.

    Args:
        method_bp: Half of the 95 % interval of the method's own error, in 0.01 %.
        beyond_q4: By how many sixteenths of what the share is off even it grows.
    """

    def __init__(self, method_bp=0, beyond_q4=0):
        self._numbers = array("i", bytes(28))
        self._numbers[6] = beyond_q4
        self.begin(method_bp)

    def begin(self, method_bp):
        """Forget all pairs; returns nothing.

        Args:
            method_bp: Half of the 95 % interval of the method's own error, in 0.01 %.
        """
        numbers = self._numbers
        numbers[0] = method_bp
        numbers[1] = numbers[4] = numbers[5] = 0
        numbers[_LEFT_BP] = _EVEN_BP
        numbers[_HALF_WIDTH_BP] = UNRESOLVED
        self.pairs = 0
        self.left_bp = _EVEN_BP
        self.half_width_bp = UNRESOLVED

    def add(self, left, right):
        """Add a pair of positive quantities in the same unit, each below 2^20; returns nothing.

        Args:
            left: The left step's.
            right: The right step's.
        """
        numbers = self._numbers
        self.pairs = weigh(numbers, left, right)
        self.left_bp = numbers[_LEFT_BP]
        self.half_width_bp = numbers[_HALF_WIDTH_BP]


class Totals:
    """Add every step in order; balances take each left step with the right one beside it.

    `cadence_cspm` is cadence over the last eight steps in hundredths of steps per minute, 0 before the eighth.
    """

    def __init__(self):
        self.cadence_cspm = 0
        self.contact_balance = Balance(_CONTACT_BP, _CONTACT_BEYOND_Q4)
        self.step_time_balance = Balance(_STEP_TIME_BP, _STEP_TIME_BEYOND_Q4)
        self.bounce_balance = Balance(_BOUNCE_BP)
        self.place_mm = 0
        self.waiting_side = 0  # of the step that waits for its partner, 0: none waits
        self._contact_us = 0  # of that step
        self._step_us = 0
        self._bounce_um = 0
        self._lasting_us = array("i", bytes(4 * _STEPS))
        self._steps = 0
        self._total_us = 0

    def place(self, place_mm):
        """Say where the clip sits; returns nothing. With another view of that balances begin anew.

        Too far beside the spine that of bounce is not told.

        Args:
            place_mm: How far beside the spine in mm; 0: near it.
        """
        if (place_mm == 0) != (self.place_mm == 0):
            aside = place_mm != 0
            self.contact_balance.begin(_CONTACT_ASIDE_BP if aside else _CONTACT_BP)
            self.step_time_balance.begin(_STEP_TIME_ASIDE_BP if aside else _STEP_TIME_BP)
            self.bounce_balance.begin(_BOUNCE_ASIDE_BP if aside else _BOUNCE_BP)
        if not -_TOO_FAR_MM < place_mm < _TOO_FAR_MM:
            self.bounce_balance.begin(_BOUNCE_ASIDE_BP)
        self.place_mm = place_mm

    def add(self, step):
        """Count a finished step; one whose samples are not all real (BRIDGED, OPEN) counts for nothing.

        Args:
            step: A `Step`; they come in order. Returns nothing.
        """
        if step.flags & (BRIDGED | OPEN):
            self.waiting_side = 0
            return
        self._add_time(step.step_us)
        side = step.side
        if not side or side + self.waiting_side:
            self.waiting_side = side
            self._contact_us = step.contact_us
            self._step_us = step.step_us
            self._bounce_um = step.bounce_um
            return
        self.waiting_side = 0
        if side == _LEFT:
            self.contact_balance.add(step.contact_us, self._contact_us)
            self.step_time_balance.add(step.step_us, self._step_us)
            self.bounce_balance.add(step.bounce_um, self._bounce_um)
        else:
            self.contact_balance.add(self._contact_us, step.contact_us)
            self.step_time_balance.add(self._step_us, step.step_us)
            self.bounce_balance.add(self._bounce_um, step.bounce_um)

    def _add_time(self, step_us):
        at = self._steps % _STEPS
        self._total_us += step_us - self._lasting_us[at]
        self._lasting_us[at] = step_us
        self._steps += 1
        if self._steps >= _STEPS:
            # 60 s / mean step time, both in units of 10 us to stay below 2^30.
            self.cadence_cspm = 600000000 // (self._total_us // (10 * _STEPS))
