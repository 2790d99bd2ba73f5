"""Every board against its maker's own file: numbers read there by hand, none of them shared with the model.

Where each was read is in its comment: EAGLE board files, all in mm, origin at the lower left corner of the outline.
"""

import numpy as np
import pytest

from hardware_folder import load

layout, dimensions = load("hardware.cad.layout"), load("hardware.cad.dimensions")

# github.com/adafruit/Adafruit-LSM6DSOX-PCB, Adafruit_LSM6DSOX.brd: layer 20; elements U$1 and U$17
# (MOUNTINGHOLE_2.5_PLATED); JP1 (1X09_ROUND_70, drill 1.0) and JP2 (1X05_ROUND_70); U$2 (LSM6DSOX); CONN3,
# CONN4 (JST_SH4).
SENSOR = {
    "size_mm": [25.4, 17.78],
    "holes_mm": [(2.54, 15.24), (22.86, 15.24)],
    "hole_mm": 2.5,
    "plugs": {"qt_left": (2.54, 8.89), "qt_right": (22.86, 8.89)},
}
SENSOR_ROW_OF_9 = [(2.54 + 2.54 * i, 2.54) for i in range(9)]
SENSOR_ROW_OF_5 = [(7.62 + 2.54 * i, 15.24) for i in range(5)]
# github.com/adafruit/Adafruit-DRV2605-PCB, Adafruit DRV2605L STEMMA QT.brd: U$1, U$17, U$19, U$21; TP1 (+),
# TP2 (-); CONN3, CONN4.
DRIVER = {
    "size_mm": [25.4, 17.78],
    "holes_mm": [(2.54, 2.54), (22.86, 2.54), (2.54, 15.24), (22.86, 15.24)],
    "hole_mm": 2.5,
    "plugs": {"qt_left": (2.667, 8.89), "qt_right": (22.733, 8.89)},
}
# github.com/adafruit/Adafruit-MAX17048-PCB, Adafruit-MAX17048-STEMMA.brd: U$19, U$21, two bare holes (2.54 mm);
# X1, X2 (JST PH).
GAUGE = {
    "size_mm": [25.4, 20.32],
    "holes_mm": [(2.54, 2.54), (22.86, 2.54), (2.54, 17.78), (22.86, 17.78)],
    "hole_mm": 2.5,
    "plugs": {
        "qt_left": (2.6035, 8.89),
        "qt_right": (22.7965, 8.89),
        "port_left": (8.382, 16.764),
        "port_right": (17.018, 16.764),
    },
}
# github.com/adafruit/Adafruit-Feather-RP2040-PCB, Adafruit Feather RP2040.brd (2022-12): U$31, U$32 (2.5 plated), two
# bare holes (2.54); X1 (JSTPH), X6 (USB), CONN1 (STEMMA QT), LED1 (WS2812B), SW1 (reset), SW3 (BOOT, pressed from
# the board's end).
FEATHER = {
    "size_mm": [50.8, 22.86],
    "holes_mm": [(2.54, 2.54), (2.54, 20.32), (48.26, 2.54), (48.26, 20.32)],
    "hole_mm": 2.5,
    "plugs": {"qt": (47.752, 8.255), "usb": (2.5, 11.43), "battery_port": (10.922, 18.6), "light": (17.755, 5.982),
              "reset": (11.811, 6.4135), "bootsel": (49.83, 15.3035)},
}  # fmt: skip
# github.com/adafruit/Adafruit-Feather-RP2350-PCB, Adafruit Feather RP2350.brd (2024-09): U$31, U$32 and two bare holes;
# X1 (JSTPH), X6 (USB), CONN1 (STEMMA QT), LED1 (SK6805), SW1 (net !RESET), SW2 (net USBBOOT), CN2 (HSTX).
FEATHER_RP2350 = {
    "size_mm": [50.8, 22.86],
    "holes_mm": [(2.54, 2.54), (2.54, 20.32), (48.26, 2.54), (48.26, 20.32)],
    "hole_mm": 2.5,
    "plugs": {"qt": (37.2745, 10.3505), "usb": (2.5, 11.43), "battery_port": (10.922, 18.6), "light": (30.9118, 4.4196),
              "reset": (9.4615, 5.08), "bootsel": (15.875, 5.08), "hstx": (43.18, 11.303)},
}  # fmt: skip
# github.com/sparkfun/SparkFun_Thing_Plus_RP2350, Hardware/SparkFun_Thing_Plus_RP2350.brd (2025-01): layer 20; H1 to H4
# (STAND-OFF, drill 3.302); J4 (USB), J2 (JST), J3 (Qwiic), BOOT, RESET, U7 (WS2812), U2 (RM2), U1; under the board J6
# (card), U5 (flash). As written there, x across and y from the USB end: the model's x and y are (y, 22.86 - x).
THING_PLUS = {
    "size_mm": [58.42, 22.86],
    "holes_mm": [(2.54, 20.32), (2.54, 2.54), (55.88, 2.54), (55.88, 20.32)],
    "hole_mm": 3.302,
    "plugs": {
        part: (y, 22.86 - x)
        for part, (x, y) in {
            "usb": (11.43, 2.5), "battery_port": (4.56, 17.78), "qt": (2.605, 8.89), "bootsel": (16.51, 9.525),
            "reset": (20.955, 9.525), "light": (6.35, 36.195), "radio": (11.43, 50.165), "chip": (11.43, 31.75),
            "card": (12.065, 10.98), "flash": (11.43, 21.59),
        }.items()
    },
}  # fmt: skip
BOARDS = {"sensor": SENSOR, "driver": DRIVER, "gauge": GAUGE, "feather": FEATHER, "feather_rp2350": FEATHER_RP2350,
          "thingplus_rp2350": THING_PLUS}  # fmt: skip
NAMES = sorted(BOARDS)


@pytest.mark.parametrize("name", NAMES)
def test_outline_and_holes(name: str) -> None:
    board, maker = layout.BOARDS[name], BOARDS[name]
    assert board["size_mm"] == maker["size_mm"]
    assert sorted(tuple(hole) for hole in board["holes_mm"]) == sorted(maker["holes_mm"])
    assert board["hole_mm"] == maker["hole_mm"]


@pytest.mark.parametrize("name", NAMES)
def test_plugs_keys_and_lamps_are_where_the_maker_put_them(name: str) -> None:
    """A body is drawn round its outline; the maker's point is within 0.6 mm of its middle."""
    for part, (x, y) in BOARDS[name]["plugs"].items():
        x0, x1, y0, y1, *_ = layout.BOARDS[name]["bodies"][part]
        assert ((x0 + x1) / 2, (y0 + y1) / 2) == pytest.approx((x, y), abs=0.6), part


def test_the_sensors_pin_rows_are_not_holes() -> None:
    found = sorted((round(x, 2), round(y, 2)) for x, y in layout.BOARDS["sensor"]["pads_mm"])
    assert found == sorted((round(x, 2), y) for x, y in SENSOR_ROW_OF_9 + SENSOR_ROW_OF_5)
    holes = {tuple(hole) for hole in layout.BOARDS["sensor"]["holes_mm"]}
    assert not holes & set(SENSOR_ROW_OF_9)


def test_the_sensors_chip_and_printed_arrows() -> None:
    """U$2 at (12.7, 8.89), not turned. Layer 21: the arrow beside X points right, that beside Y up; a ring is out."""
    assert layout.BOARDS["sensor"]["spots"]["chip"][:2] == [12.7, 8.89]
    assert layout.BOARDS["sensor"]["axes"] == {"x": "+x", "y": "+y", "z": "+z"}


def test_the_motors_pads() -> None:
    spots = layout.BOARDS["driver"]["spots"]
    assert (spots["motor_plus"][:2], spots["motor_minus"][:2]) == ([15.24, 15.875], [10.16, 15.875])


def test_the_boot_key_is_pressed_from_the_end() -> None:
    """SW3 is SPST_TACTILE_RA_2*4*3.5MM at (49.149, 15.3035), R90: its button ends at 49.149 + 2.481."""
    assert layout.BOARDS["feather"]["spots"]["bootsel"][:2] == pytest.approx([51.63, 15.30], abs=0.01)


def test_what_lies_in_the_clip_lies_where_these_files_say() -> None:
    """Sensor: both screws in the clip, from the maker's numbers and where the board lies."""
    place = layout.PLACES["sensor"]
    found = [(x - place.x_mm, y - place.y_mm) for x, y, _ in layout.holes("sensor")]
    assert found == [pytest.approx(hole) for hole in SENSOR["holes_mm"]]


def test_what_lies_under_a_board_and_over_it() -> None:
    """J6 and U5 are mirrored (MR0), so on the underside; RM2's outline is 14.5 x 16.5 mm, its antenna the last 4.5."""
    bodies = layout.BOARDS["thingplus_rp2350"]["bodies"]
    assert {name for name, body in bodies.items() if body[5] <= 0} == {"card", "flash"}
    x0, x1, y0, y1, *_ = bodies["radio"]
    assert (x1 - x0, y1 - y0) == pytest.approx((16.5, 14.5))
    assert layout.BOARDS["thingplus_rp2350"]["antenna"]["x_mm"] == pytest.approx([50.165 + 3.75, 50.165 + 8.25])


def test_the_pads_that_the_thing_plus_switch_is_soldered_to() -> None:
    """J1 (THING_PLUS): pad 11 is EN at (1.27, 26.67), pad 25 ground at (21.59, 21.59)."""
    spots = layout.BOARDS["thingplus_rp2350"]["spots"]
    assert (spots["en"][:2], spots["ground"][:2]) == ([26.67, 22.86 - 1.27], [21.59, pytest.approx(22.86 - 21.59)])


@pytest.mark.parametrize("name", sorted(layout.CASES))
def test_a_board_lies_within_its_case_and_its_screws_in_its_holes(name: str) -> None:
    """From the maker's outline and holes, and the sizes that the guide tells: 60.8 or 62 mm outside, walls of 1.4."""
    case, maker = layout.CASES[name], BOARDS[name]
    outside = {"feather": 60.8, "feather_rp2350": 60.8, "thingplus_rp2350": 62.0}[name]
    place = case.places[name]
    assert case.x_mm == pytest.approx(outside)
    assert -outside / 2 + 1.4 < place.x_mm
    assert place.x_mm + maker["size_mm"][0] < outside / 2 - 1.4
    for x, y, _ in case.holes(name):
        nearest = min(np.hypot(x - place.x_mm - u, y - place.y_mm - v) for u, v in maker["holes_mm"])
        assert nearest <= (maker["hole_mm"] - 2.0) / 2
