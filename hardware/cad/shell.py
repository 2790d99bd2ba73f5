"""The shell: outer face and sides. It carries the Feather, face outward, and the battery. Printed on its outer face."""

from build123d import Axis, Part, fillet

from . import dimensions as d
from .layout import BOARDS, PLACES, holes, spot
from .soft import button_hole
from .solids import bar_along_x, block, rod, slab

_FEATHER_FACE_MM = BOARDS["feather"]["board_mm"]


def shell(board: str = "feather") -> Part:
    """Return the shell for a board in the clip's axes."""
    body = slab(d.CASE_X_MM, d.CASE_Y_MM, d.CORNER_MM, d.RIM_MM, d.CASE_Z_MM)
    body = fillet(body.faces().sort_by(Axis.Z)[-1].edges(), d.SHELL_ROUND_MM)
    body -= slab(d.ROOM_X_MM, d.ROOM_Y_MM, d.CORNER_MM - d.WALL_MM, 0, d.CEILING_Z_MM)
    room = slab(d.ROOM_X_MM + 0.1, d.ROOM_Y_MM + 0.1, d.CORNER_MM - d.WALL_MM, d.FLOOR_Z_MM, d.CEILING_Z_MM + 0.1)
    for x, y in d.POSTS_MM:
        body += rod(x, y, d.RIM_MM, d.CEILING_Z_MM + 0.1, d.POST_R_MM) & room
        body -= rod(x, y, d.FLOOR_Z_MM - 1, d.CEILING_Z_MM - d.PILOT_STOP_MM, d.PILOT_MM / 2)
    # A case screw goes through the first hole, from the plate; three posts hold the Feather.
    for x, y, z in holes(board)[:3]:
        face = z + _FEATHER_FACE_MM
        body += rod(x, y, face, d.CEILING_Z_MM + 0.1, d.STANDOFF_R_MM)
        body -= rod(x, y, face - 1, d.CEILING_Z_MM - 0.6, d.PILOT_MM / 2)
    body += _light_shaft(board)
    # Between the battery and the plug of its cable.
    body += block(-14.5, -13.3, 9.0, d.ROOM_Y_MM / 2, d.CEILING_Z_MM - 4, d.CEILING_Z_MM + 0.1)
    body += _switch_pocket() & room
    for hole in (_light_hole(board), _usb_hole(board), _switch_slot(), button_hole(board)):
        body -= hole
    return body


def _switch_pocket() -> Part:
    """Walls round the switch, open towards the plate, from where it is pushed in, and behind its pins."""
    place, (x_mm, y_mm), z_mm = PLACES["switch"], BOARDS["switch"]["size_mm"], BOARDS["switch"]["board_mm"]
    wall, play, hold = -d.ROOM_X_MM / 2, d.SWITCH_PLAY_MM, d.SWITCH_HOLD_MM
    back, front = place.x_mm + x_mm + play, place.x_mm - play / 2
    low, high = place.y_mm - play, place.y_mm + y_mm + play
    around = block(wall - 0.1, back + hold, low - hold, high + hold, place.z_mm, d.CEILING_Z_MM + 0.1)
    around -= block(front, back, low, high, place.z_mm - 1, place.z_mm + z_mm + play)
    # Its pins, and the wires on them.
    return around - block(
        back - 0.1, back + hold + 1, low + hold, high - hold, place.z_mm - 1, place.z_mm + z_mm + play
    )


def _switch_slot() -> Part:
    _, y, z = spot("switch", "lever")
    travel, across = d.SWITCH_SLOT_MM
    out, front = -d.CASE_X_MM / 2, PLACES["switch"].x_mm
    return block(out - 1, front, y - travel / 2, y + travel / 2, z - across / 2, z + across / 2)


def _light_shaft(board: str) -> Part:
    x, y, z = spot(board, "light")
    return rod(x, y, z + d.LIGHT_PLAY_MM, d.CEILING_Z_MM + 0.1, d.LIGHT_R_MM + d.LIGHT_SHAFT_MM)


def _light_hole(board: str) -> Part:
    x, y, z = spot(board, "light")
    return rod(x, y, z, d.CASE_Z_MM - d.WINDOW_MM, d.LIGHT_R_MM)


def _usb_hole(board: str) -> Part:
    _, y, z = spot(board, "usb")
    return bar_along_x(-d.CASE_X_MM, -d.ROOM_X_MM / 2 + 0.1, y, z, d.USB_X_MM, d.USB_Z_MM, d.USB_R_MM)
