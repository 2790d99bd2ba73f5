"""The runner's form of late: what is compared with the band, and the pace that it belongs to.

Step time, contact and bounce are smoothed over some sixteen steps, as logarithms in Q12 (4096 doubles, 59 are 1 %). On
recordings of treadmill running that lowers the scatter of step time from 1.9 to some 0.4 %, and a left/right difference
breaks no row of steps.
"""

from array import array

from ..compat import const
from .kernels import smooth
from .share import Share
from .steadiness import Steadiness

UNKNOWN = const(-1)

SHORTEST_STEP_US = const(200000)  # 300 steps/min
LONGEST_STEP_US = const(600000)  # 100 steps/min: slower is no running
LARGEST_BOUNCE_UM = const(300000)
LONGEST_CONTACT_US = const(800000)

# Places in the state that `kernels.smooth` keeps.
STEP = const(1)
CONTACT = const(2)
BOUNCE = const(3)
PACE = const(4)

SMOOTHED = const(8)  # so many steps make a form
_STALE = const(8)  # so many steps in a row that do not count, and what was before them is no form of late


def is_running_step(step):
    """Return False for what no running step is."""
    return (
        SHORTEST_STEP_US <= step.step_us <= LONGEST_STEP_US
        and 0 < step.contact_us <= LONGEST_CONTACT_US
        and 0 < step.bounce_um <= LARGEST_BOUNCE_UM
    )


def pace_by_contact(step_q, contact_q):
    """Return a logarithm of relative speed, from contact time for its step time, in the Q of what is given.

    At one speed contact follows step time as T^0.7 or so (T^0.4 .. T^1), so contact / T^0.7 does not read quicker steps
    as speed. Between speeds contact goes as v^-0.54 and step time as v^-0.20 (21 runners, 2 to 5 m/s), so
    contact / T^0.7 as v^-0.4: log v = 2.5 (0.7 log T - log contact).
    """
    return step_q * 7 // 4 - contact_q * 5 // 2


def pace_by_speed(speed_q, contact_q):
    """Return a logarithm of relative speed that changes of cadence or of stance alone move little.

    The gait core's estimate reads quicker steps as 2 to 3 % of speed for 5 %, and a longer stance as slower, as it goes
    with contact^-1.0 at one speed (63 simulated runs, `docs/accuracy.md`): times contact it is still, and is then
    v^(2/3), as contact goes with v^-0.54. Hence log v = 1.5 log estimate + log contact.
    """
    return speed_q * 3 // 2 + contact_q


def pace_by_step(step_q):
    """Return a logarithm of relative speed from step time alone, v^-0.20: where contact itself is compared."""
    return step_q * -5


class Form:
    """`add` every step that counts, `skip` one that does not, `clear` when running stops.

    `row` counts uninterrupted steps. With `is_known` the smoothed logarithms are in `state` (Q16). `has_pace` says that
    steps come with a relative speed; without it contact time stands for pace.
    """

    def __init__(self, has_pace=False):
        self.row = 0
        self.skipped = 0  # in a row
        self.is_known = False
        self.state = array("i", bytes(20))
        self.has_pace = has_pace
        self.steadiness = Steadiness()
        self.share = Share()

    def add(self, step, pace):
        """Count a step; `pace` is its relative speed in any unit, UNKNOWN without one."""
        step_us = step.step_us
        self.skipped = 0
        self.row = min(self.row + 1, 8)
        if not self.has_pace:
            pace = UNKNOWN
        self.is_known = smooth(self.state, step_us, step.contact_us, step.bounce_um, pace) >= SMOOTHED
        if self.has_pace and pace <= 0:
            self.is_known = False
        self.steadiness.add(step_us, self.row)
        self.share.add(step.contact_us, step.side, self.row)

    def pace_q16(self):
        """Return the logarithm of relative speed, its zero anywhere; only if `is_known`."""
        state = self.state
        if self.has_pace:
            return pace_by_speed(state[PACE], state[CONTACT])
        return pace_by_contact(state[STEP], state[CONTACT])

    def skip(self):
        """Leave a step out: its neighbours no longer form strides, and after some the form is forgotten."""
        self.row = 0
        self.skipped += 1
        if self.skipped >= _STALE:
            self.is_known = False
            self.state[0] = 0

    def clear(self):
        """Forget every step, as before the first."""
        self.row = 0
        self.skipped = 0
        self.is_known = False
        self.state[0] = 0
        self.steadiness.clear()
        self.share.clear()
