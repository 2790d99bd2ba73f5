"""Sensor Logger (phones): one file per sensor; where gravity was taken out of the accelerations, it is added again."""

from recoil.recording.readers.layout import Pair, Sensor

_COLUMNS = (("seconds_elapsed", "x", "y", "z"),)
FOLDER = Pair(
    "Sensor Logger",
    Sensor(("TotalAcceleration.csv", "Accelerometer.csv"), _COLUMNS),
    Sensor(("Gyroscope.csv",), _COLUMNS),
    Sensor(("Gravity.csv",), _COLUMNS),
)
