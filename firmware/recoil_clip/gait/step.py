"""What is known of one step."""

from ..compat import const

SATURATED = const(1)  # a sample in the step was at the end of the chip's range
BRIDGED = const(2)  # lost samples in the step were bridged by a straight line
OPEN = const(4)  # the recording ended within the step: what comes after its end was taken to go on as before


class Step:
    """One step, from initial contact to the next one (the other foot).

    Times are since the first sample, processing delay removed.
    """

    def __init__(self):
        self.initial_contact_s = 0  # whole seconds
        self.initial_contact_us = 0  # and microseconds, 0 .. 999999
        self.step_us = 0
        self.contact_us = 0
        self.flight_us = 0  # step - contact; negative: both feet down
        self.bounce_um = 0
        self.peak_mg = 0  # highest upward specific force, 50 Hz bandwidth
        self.side = 0  # -1 left, 1 right, 0 not known
        self.flags = 0
