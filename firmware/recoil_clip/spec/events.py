"""What can happen in a session. An event is one of these kinds, a time and a value."""

from ..compat import const

START = const(1)  # value: a START_BY_* way
STOP = const(2)  # value: a STOP_* reason
PAUSE = const(3)
RESUME = const(4)
MARKER = const(5)
CUE = const(6)  # value: the coach's number of the cue
CONFIRM = const(7)
GAP = const(8)  # value: samples lost
FAULT = const(9)  # value: the app's number of the fault
BATTERY = const(10)  # value: percent x 65536 + millivolts
FULL = const(11)  # value: a FULL_* level
SCORE = const(12)  # value: percent of steps inside the band
PHASE = const(13)  # value: the coach's number of the schedule's phase
CORE = const(14)  # value: core work that the run has earned, in hundredths of a minute
MUTE = const(15)  # value: 1 the runner muted cues, 2 quiet hours did, 0 they are wanted again
VALIDITY = const(16)  # value: the sensor's axes that cannot be believed from now on, a bit each, as in the header
PLAN = const(17)  # value: where a plan of running and walking is, as `cueing.run_walk` says it, + 256 x runs begun
WITHHELD = const(18)  # value: a quantity of `validity` + 256 x the reason for which it is not told from now on, 0 it is
RATE = const(19)  # value: the true sample period in ns by the processor's clock, where the sensor's own is wrong

START_BY_BUTTON = const(0)
START_BY_RUNNING = const(1)
START_AFTER_FAULT = const(2)  # goes on with what a lost sensor cut off

STOP_BUTTON = const(1)
STOP_IDLE = const(2)
STOP_BATTERY = const(3)
STOP_HOST = const(4)
STOP_FAULT = const(5)
STOP_DONE = const(6)  # of a screen or core work: nothing was left to do

FULL_RAW = const(1)  # raw samples stopped, steps go on
FULL_LOG = const(2)  # nothing more is written
