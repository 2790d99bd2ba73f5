"""What can be wrong with the clip: the value of a FAULT event."""

from ..compat import const

SENSOR_MISSING = const(1)
SENSOR_WRONG = const(2)
SENSOR_FAULT = const(3)
MOTOR_MISSING = const(4)
MOTOR_WRONG = const(5)
MOTOR_FAULT = const(6)
GAUGE_MISSING = const(7)
GAUGE_WRONG = const(8)
GAUGE_FAULT = const(9)
BATTERY_LOW = const(10)
FLASH_FULL = const(11)
FLASH_FAULT = const(12)
SETTINGS_BROKEN = const(13)
HISTORY_BROKEN = const(14)
CLOCK_UNSET = const(15)
RESTARTED = const(16)
APP_ERROR = const(17)
PLAN_BROKEN = const(18)
SENSOR_AXIS = const(19)  # an axis of it is stuck or dead
CLOCK_WRONG = const(20)  # the sensor's rate is not what it says
BUTTON_STUCK = const(21)
