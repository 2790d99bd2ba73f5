"""What the numbers of form mean and how sure they are; figures are those of `docs/stride.md`."""

from .words import Quantity

STIFFNESS = Quantity(
    "vertical_stiffness",
    "Vertical stiffness",
    "N/m per kg",
    0,
    "How hard the runner is as a spring, per kg of body mass: peak force over how far the body sinks in stance. By "
    "the sine-wave model of Morin 2005, from contact and flight time; no force is measured.",
    "Against a force plate's times, 16 runners at 2.5 to 4.5 m/s: within 1.9 % (the contact model had learnt from "
    "them). The range is what contact may be off for one runner, 15 ms. Stiffness grows with speed, which the clip "
    "does not know. Not valid on slopes (Meyer 2023) nor without a flight.",
    40,
)
REGULARITY = Quantity(
    "regularity",
    "Regularity",
    "",
    2,
    "How alike the pelvis's acceleration is after one step, and after one stride of two: 1 is perfect. Steps lower "
    "than strides: left and right differ (Moe-Nilssen and Helbostad 2004, made for walking; here over eight steps of "
    "running).",
    "A simulated metronome has 0.98 or more along all axes, and it falls as step time varies. There is no norm for "
    "running: compare one runner with themselves.",
)
VARIABILITY = Quantity(
    "variability",
    "Variability",
    "%",
    2,
    "Spread of 150 step times (about a minute) about each foot's mean, over the mean; a slow change of pace counts "
    "too.",
    "1.45 % where a force plate said 1.40 %, spread of the difference 0.26 points (16 runners on a treadmill).",
)
TILT = Quantity("tilt", "Tilt", "°", 1, "Forward and back, range in a stride.", "Within 0.7° in the simulation.", 4)
OBLIQUITY = Quantity(
    "obliquity", "Obliquity", "°", 1, "Side to side, range in a stride.", "0.1 to 1.2° too small in the simulation.", 4
)
ROTATION = Quantity(
    "rotation",
    "Rotation",
    "°",
    1,
    "About the upright axis, range in a stride.",
    "0.1 to 0.8° too large in the simulation.",
    4,
)
DROP_LEFT = Quantity(
    "drop_left",
    "Drop, left stance",
    "°",
    1,
    "How far the right side sinks while the left foot is down.",
    "Within 0.6° in the simulation.",
    2,
)
DROP_RIGHT = Quantity(
    "drop_right",
    "Drop, right stance",
    "°",
    1,
    "How far the left side sinks while the right foot is down.",
    "Within 0.6° in the simulation.",
    2,
)
BRAKING_LEFT = Quantity("braking_left", "Braking, left", "g", 2, "", "", 0.1)
BRAKING_RIGHT = Quantity("braking_right", "Braking, right", "g", 2, "", "", 0.1)
PELVIS = (TILT, OBLIQUITY, ROTATION, DROP_LEFT, DROP_RIGHT)
AXES = (("vertical", "up and down"), ("forward", "forward and back"), ("side", "side to side"))
REGULARITIES = tuple(
    Quantity(f"{axis}_{lag}_regularity", f"Regularity {axis}, {lag}", "", 3, "", "")
    for axis, _ in AXES
    for lag in ("step", "stride")
)
DRIFTING = (STIFFNESS, *PELVIS, BRAKING_LEFT, BRAKING_RIGHT, *REGULARITIES)
"""What is compared in thirds of the run, by the names of `form_drifts`."""

PELVIS_SURE = (
    "Errors are those of a run's mean in simulations with known truth; no recording of a pelvis stands beside them "
    "yet. The clip knows how the pelvis moves within a stride, not how far it is tilted on average. A sensor that "
    "levels 2° wrong lets rotation leak into obliquity. Compare drop within one runner, and with care: over 16 runners "
    "it read 2.0° left and 3.1° right, which may be the markers and not the runners."
)
BRAKING_SURE = (
    "A trend within one runner: up to 0.1 g off in the simulation, up to 0.2 g too large at 5.5 m/s. Slopes and speed "
    "change it, and the clip knows neither."
)
