"""Initial contact and toe-off: when the foot meets and leaves the ground, from the shape of the step.

Each moment, relative to the cycle's anchor, is a linear model on the bins:
    16 moment_us = intercept + slope x period + sum weight_i x bin_i.
Braking begins at initial contact and propulsion ends at toe-off, so fore-aft acceleration carries most; toe-off also
uses vertical acceleration and, where there is a gyroscope, the rate at which the pelvis tips forward and back. The
weights are a ridge regression on steps over a force plate (vertical force above 50 N), learnt from clean signals and
from the same signals perturbed as a worn clip perturbs them: `recoil bench fit`.

What the models say of left against right is mostly the shape of the two legs' waves, not their timing: on runners left
out it does not correlate with the true difference at contact, and overstates it by half at toe-off. So initial contact
is the mean of what two steps in a row say, and toe-off leans on the step before by a quarter.
"""

from ..compat import const
from .cycle import BEFORE, BINS, WIDTH
from .weights import WEIGHTS

# Where the models lie in the table; each begins with its intercept and its slope per tick.
CONTACT = const(0)
CONTACT_BINS = const(24)  # forward, from 8 bins before the anchor to 16 after
TOE_OFF = const(26)  # forward, then up, over the cycle
TOE_OFF_TURNING = const(76)  # the same, then pitch rate: with a gyroscope
TABLE_SIZE = const(150)

_EARLIEST_US = const(-100000)
_LATEST_US = const(80000)
_SHORTEST_US = const(80000)


class Contact:
    """After `measure`: `initial_contact_us` and `toe_off_us`, both relative to the cycle's anchor."""

    def __init__(self, weights=WEIGHTS):
        self.weights = weights
        self.initial_contact_us = 0
        self.toe_off_us = 0
        self._contact = 0  # what the models said of the cycle before
        self._toe_off = 0

    def measure(self, cycle, mount, period_q8, paired):
        """Read a cycle of period_q8 / 256 ticks; the mount's yaw turns its level axes to forward.

        `paired` tells that the cycle measured before was the other foot's, just before this one.
        """
        weights = self.weights
        forward = cycle.forward
        right = cycle.right
        up = cycle.up
        pitch = cycle.pitch
        turning = cycle.gyroscope
        cos_q14 = mount.cos_q14
        sin_q14 = mount.sin_q14
        leaving = TOE_OFF_TURNING if turning else TOE_OFF
        period_q4 = period_q8 >> 4
        contact = weights[CONTACT] + ((weights[CONTACT + 1] * period_q4) >> 4)
        toe_off = weights[leaving] + ((weights[leaving + 1] * period_q4) >> 4)
        leaving += 2 - BEFORE
        i = 0
        while i < WIDTH:
            ahead = (forward[i] * cos_q14 + right[i] * sin_q14) >> 14
            if i < CONTACT_BINS:
                contact += ahead * weights[CONTACT + 2 + i]
            if i >= BEFORE:
                toe_off += ahead * weights[leaving + i] + up[i] * weights[leaving + BINS + i]
                if turning:
                    toe_off += pitch[i] * weights[leaving + 2 * BINS + i]
            i += 1
        last_contact = self._contact if paired else contact
        last_toe_off = self._toe_off if paired else toe_off
        self._contact = contact
        self._toe_off = toe_off
        self.initial_contact_us = max(min((contact + last_contact) >> 5, _LATEST_US), _EARLIEST_US)
        shortest_us = self.initial_contact_us + _SHORTEST_US
        self.toe_off_us = max(
            min((3 * toe_off + last_toe_off) >> 6, shortest_us + ((period_q8 * 625) >> 4)), shortest_us
        )
