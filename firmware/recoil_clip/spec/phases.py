"""The phases of the cueing plan, of which a session has one: the value of its PHASE event."""

from ..compat import const

OFF = const(0)  # nothing is asked for, or cues are switched off
BASELINE = const(1)  # the runner's own values are being learnt: no cues
FULL = const(2)
FEWER = const(3)  # in a part of each block of some minutes
RETENTION = const(4)  # no cues, a score: what has stayed?
REQUEST = const(5)  # self-controlled: no cues unless the runner asks
HELD = const(6)  # no cues: pain
RECALL = const(7)  # one cue to recall the target by, then silence
