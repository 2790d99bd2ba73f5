"""Flags of a step, as they stand in its record."""

from ..compat import const

SATURATED = const(1)  # a sample in the step was at the end of the chip's range
BRIDGED = const(2)  # lost samples in the step were bridged by a straight line
OPEN = const(4)  # the recording ended within the step: what comes after its end was taken to go on as before
MASKED = const(8)  # the motor may have shaken it
