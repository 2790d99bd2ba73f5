"""What can be felt."""

from ..compat import const

NO_CUE = const(0)
CUE_QUICKER = const(1)  # more steps per minute
CUE_SOFTER = const(2)  # softer or lower: less bounce
CUE_STEADIER = const(3)  # one step like the other
CUE_CONFIRM = const(4)  # back inside the band
CUE_TICK = const(5)  # the metronome
CUE_EVEN = const(6)  # left like right; only where asymmetry was asked for
CUES = const(7)  # how many there are, silence included
