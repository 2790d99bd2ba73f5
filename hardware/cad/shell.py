"""The shell: outer face and sides. It carries the processor board, face outward. Printed on its outer face."""

from math import hypot

from build123d import Axis, Part, fillet

from . import dimensions as d
from .boards import plug_room
from .layout import BOARDS, Case
from .soft import button_hole
from .solids import bar_along_x, block, rod, slab


def shell(case: Case) -> Part:
    """Return a case's shell in the clip's axes."""
    body = slab(case.x_mm, d.CASE_Y_MM, d.CORNER_MM, d.RIM_MM, case.z_mm)
    body = fillet(body.faces().sort_by(Axis.Z)[-1].edges(), d.SHELL_ROUND_MM)
    corner = d.CORNER_MM - d.WALL_MM
    body -= slab(case.room_x_mm, d.ROOM_Y_MM, corner, 0, case.ceiling_mm)
    room = slab(case.room_x_mm + 0.1, d.ROOM_Y_MM + 0.1, corner, d.FLOOR_Z_MM, case.ceiling_mm + 0.1)
    for x, y in (*d.SPRING_POSTS_MM, *case.posts_mm):
        body += rod(x, y, d.RIM_MM, case.ceiling_mm + 0.1, d.POST_R_MM) & room
        body -= rod(x, y, d.FLOOR_Z_MM - 1, case.ceiling_mm - d.PILOT_STOP_MM, d.PILOT_MM / 2)
    body = _with_edge_posts(_with_standoffs(body, case, room), case, room)
    body += _shaft(case, "light", d.LIGHT_R_MM)
    if case.has_battery_in_shell:  # between the battery and the plug of its cable
        x = case.places["battery"].x_mm
        body += block(x - 1.5, x - 0.3, 9.0, d.ROOM_Y_MM / 2, case.ceiling_mm - 4, case.ceiling_mm + 0.1)
    holes = [_shaft_hole(case, "light", d.LIGHT_R_MM, case.z_mm - d.WINDOW_MM), _usb_hole(case), button_hole(case)]
    if "switch" in case.places:
        body += _switch_pocket(case) & room
        holes.append(_switch_slot(case))
    if "power" in BOARDS[case.board]["spots"]:
        body += _shaft(case, "power", d.POWER_R_MM)
        holes.append(_shaft_hole(case, "power", d.POWER_R_MM, case.z_mm + 1))
    for hole in holes:
        body -= hole
    return body


def _with_standoffs(body: Part, case: Case, room: Part) -> Part:
    """Posts on the board's face, one at each hole that is used: where case screws come through, and at two more.

    The first hole that is not needed so has none. A post is flat where something stands on the board beside it.
    """
    board = BOARDS[case.board]
    ring = board["hole_mm"] / 2 + d.STANDOFF_RING_MM
    x0, y0 = case.places[case.board].x_mm, case.places[case.board].y_mm
    screws = case.holes(case.board)
    used = {*range(3), *case.through, *(range(4) if len(case.through) > 1 else ())}
    for number in sorted(used & {*range(len(screws))}):
        x, y, z = screws[number]
        face = z + board["board_mm"]
        hole_x, hole_y = board["holes_mm"][number]
        off_mm = hypot(x - x0 - hole_x, y - y0 - hole_y)
        radius = max(ring, off_mm + d.PILOT_MM / 2 + d.LEAST_WALL_MM)
        body += _beside_bodies(rod(x0 + hole_x, y0 + hole_y, face, case.ceiling_mm + 0.1, radius) & room, case)
        body -= rod(x, y, face - 1, case.ceiling_mm - 0.6, d.PILOT_MM / 2)
    return body


def _with_edge_posts(body: Part, case: Case, room: Part) -> Part:
    """Posts beside a board with too few holes: its edge lies on them, and a screw's head or washer over both.

    Under the board's face a post is whole; beside the board only its half beyond the screw is left, for the head.
    """
    place, (wide, high) = case.places[case.board], BOARDS[case.board]["size_mm"]
    for x, y, z in case.beside():
        u, v, face = x - place.x_mm, y - place.y_mm, z + BOARDS[case.board]["board_mm"]
        off = max(-u, u - wide, -v, v - high)
        post = rod(x, y, z + d.EDGE_PRESSED_MM, case.ceiling_mm + 0.1, d.EDGE_POST_R_MM) & room
        post -= block(x - u - off, x - u + wide + off, y - v - off, y - v + high + off, 0, face)
        body += _beside_bodies(post, case)
        body -= rod(x, y, z - 1, case.ceiling_mm - 0.6, d.PILOT_MM / 2)
    return body


def _beside_bodies(post: Part, case: Case) -> Part:
    """A post, cut flat where something stands on the board beside it."""
    board, place, play = BOARDS[case.board], case.places[case.board], d.STANDOFF_PLAY_MM
    for u0, u1, v0, v1, _, top in board["bodies"].values():
        if top > board["board_mm"]:
            x, y = place.x_mm, place.y_mm
            post -= block(x + u0 - play, x + u1 + play, y + v0 - play, y + v1 + play, 0, case.z_mm)
    return post


def _switch_pocket(case: Case) -> Part:
    """Walls round the switch, open towards the plate, from where it is pushed in, and behind its pins."""
    place, (x_mm, y_mm), z_mm = case.places["switch"], BOARDS["switch"]["size_mm"], BOARDS["switch"]["board_mm"]
    wall, play, hold = -case.room_x_mm / 2, d.SWITCH_PLAY_MM, d.SWITCH_HOLD_MM
    back, front = place.x_mm + x_mm + play, place.x_mm - play / 2
    low, high = place.y_mm - play, place.y_mm + y_mm + play
    around = block(wall - 0.1, back + hold, low - hold, high + hold, place.z_mm, case.ceiling_mm + 0.1)
    around -= block(front, back, low, high, place.z_mm - 1, place.z_mm + z_mm + play)
    # Its pins, and the wires on them.
    around -= block(back - 0.1, back + hold + 1, low + hold, high - hold, place.z_mm - 1, place.z_mm + z_mm + play)
    return around - plug_room(case, case.board, "qt") if "qt" in BOARDS[case.board]["bodies"] else around


def _switch_slot(case: Case) -> Part:
    _, y, z = case.spot("switch", "lever")
    travel, across = d.SWITCH_SLOT_MM
    out, front = -case.x_mm / 2, case.places["switch"].x_mm
    return block(out - 1, front, y - travel / 2, y + travel / 2, z - across / 2, z + across / 2)


def _shaft(case: Case, spot: str, radius_mm: float) -> Part:
    """A tube from the outer face to a lamp or a key on the board's face; its hole is cut apart."""
    x, y, z = case.spot(case.board, spot)
    return rod(x, y, z + d.SHAFT_PLAY_MM, case.ceiling_mm + 0.1, radius_mm + d.SHAFT_MM)


def _shaft_hole(case: Case, spot: str, radius_mm: float, to_mm: float) -> Part:
    x, y, z = case.spot(case.board, spot)
    return rod(x, y, z, to_mm, radius_mm)


def _usb_hole(case: Case) -> Part:
    _, y, z = case.spot(case.board, "usb")
    return bar_along_x(-case.x_mm, -case.room_x_mm / 2 + 0.1, y, z, d.USB_X_MM, d.USB_Z_MM, d.USB_R_MM)
