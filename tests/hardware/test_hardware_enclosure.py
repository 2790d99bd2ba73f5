"""The printed parts: whole, printable, and with room for what they hold. Skips without the CAD packages."""

import json
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from hardware_folder import FOLDER, cad

parts = cad("hardware.cad.parts")
export = cad("hardware.cad.export")
trimesh, build123d = cad("trimesh"), cad("build123d")
d, layout, mesh = (cad(f"hardware.cad.{name}") for name in ("dimensions", "layout", "mesh"))
MODELS = FOLDER / "models"
FACTS = json.loads((MODELS / "models.json").read_text())
PRINTED = sorted(FACTS["printed"] | FACTS["others"])
AT_MOST_G = {"feather": 48.4, "feather_rp2350": 48.4, "thingplus_rp2350": 47.0}  # the aim was 45
AT_MOST_MM = {  # the aim was 58 x 42 x 18
    "feather": (60.8, 43.8, 19.0),
    "feather_rp2350": (60.8, 43.8, 19.0),
    "thingplus_rp2350": (62.0, 43.8, 19.8),
}
pytestmark = pytest.mark.xdist_group("cad")


def case_of(name: str) -> Any:
    """The case that a printed part is of."""
    return layout.CASES[name.partition("-")[2] or "feather"]


def thin_on_purpose(name: str, points: np.ndarray) -> np.ndarray:
    """Which points (as printed) lie where a wall is thin for a reason."""
    x, y, z = points.T
    if name.startswith("shell"):  # the light's window; printed with y turned round
        light = layout.spot(case_of(name).board, "light")
        return np.hypot(x - light[0], y + light[1]) < d.LIGHT_R_MM + 0.1
    if name.startswith("plate"):  # the low ridge outside the cord's groove
        wide = case_of(name).x_mm
        rim = d.GROOVE_RIDGE_MM + 0.1
        outside = (np.abs(x) > wide / 2 - rim) | (np.abs(y) > d.CASE_Y_MM / 2 - rim)
        corner = np.hypot(np.abs(x) - wide / 2 + d.CORNER_MM, np.abs(y) - d.CASE_Y_MM / 2 + d.CORNER_MM)
        in_corner = (np.abs(x) > wide / 2 - d.CORNER_MM) & (np.abs(y) > d.CASE_Y_MM / 2 - d.CORNER_MM)
        return (outside | in_corner & (corner > d.CORNER_MM - rim)) & (z < d.RIM_MM + 0.01)
    return np.zeros(len(points), dtype=bool)


@pytest.mark.parametrize("name", PRINTED)
def test_whole(name: str) -> None:
    part = parts.as_printed(name)
    assert part.is_valid
    assert len(part.solids()) == 1
    triangles = export.mesh(name)
    assert triangles.is_closed()
    assert triangles.volume_mm3() == pytest.approx(part.volume, rel=0.01)


@pytest.mark.parametrize("board", sorted(AT_MOST_MM))
def test_nothing_overlaps(board: str) -> None:
    everything = parts.everything(board)
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
    least = d.BUTTON_SKIN_MM if name.startswith("button") else d.LEAST_WALL_MM
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


@pytest.mark.parametrize("board", sorted(AT_MOST_MM))
def test_size_and_mass(board: str) -> None:
    size_mm = parts.size_mm("shell", "plate", case=board)
    assert all(side <= most + 1e-6 for side, most in zip(size_mm, AT_MOST_MM[board], strict=True))
    assert parts.total_mass_g(board) < AT_MOST_G[board]


@pytest.mark.parametrize("board", sorted(AT_MOST_MM))
def test_the_plate_closes_the_shell(board: str) -> None:
    shell, plate = (parts.printed(parts.of(board)[kind]).bounding_box() for kind in ("shell", "plate"))
    rim_mm = shell.min.Z
    assert rim_mm == pytest.approx(d.RIM_MM)
    sides_mm = (shell.size.X, shell.size.Y)
    assert sides_mm == pytest.approx((plate.size.X, plate.size.Y))
    squeezed = d.CORD_MM - d.GROOVE_DEEP_MM
    assert 0.15 < squeezed / d.CORD_MM < 0.35


def test_the_button_reaches_the_key_without_pressing_it() -> None:
    key = layout.spot("feather", "bootsel")
    assert parts.printed("button").bounding_box().min.X - key[0] == pytest.approx(d.BUTTON_PLAY_MM)
    for board in ("feather_rp2350", "thingplus_rp2350"):
        key = layout.spot(board, "bootsel")
        assert parts.printed(f"button-{board}").bounding_box().min.Z - key[2] == pytest.approx(d.BUTTON_PLAY_MM)


def test_as_printed_the_spring_reaches_beyond_the_plate_and_mounted_it_only_touches_it() -> None:
    """The plate pushes the dip back by what `arm.py` counts with."""
    rod = cad("hardware.cad.solids").rod
    under = rod(0, cad("hardware.cad.arm").DIP_Y_MM, -4, 4, 8)
    beyond_mm = (parts.as_printed("spring") & under).bounding_box().max.Z
    assert beyond_mm == pytest.approx(d.ARM_SPRUNG_MM, abs=0.1)
    assert abs((parts.printed("spring") & under).bounding_box().max.Z) < 0.1


def convex_edges(solid: Any, matters: Callable[[Any], bool] = lambda at: True) -> list[tuple[Any, float]]:
    """Middles of the edges that stick out and matter, and the cosine between the two faces' normals there."""
    owners: dict[int, list] = {}
    for face in solid.faces():
        for edge in face.edges():
            owners.setdefault(hash(edge), []).append((edge, face))
    found = []
    for pairs in owners.values():
        if len(pairs) == 2:
            middle = pairs[0][0].position_at(0.5)
            if not matters(middle):
                continue
            one, other = (face.normal_at(middle) for _, face in pairs)
            if not solid.solid().is_inside(middle + (one - other) * 0.02):
                found.append((middle, one.dot(other)))
    return found


@pytest.mark.parametrize("name", ["spring", "plate", "shell", "plate-thingplus_rp2350", "shell-thingplus_rp2350"])
def test_no_edge_that_a_body_touches_is_sharp(name: str) -> None:
    """No two faces meet at over 50 degrees wherever skin or a hand can be, but for the screwdriver's two holes.

    Rounded, these would not print without supports; the guide has their edges broken with a knife.
    """
    case = case_of(name)

    def touched(at: Any) -> bool:
        if name == "spring":  # its arm, but not the leg, which lies between plate and band
            away = min(np.hypot(at.X - x, at.Y - y) for x, y in d.SPRING_POSTS_MM)
            return at.Z < -d.ARM_MM - 0.3 and away > d.HEAD_MM / 2 + 0.1
        rim = max(abs(at.X) - case.x_mm / 2, abs(at.Y) - d.CASE_Y_MM / 2) > -1.5
        return rim and (at.Z < 0.3 if name.startswith("plate") else case.z_mm < at.Z + 0.3)

    edges = convex_edges(parts.printed(name), touched)
    assert [(tuple(at), cosine) for at, cosine in edges if cosine < 0.64] == []


@pytest.mark.parametrize("name", ["plate", "shell", "plate-thingplus_rp2350", "shell-thingplus_rp2350"])
def test_what_lies_against_a_body_is_round_by_half_a_millimetre_at_least(name: str) -> None:
    """0.14 mm in from both faces of an edge, an arc of 0.5 mm has left nothing; 0.5 mm in, every part has its wall."""
    case, part = case_of(name), parts.printed(name)
    x, y, corner = case.x_mm / 2, d.CASE_Y_MM / 2, d.CORNER_MM
    diagonal = corner * (1 - np.sqrt(0.5))

    def at(in_mm: float) -> list[bool]:
        z = in_mm if name.startswith("plate") else case.z_mm - in_mm
        level = in_mm * np.sqrt(0.5)
        round_it = [(x - in_mm, 1), (0, y - in_mm), (x - diagonal - level, y - diagonal - level)]
        places = [(x * sign, y * sign, z) for x, y in round_it for sign in (1, -1)]
        return [part.solid().is_inside(place) for place in places]

    assert at(0.14) == [False] * 6, "sharp"
    assert at(0.5) == [True] * 6, "it is where the edge was looked for"


def test_a_sharp_edge_would_be_found() -> None:
    assert sorted(round(cosine, 6) for _, cosine in convex_edges(build123d.Box(1, 2, 3))) == [0.0] * 12


def test_the_sensor_is_held_by_its_two_holes_and_a_groove() -> None:
    """Screws go through both holes into posts; the lower edge cannot lift: 0.1 mm up and the roof stops it."""
    place, plate = layout.PLACES["sensor"], parts.printed("plate")
    rod = cad("hardware.cad.solids").rod
    for x, y, z in layout.holes("sensor"):
        screw = rod(x, y, z - d.BOARD_SCREW_MM + 1.6, z, 0.85)
        ring = rod(x, y, z - 1, z, 2.0)
        assert parts.overlap_mm3(screw, plate) < 0.01
        assert parts.overlap_mm3(ring, plate) > 5
    board = parts.bought("sensor")
    assert parts.overlap_mm3(board, plate) < 0.01
    lifted = build123d.Pos(0, 0, 0.4) * board
    assert parts.overlap_mm3(lifted, plate) > 1
    assert place.quarters == 0


def test_no_screw_head_touches_a_pad_of_the_sensor() -> None:
    pads = layout.BOARDS["sensor"]["pads_mm"]
    for x, y in layout.BOARDS["sensor"]["holes_mm"]:
        assert min(np.hypot(x - u, y - v) for u, v in pads) > d.HEAD_MM / 2 + layout.BOARDS["sensor"]["pad_mm"] / 2


@pytest.mark.parametrize("board", ["feather", "thingplus_rp2350"])
def test_the_switch_ends_level_with_the_case_and_can_be_moved(board: str) -> None:
    case = layout.CASES[board]
    x, y, z = case.spot("switch", "lever")
    assert x == pytest.approx(-case.x_mm / 2, abs=0.01)
    travel = cad("hardware.cad.solids").block(x - 1, x + 2.9, y - 2.2, y + 2.2, z - 0.8, z + 0.8)
    assert parts.overlap_mm3(travel, parts.printed(parts.of(board)["shell"])) == 0


def test_the_leads_of_the_motor_have_a_bollard_to_go_round() -> None:
    """Between bollard and seat there is room for two leads of 0.7 mm, and none of it is under a screw's post."""
    motor = layout.PLACES["motor"]
    ring = layout.BOARDS["motor"]["diameter_mm"] / 2 + d.MOTOR_PLAY_MM / 2 + d.MOTOR_RING_MM
    bollard = (motor.x_mm - ring + d.BOLLARD_AWAY_MM[0], motor.y_mm + d.BOLLARD_AWAY_MM[1])
    assert np.hypot(bollard[0] - motor.x_mm, bollard[1] - motor.y_mm) - ring - d.BOLLARD_R_MM > 1.0
    for x, y, _ in layout.holes("driver"):
        assert np.hypot(bollard[0] - x, bollard[1] - y) - d.BOARD_POST_R_MM - d.BOLLARD_R_MM > 0.8


def test_models_are_up_to_date() -> None:
    assert sorted(parts.ALL) == PRINTED
    assert export.facts() == FACTS, "run python -m hardware.build"


@pytest.mark.parametrize("name", PRINTED)
def test_stl_files_are_those_models(name: str) -> None:
    reader = trimesh.load(MODELS / f"{name}.stl")
    assert reader.is_watertight
    assert reader.is_winding_consistent
    about = (FACTS["printed"] | FACTS["others"])[name]
    assert reader.volume == pytest.approx(about["volume_mm3"], rel=0.01)
    assert reader.extents == pytest.approx(about["size_mm"], abs=0.06)
    assert reader.bounds[0][2] == pytest.approx(0, abs=1e-4)


def test_the_step_file_has_all_of_them() -> None:
    step = build123d.import_step(MODELS / "clip.step")
    assert len(step.solids()) == len(parts.PRINTED)
    wanted = sum(part["volume_mm3"] for part in FACTS["printed"].values())
    assert step.volume == pytest.approx(wanted, rel=0.001)


def test_what_is_kept_is_small() -> None:
    kept = [*MODELS.iterdir(), *(FOLDER / "pictures").glob("*.png"), *FOLDER.glob("*.svg")]
    assert sum(path.stat().st_size for path in kept) < 3_300_000


PORTS = {"STEMMA QT": "qt", "BAT": "battery_port", "QT left": "qt_left", "QT right": "qt_right"}
PORTS |= {"JST left": "port_left", "JST right": "port_right", "Qwiic": "qt", "BATT": "battery_port"}
BUILDS = {"feather": "feather_rp2040", "thingplus_rp2350": "thingplus_rp2350"}


def rooms(board: str) -> dict[tuple[str, str], Any]:
    """What the cables of a build need in front of their ports."""
    build = cad("hardware.wiring.data").BUILDS[BUILDS[board]]
    ends = [end for cable in build["cables"] for end in (cable[0:2], cable[2:4])]
    used = [(board if part == build["board"] else part, PORTS[plug]) for part, plug in ends if plug in PORTS]
    case = layout.CASES[board]
    return {(part, port): cad("hardware.cad.boards").plug_room(case, part, port) for part, port in used}


@pytest.mark.parametrize("board", sorted(BUILDS))
def test_cables_have_room_in_front_of_their_ports_and_do_not_meet(board: str) -> None:
    free, everything = rooms(board), parts.everything(board)
    assert len(free) == {"feather": 9, "thingplus_rp2350": 5}[board]
    shared = {
        (port, name): parts.overlap_mm3(room, other)
        for port, room in free.items()
        for name, other in everything.items()
        if name != port[0]
    }
    shared |= {(one, other): parts.overlap_mm3(free[one], free[other]) for one, other in combinations(free, 2)}
    assert {names: round(volume, 2) for names, volume in shared.items() if volume > 0.01} == {}


@pytest.mark.parametrize("board", sorted(BUILDS))
def test_a_usb_plug_goes_all_the_way_in(board: str) -> None:
    block = cad("hardware.cad.solids").block
    x, y, z = layout.spot(board, "usb")
    body = block(-60, x, y - 12.35 / 2, y + 12.35 / 2, z - 3.25, z + 3.25)  # the largest that the standard allows
    assert parts.overlap_mm3(body, parts.printed(parts.of(board)["shell"])) == 0


@pytest.mark.parametrize("board", sorted(BUILDS))
def test_a_screwdriver_reaches_every_case_screw(board: str) -> None:
    rod = cad("hardware.cad.solids").rod
    screws = [*d.SPRING_POSTS_MM, *layout.CASES[board].closing()]
    assert len(screws) == 4
    for x, y in screws:
        head = -(d.ARM_MM - d.ARM_HEAD_DEPTH_MM) if y > 0 else d.HEAD_DEPTH_MM
        tool = rod(x, y, -60, head - 0.01, 2.0)
        for name in ("spring", parts.of(board)["plate"]):
            assert parts.overlap_mm3(tool, parts.printed(name)) == 0, (name, x, y)


def test_screws_go_through_the_thing_plus_into_posts_that_leave_its_radio_alone() -> None:
    """All four meet a post with 1.1 mm round the pilot; what stands on the board touches none."""
    rod, board = cad("hardware.cad.solids").rod, "thingplus_rp2350"
    shell = parts.printed(f"shell-{board}")
    for x, y, z in layout.holes(board):
        face = z + 1.6
        assert parts.overlap_mm3(rod(x, y, face, face + 3, 0.84), shell) < 0.01
        ring = parts.overlap_mm3(rod(x, y, face, face + 1, 1.9), shell)
        assert ring == pytest.approx(np.pi * (1.9**2 - 0.85**2), rel=0.02)


def test_a_case_comes_of_a_file_with_numbers_that_a_maker_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Made-up numbers, called so: a board without holes, with a power key and no switch, as a Pico LiPo may be.

    Its case is whole, takes everything without touching it, screws hold the board's edge, and a pen reaches the key.
    """
    monkeypatch.setitem(layout.BOARDS, "made_up_case", {})
    case = layout.read(FOLDER / "cad" / "made_up_case.toml")
    assert case.board not in layout.CASES, "nobody prints it"
    rod, boards = cad("hardware.cad.solids").rod, cad("hardware.cad.boards")
    made = {kind: parts.PRINTED[kind].make(case) for kind in case.own}
    bought = {name: boards.model(case, name) for name in case.places}
    for kind, part in made.items():
        assert part.is_valid, kind
        assert len(part.solids()) == 1, kind
        assert mesh.Mesh.of(part, 0.1, 0.4).is_closed(), kind
    pairs = [*combinations(made, 2), *((kind, name) for kind in made for name in bought), (case.board, "battery")]
    solids = made | bought
    shared = {pair: parts.overlap_mm3(solids[pair[0]], solids[pair[1]]) for pair in pairs}
    assert {pair: round(volume, 3) for pair, volume in shared.items() if volume > 0.01} == {}
    for port in ("qt", "battery_port"):
        assert parts.overlap_mm3(boards.plug_room(case, case.board, port), made["shell"]) < 0.01, port
    assert len(case.beside()) == 4
    for x, y, z in case.beside():
        washer = rod(x, y, z - 0.3, z + 0.05, 2.5)
        assert parts.overlap_mm3(washer, bought[case.board]) > 0.1, "it lies over the board's edge"
        assert parts.overlap_mm3(rod(x, y, z + 1.7, z + 4.6, 1.9), made["shell"]) > 15, (
            "there is something to screw into"
        )
        assert parts.overlap_mm3(rod(x, y, z, z + 4.6, 0.84), made["shell"]) < 0.01
    x, y, z = case.spot(case.board, "power")
    assert parts.overlap_mm3(rod(x, y, z, case.z_mm + 1, d.POWER_R_MM - 0.1), made["shell"]) == 0
