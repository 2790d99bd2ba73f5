"""Where parts sit, in plain numbers: no CAD package is needed."""

import ast

import numpy as np
import pytest

from hardware_folder import ROOT, load
from recoil.recording.mount import Mount
from recoil.simulation.clip.hardware.wiring import WIRINGS

arm, dimensions, layout = (load(f"hardware.cad.{name}") for name in ("arm", "dimensions", "layout"))
limits = load("hardware.cad.limits")
CASES = sorted(layout.CASES)


def mount_of_firmware(board: str = "feather_rp2040") -> tuple[int, ...]:
    tree = ast.parse((ROOT / "firmware" / "recoil_clip" / "app" / "boards" / f"{board}.py").read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "mount":
            return ast.literal_eval(node.value)
    raise AssertionError("no mount")


@pytest.mark.parametrize("case", CASES)
def test_the_sensor_lies_as_the_firmware_believes(case: str) -> None:
    board = {"feather": "feather_rp2040"}.get(case, case)
    assert layout.mount(layout.CASES[case]) == mount_of_firmware(board) == (-3, 2, 1)


def test_the_virtual_clip_wears_it_the_same_way() -> None:
    mount = Mount.parse(WIRINGS["feather_rp2040"].mount)
    placed = layout.mount()
    assert tuple(sign * (axis + 1) for axis, sign in zip(mount.axes, mount.signs, strict=True)) == placed


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_sensor_turned_round_is_noticed(quarters: int, monkeypatch: pytest.MonkeyPatch) -> None:
    place = layout.PLACES["sensor"]
    monkeypatch.setitem(layout.PLACES, "sensor", layout.Place(place.x_mm, place.y_mm, place.z_mm, quarters))
    assert layout.mount() != mount_of_firmware()


def test_the_mount_is_a_rotation() -> None:
    matrix = np.zeros((3, 3))
    for row, axis in enumerate(layout.mount()):
        matrix[row, abs(axis) - 1] = np.sign(axis)
    assert np.linalg.det(matrix) == pytest.approx(1)


def test_the_motor_is_on_the_runners_side_and_away_from_the_sensor() -> None:
    assert layout.PLACES["motor"].z_mm < min(place.z_mm for name, place in layout.PLACES.items() if name != "motor")
    assert layout.PLACES["motor"].z_mm == pytest.approx(dimensions.LEAST_WALL_MM)
    assert all(layout.motor_to_sensor_mm(case) > 20 for case in layout.CASES.values())


def test_every_face_looks_away_from_the_runner_and_lies_flat() -> None:
    for name, place in layout.PLACES.items():
        assert place.turn(0, 0, 1) == (0, 0, 1), name


@pytest.mark.parametrize("case", CASES)
def test_the_battery_has_room_to_swell(case: str) -> None:
    """A tenth of its thickness, to the ceiling or to the board that lies over it."""
    places, high = layout.CASES[case].places, layout.BOARDS["battery"]["board_mm"]
    over = layout.CASES[case].ceiling_mm if layout.CASES[case].has_battery_in_shell else places[case].z_mm
    assert over - places["battery"].z_mm - high >= 0.1 * high - 1e-9


def test_plugs_have_room() -> None:
    """6 mm from a STEMMA QT plug to the wall, for the cable's plug and its bend; 4.5 mm between facing boards."""
    half = layout.REFERENCE.room_x_mm / 2
    assert half - layout.spot("feather", "qt")[0] > 6
    assert layout.spot("sensor", "qt_left")[0] + half > 6
    assert layout.spot("gauge", "port_left")[0] - layout.spot("sensor", "qt_right")[0] > 4.5
    thing = layout.CASES["thingplus_rp2350"]
    assert thing.places["battery"].x_mm - thing.spot("sensor", "qt_right")[0] > 4.5


@pytest.mark.parametrize("name", CASES)
def test_screws_are_long_enough_and_not_too_long(name: str) -> None:
    d, case = dimensions, layout.CASES[name]
    upper = d.CASE_SCREW_MM - (d.ARM_MM - d.ARM_HEAD_DEPTH_MM) - d.RIM_MM
    lower = d.CASE_SCREW_MM - (d.RIM_MM - d.HEAD_DEPTH_MM)
    pilot = case.ceiling_mm - d.PILOT_STOP_MM - d.RIM_MM
    assert 6 < upper <= lower <= pilot
    board_mm = layout.BOARDS[name]["board_mm"]
    face = case.places[name].z_mm + board_mm
    fourth = d.HEAD_DEPTH_MM + d.CASE_SCREW_MM - face
    assert 3 < fourth < case.ceiling_mm - 0.6 - face
    assert d.BOARD_SCREW_MM - board_mm >= 3


def test_the_cell_keeps_away_from_the_radios_antenna() -> None:
    """SparkFun keeps metal out of x 53.9 to 58.4 of the board: the battery, which is metal, ends before."""
    case = layout.CASES["thingplus_rp2350"]
    end = case.places["battery"].x_mm + layout.BOARDS["battery"]["size_mm"][1] - case.places[case.board].x_mm
    assert end < layout.BOARDS[case.board]["antenna"]["x_mm"][0] - 1


def test_a_screw_of_2_mm_stands_in_the_thing_plus_holes_beside_the_radio() -> None:
    board = layout.BOARDS["thingplus_rp2350"]
    for hole, screw in zip(board["holes_mm"], board["screws_mm"], strict=True):
        assert np.hypot(hole[0] - screw[0], hole[1] - screw[1]) <= (3.302 - 2.0) / 2


def test_why_the_clip_is_not_smaller() -> None:
    """Each row, end to end, is as long as the case; even at its least none but the width is as small as the aim."""
    sums = limits.sums()
    assert [round(now, 3) for _, now, _ in sums.values()] == [60.8, 43.8, 19.0]
    assert [round(least, 1) for *_, least in sums.values()] == [58.0, 42.9, 18.7]
    assert all(least <= now + 1e-9 for found in limits.rows().values() for _, now, least in found)


def test_what_lighter_materials_save() -> None:
    """Ten steel screws M2 of 2.7 g lose 65.6 % in aluminium (7.85 and 2.70 g/cm3): with ASA the clip is below 45 g."""
    rows = load("hardware.texts").smaller().splitlines()
    assert "screws of aluminium 1.8: 43.8;" in rows[-1]


BANDS_MM = (0.6, 1.0, 2.0, 3.0, 4.0)


@pytest.mark.parametrize("band_mm", BANDS_MM)
def test_the_spring_holds_goes_on_and_does_not_break(band_mm: float) -> None:
    """A clip of 50 g under 5 g pulls with 2.5 N; a hand pushes with 25; PETG yields at 40 MPa, 2.4 % of strain."""
    assert arm.friction_n(band_mm) >= 2.5
    assert arm.push_n(band_mm) <= 25
    assert arm.strain(band_mm) < 0.012
    assert arm.margin(band_mm) > 2


def test_it_still_holds_the_thinnest_band_after_a_quarter_of_its_force_has_crept_away() -> None:
    assert 0.75 * arm.friction_n(0.6) >= 2.5


def test_the_spring_presses_without_a_band() -> None:
    assert arm.force_n(0) > 2


def test_the_thickest_band_fits_between_arm_and_plate() -> None:
    assert arm.ROOM_MM >= 4


def test_a_straight_strip_bends_as_the_textbook_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cantilever of 30 x 10 x 2 mm and 1,700 MPa: 3 E I / L^3 = 1.259 N/mm; 10 N stress it to 45 MPa."""
    pieces = [(0.075, (i + 0.5) * 0.075, 10.0) for i in range(400)]
    monkeypatch.setattr(arm, "_sections", lambda: pieces)
    monkeypatch.setattr(arm.d, "ARM_MM", 2.0)
    assert arm.stiffness_n_per_mm() == pytest.approx(1.259, rel=1e-3)
    monkeypatch.setattr(arm, "force_n", lambda band_mm: 10.0)
    monkeypatch.setattr(arm.d, "ARM_X_MM", 1e6)
    assert arm.stress_mpa(0) == pytest.approx(45, rel=2e-3)


def test_what_could_not_be_verified_is_said() -> None:
    for name, board in layout.BOARDS.items():
        if name != "loose":
            assert board["source"], name
            assert board["unverified"], name
