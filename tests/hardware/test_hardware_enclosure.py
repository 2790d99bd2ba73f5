"""The printed parts: whole, printable, and with room for what they hold. Skips without the CAD packages."""

import json
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from hardware_folder import FOLDER, cad

parts = cad("hardware.cad.parts")
export = cad("hardware.cad.export")
trimesh, build123d = cad("trimesh"), cad("build123d")
d, layout, mesh = (cad(f"hardware.cad.{name}") for name in ("dimensions", "layout", "mesh"))
PRINTED = sorted(parts.PRINTED)
MODELS = FOLDER / "models"
FACTS = json.loads((MODELS / "models.json").read_text())
AT_MOST_G = 52  # the aim was 45
AT_MOST_MM = (62.0, 46.0, 20.0)


def thin_on_purpose(name: str, points: np.ndarray) -> np.ndarray:
    """Which points (as printed) lie where a wall is thin for a reason."""
    x, y, z = points.T
    if name == "shell":  # the light's window; printed with y turned round
        light = layout.spot("feather", "light")
        return np.hypot(x - light[0], y + light[1]) < d.LIGHT_R_MM + 0.1
    if name == "plate":  # the low ridge outside the cord's groove
        rim = d.GROOVE_RIDGE_MM + 0.1
        outside = (np.abs(x) > d.CASE_X_MM / 2 - rim) | (np.abs(y) > d.CASE_Y_MM / 2 - rim)
        corner = np.hypot(np.abs(x) - d.CASE_X_MM / 2 + d.CORNER_MM, np.abs(y) - d.CASE_Y_MM / 2 + d.CORNER_MM)
        in_corner = (np.abs(x) > d.CASE_X_MM / 2 - d.CORNER_MM) & (np.abs(y) > d.CASE_Y_MM / 2 - d.CORNER_MM)
        return (outside | in_corner & (corner > d.CORNER_MM - rim)) & (z < d.RIM_MM + 0.01)
    return np.zeros(len(points), dtype=bool)


@pytest.mark.parametrize("name", PRINTED)
def test_whole(name: str) -> None:
    part = parts.printed(name)
    assert part.is_valid
    assert len(part.solids()) == 1
    triangles = export.mesh(name)
    assert triangles.is_closed()
    assert triangles.volume_mm3() == pytest.approx(part.volume, rel=0.01)


def test_nothing_overlaps() -> None:
    everything = parts.everything()
    shared = {
        f"{one} and {other}": parts.overlap_mm3(everything[one], everything[other])
        for one, other in combinations(everything, 2)
    }
    assert {names: round(volume, 3) for names, volume in shared.items() if volume > 0.01} == {}


def test_an_overlap_would_be_found() -> None:
    feather = parts.bought("feather")
    assert parts.overlap_mm3(build123d.Pos(0, 0, 2) * feather, parts.printed("shell")) > 1


@pytest.mark.parametrize("name", PRINTED)
def test_walls_are_thick_enough(name: str) -> None:
    least = d.BUTTON_SKIN_MM if name == "button" else d.LEAST_WALL_MM
    points, thick = export.mesh(name).thicknesses_mm(600)
    thin = (thick < least - 0.02) & ~thin_on_purpose(name, points)
    # What is left are edges: a chamfer's tip is thin by nature.
    assert thin.mean() < 0.02, np.column_stack([points[thin], thick[thin]]).round(2)


def needs_support(hanging: Any) -> bool:
    return hanging.span_mm > d.MOST_BRIDGE_MM if hanging.is_bridge else hanging.reach_mm > d.MOST_LEDGE_MM


@pytest.mark.parametrize("name", PRINTED)
def test_prints_without_supports(name: str) -> None:
    assert [hanging for hanging in export.mesh(name).overhangs(d.MOST_OVERHANG_DEG) if needs_support(hanging)] == []


def test_the_usb_hole_is_the_widest_bridge() -> None:
    hanging = max(export.mesh("shell").overhangs(d.MOST_OVERHANG_DEG), key=lambda one: one.reach_mm)
    assert hanging.is_bridge
    assert d.USB_X_MM - 2 * d.USB_R_MM < hanging.span_mm < d.USB_X_MM


def test_lying_wrongly_would_need_supports() -> None:
    upside_down = mesh.Mesh.of(build123d.Rot(180, 0, 0) * parts.on_bed("shell"))
    assert any(needs_support(hanging) for hanging in upside_down.overhangs(d.MOST_OVERHANG_DEG))


def test_size_and_mass() -> None:
    assert all(side <= most + 1e-6 for side, most in zip(parts.size_mm("shell", "plate"), AT_MOST_MM, strict=True))
    assert parts.total_mass_g() < AT_MOST_G


def test_the_plate_closes_the_shell() -> None:
    shell, plate = (parts.printed(name).bounding_box() for name in ("shell", "plate"))
    rim_mm = shell.min.Z
    assert rim_mm == pytest.approx(d.RIM_MM)
    sides_mm = (shell.size.X, shell.size.Y)
    assert sides_mm == pytest.approx((plate.size.X, plate.size.Y))
    squeezed = d.CORD_MM - d.GROOVE_DEEP_MM
    assert 0.15 < squeezed / d.CORD_MM < 0.35


def test_the_button_reaches_the_key_without_pressing_it() -> None:
    key = layout.spot("feather", "bootsel")
    assert parts.printed("button").bounding_box().min.Z - key[2] == pytest.approx(d.BUTTON_PLAY_MM)


def test_models_are_up_to_date() -> None:
    assert export.facts() == FACTS, "run python -m hardware.build"


@pytest.mark.parametrize("name", PRINTED)
def test_stl_files_are_those_models(name: str) -> None:
    judge = trimesh.load(MODELS / f"{name}.stl")
    assert judge.is_watertight
    assert judge.is_winding_consistent
    assert judge.volume == pytest.approx(FACTS["printed"][name]["volume_mm3"], rel=0.01)
    assert judge.extents == pytest.approx(FACTS["printed"][name]["size_mm"], abs=0.06)
    assert judge.bounds[0][2] == pytest.approx(0, abs=1e-4)


def test_the_step_file_has_all_of_them() -> None:
    step = build123d.import_step(MODELS / "clip.step")
    assert len(step.solids()) == len(PRINTED)
    wanted = sum(part["volume_mm3"] for part in FACTS["printed"].values())
    assert step.volume == pytest.approx(wanted, rel=0.001)


def test_what_is_kept_is_small() -> None:
    kept = [*MODELS.iterdir(), *(FOLDER / "pictures").glob("*.png"), *FOLDER.glob("*.svg")]
    assert sum(path.stat().st_size for path in kept) < 3_000_000


PORTS = {"STEMMA QT": "qt", "BAT": "battery_port", "QT left": "qt_left", "QT right": "qt_right"}
PORTS |= {"JST left": "port_left", "JST right": "port_right"}


def ports_in_use() -> list[tuple[str, str]]:
    cables = cad("hardware.wiring.data").BUILDS["feather_rp2040"]["cables"]
    ends = [end for cable in cables for end in (cable[0:2], cable[2:4])]
    return [(part, PORTS[plug]) for part, plug in ends if plug in PORTS]


@pytest.mark.parametrize(("part", "port"), ports_in_use())
def test_cables_have_room_in_front_of_their_ports(part: str, port: str) -> None:
    room = cad("hardware.cad.boards").plug_room(part, port)
    shared = {name: parts.overlap_mm3(room, other) for name, other in parts.everything().items() if name != part}
    assert {name: round(volume, 2) for name, volume in shared.items() if volume > 0.01} == {}


def test_plugs_do_not_meet_each_other() -> None:
    rooms = {(part, port): cad("hardware.cad.boards").plug_room(part, port) for part, port in ports_in_use()}
    shared = {f"{one}, {other}": parts.overlap_mm3(rooms[one], rooms[other]) for one, other in combinations(rooms, 2)}
    assert {names: round(volume, 2) for names, volume in shared.items() if volume > 0.01} == {}


def test_a_usb_plug_goes_all_the_way_in() -> None:
    block = cad("hardware.cad.solids").block
    x, y, z = layout.spot("feather", "usb")
    body = block(-60, x, y - 12.35 / 2, y + 12.35 / 2, z - 3.25, z + 3.25)  # the largest that the standard allows
    assert parts.overlap_mm3(body, parts.printed("shell")) == 0


def test_a_screwdriver_reaches_every_case_screw() -> None:
    rod = cad("hardware.cad.solids").rod
    for x, y in (*d.POSTS_MM, layout.holes("feather")[0][:2]):
        head = -(d.ARM_MM - d.ARM_HEAD_DEPTH_MM) if y > 0 else d.HEAD_DEPTH_MM
        tool = rod(x, y, -60, head - 0.01, 2.0)
        for name in ("spring", "plate"):
            assert parts.overlap_mm3(tool, parts.printed(name)) == 0, (name, x, y)
