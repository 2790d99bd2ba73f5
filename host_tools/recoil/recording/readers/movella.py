"""Movella DOT (Xsens DOT): accelerations in m/s^2, rotation in degrees/s, times in us, a preamble above the columns."""

from recoil.recording.readers.layout import Foreign

TABLE = Foreign(
    "Movella DOT",
    "SampleTimeFine",
    1e6,
    ("Acc_X", "Acc_Y", "Acc_Z"),
    ("Gyr_X", "Gyr_Y", "Gyr_Z"),
    preamble=True,
)
