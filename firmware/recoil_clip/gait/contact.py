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

from array import array

from ..compat import const
from .step_kernels import moments
from .weights import WEIGHTS

# Where the models lie in the table; each begins with its intercept and its slope per tick.
CONTACT = const(0)
CONTACT_BINS = const(24)  # forward, from 8 bins before the anchor to 16 after
TOE_OFF = const(26)  # forward, then up, over the cycle
TOE_OFF_TURNING = const(76)  # the same, then pitch rate: with a gyroscope
TABLE_SIZE = const(150)

# As in `step_kernels`.
_TOE_OFF_US = const(2)
_PAIRED = const(3)


class Contact:
    """After `measure`: `initial_contact_us` and `toe_off_us`, both relative to the cycle's anchor."""

    def __init__(self, weights=None):
        self.initial_contact_us = 0
        self.toe_off_us = 0
        self._weights = array("i", weights) if weights else WEIGHTS
        self._memory = array("i", bytes(16))

    def measure(self, bins, mount, period_q8, paired):
        """Read a cycle of period_q8 / 256 ticks; the mount's yaw turns its level axes to forward.

        `paired` is 1 if the cycle measured before was the other foot's, just before this one.
        """
        self._memory[_PAIRED] = paired
        self.initial_contact_us = moments(self._memory, bins, self._weights, mount, period_q8)
        self.toe_off_us = self._memory[_TOE_OFF_US]
