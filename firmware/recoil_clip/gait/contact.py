"""Initial contact and toe-off: when the foot meets and leaves the ground, from the shape of the step.

Each moment, as a part of the cycle and counted from its anchor, is a linear model on the shapes of the waveforms
(`contact_kernels`): braking begins at initial contact and propulsion ends at toe-off, so fore-aft acceleration carries
most, and the pelvis turns and drops in time with the stance leg. What makes it carry over from runner to runner and
from laboratory to laboratory:

* parts of the cycle, not times: a slow runner's contact is long because the whole step is;
* shapes, that is waveforms divided by their own length, and lengths as such beside them;
* roll and yaw rate with the sign of the stance foot, so that both feet speak of the same motion.

Without a gyroscope, or while the side is not known, forward and up alone do. The weights are a ridge regression on
steps over a force plate (vertical force above 50 N), learnt from clean signals and from the same signals perturbed as
a worn clip perturbs them: `recoil bench fit`.

What the models say of left against right is part timing, part the shape of the two legs' waves. So of the difference
between two steps in a row initial contact keeps a quarter, and toe-off a half.
"""

from array import array

from ..compat import const
from .contact_kernels import contact_times

# As in `contact_kernels`.
_ZERO = const(32768)
_TOE_OFF_US = const(2)
_PAIRED = const(3)
_SIDE = const(4)
_SPEED_MM_S = const(205)
_MEMORY_SIZE = const(287)


class Contact:
    """The contact model: from one cycle of both feet to initial contact and toe-off.

    A ridge regression on the shape of a cycle, trained on runners whose contacts were seen by cameras or force plates;
    `docs/gait.md` has the method. Set `side` to the stance foot's, -1 left, 1 right, 0 not known, then `measure`; after
    that `initial_contact_us` and `toe_off_us` are relative to the cycle's anchor, in us, and `speed_mm_s` is the speed
    of the average runner who moves like this.

    Args:
        weights: The model's, in the order of `contact_kernels`, from -32768 to 32767; None for the built-in ones.
    """

    def __init__(self, weights=None):
        self.side = 0
        self.initial_contact_us = 0
        self.toe_off_us = 0
        self.speed_mm_s = 0
        if weights is None:
            from .weights import WEIGHTS  # only here, so that a clip can give back what they are read from

            self._weights = WEIGHTS
        else:
            self._weights = array("H", [weight + _ZERO for weight in weights])
        self._memory = array("i", bytes(4 * _MEMORY_SIZE))

    def clear(self):
        """Forget all cycles, for a core that begins anew; returns nothing."""
        self.side = 0
        self.initial_contact_us = 0
        self.toe_off_us = 0
        self.speed_mm_s = 0
        number = 0
        while number < _MEMORY_SIZE:
            self._memory[number] = 0
            number += 1

    def measure(self, bins, mount, period_q8, paired):
        """Read a cycle; sets `initial_contact_us` and `toe_off_us`, returns nothing.

        Args:
            bins: An array("i") of the cycle's bins, as `contact_kernels` lays them out.
            mount: An array("i") of the mount's numbers: its yaw turns the level axes to forward.
            period_q8: How long the cycle is, in 1/256 ticks (5 ms).
            paired: 1 if the cycle measured before was the other foot's, just before this one, else 0.
        """
        self._memory[_PAIRED] = paired
        self._memory[_SIDE] = self.side
        self.initial_contact_us = contact_times(self._memory, bins, self._weights, mount, period_q8)
        self.toe_off_us = self._memory[_TOE_OFF_US]
        self.speed_mm_s = self._memory[_SPEED_MM_S]
