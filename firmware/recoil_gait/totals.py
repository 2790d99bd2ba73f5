"""What a run adds up to: cadence of late, and the left/right balances."""

from .balance import Balance
from .cadence import Cadence
from .feet import LEFT
from .step import BRIDGED, OPEN


class Totals:
    """Add every step in order; balances take each left step with the right one beside it."""

    def __init__(self):
        self.cadence = Cadence()
        self.contact_balance = Balance()
        self.step_time_balance = Balance()
        self.bounce_balance = Balance()
        self._side = 0  # of the step that waits for its partner, 0: none waits
        self._step_us = 0
        self._contact_us = 0
        self._bounce_um = 0

    def add(self, step):
        """Count a finished `Step`; one whose samples are not all real counts for nothing."""
        if step.flags & (BRIDGED | OPEN):
            self._side = 0
            return
        self.cadence.add(step.step_us)
        side = step.side
        if not side or side + self._side:
            # No partner waits, or the wrong one: this step waits.
            self._side = side
            self._step_us = step.step_us
            self._contact_us = step.contact_us
            self._bounce_um = step.bounce_um
            return
        self._side = 0
        if side == LEFT:
            self.contact_balance.add(step.contact_us, self._contact_us)
            self.step_time_balance.add(step.step_us, self._step_us)
            self.bounce_balance.add(step.bounce_um, self._bounce_um)
        else:
            self.contact_balance.add(self._contact_us, step.contact_us)
            self.step_time_balance.add(self._step_us, step.step_us)
            self.bounce_balance.add(self._bounce_um, step.bounce_um)

    def part(self):
        """The next step does not follow the last one."""
        self._side = 0
