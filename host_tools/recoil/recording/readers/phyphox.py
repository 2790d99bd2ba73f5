"""phyphox (phones): m/s^2 and rad/s, in one table or one file per sensor."""

from recoil.recording.readers.layout import Foreign, Pair, Sensor

TABLE = Foreign(
    "phyphox",
    "Time (s)",
    1.0,
    ("Acceleration x (m/s^2)", "Acceleration y (m/s^2)", "Acceleration z (m/s^2)"),
    ("Gyroscope x (rad/s)", "Gyroscope y (rad/s)", "Gyroscope z (rad/s)"),
)
FOLDER = Pair(
    "phyphox",
    Sensor(
        ("Accelerometer.csv", "Raw Data.csv"),
        (
            ("Time (s)", *TABLE.acc),
            ("Time (s)", "X (m/s^2)", "Y (m/s^2)", "Z (m/s^2)"),
            ("t", "x", "y", "z"),
        ),
    ),
    Sensor(
        ("Gyroscope.csv",),
        (
            ("Time (s)", *TABLE.gyr),
            ("Time (s)", "X (rad/s)", "Y (rad/s)", "Z (rad/s)"),
            ("t", "x", "y", "z"),
        ),
    ),
)
