"""What of a session cannot be believed: the sensor's axes, the quantities that rest on them, and why.

A quantity that is withheld was not measured, or cannot be: who reads the session shows no number for it, and says why.
"""

from ..compat import const

# Bits of the sensor's axes, in body axes.
FORWARD = const(1)
UP = const(2)
RIGHT = const(4)
ROLL = const(8)  # rotation about the axis ahead
YAW = const(16)  # about the one up
PITCH = const(32)  # about the one to the right
ACCELEROMETER = const(7)
GYROSCOPE = const(56)

# Quantities.
STEP_TIME = const(0)  # and cadence
CONTACT_TIME = const(1)  # and flight
BOUNCE = const(2)
PEAK = const(3)
SIDE = const(4)  # which foot it was
CONTACT_BALANCE = const(5)
STEP_TIME_BALANCE = const(6)
BOUNCE_BALANCE = const(7)
TILT = const(8)  # of the pelvis, as the next two
OBLIQUITY = const(9)  # and drop
ROTATION = const(10)
BRAKING = const(11)
REGULARITY = const(12)
UNSTEADINESS = const(13)  # and variability
SPEED = const(14)
QUANTITIES = const(16)  # for how many there is room

# Reasons; 0: the quantity is given.
DEAD_AXIS = const(1)  # an axis of the sensor is stuck or dead
NO_ALTERNATION = const(2)  # nothing in the signal tells one foot from the other
MISPLACED = const(3)  # the clip sits turned, or too far beside the spine
TOO_SLOW = const(4)  # too slow to tell from walking
LOST_SAMPLES = const(5)
