"""The shell: outer face and sides. It carries the Feather, face outward, and the battery. Printed on its outer face."""

from build123d import Axis, Part, chamfer

from . import dimensions as d
from .layout import BOARDS, holes, spot
from .solids import bar_along_x, block, cone, rod, slab

_EDGE_MM = 1.0
_FEATHER_FACE_MM = BOARDS["feather"]["board_mm"]


def shell() -> Part:
    """Return the shell in the clip's axes."""
    body = slab(d.CASE_X_MM, d.CASE_Y_MM, d.CORNER_MM, d.RIM_MM, d.CASE_Z_MM)
    body = chamfer(body.faces().sort_by(Axis.Z)[-1].edges(), _EDGE_MM)
    body -= slab(d.ROOM_X_MM, d.ROOM_Y_MM, d.CORNER_MM - d.WALL_MM, 0, d.CEILING_Z_MM)
    room = slab(d.ROOM_X_MM + 0.1, d.ROOM_Y_MM + 0.1, d.CORNER_MM - d.WALL_MM, d.FLOOR_Z_MM, d.CEILING_Z_MM + 0.1)
    for x, y in d.POSTS_MM:
        body += rod(x, y, d.RIM_MM, d.CEILING_Z_MM + 0.1, d.POST_R_MM) & room
        body -= rod(x, y, d.FLOOR_Z_MM - 1, d.CEILING_Z_MM - 1, d.PILOT_MM / 2)
    # BOOTSEL is too close to the fourth hole; three hold the Feather.
    for x, y, z in holes("feather")[:3]:
        face = z + _FEATHER_FACE_MM
        body += rod(x, y, face, d.CEILING_Z_MM + 0.1, d.STANDOFF_R_MM)
        body -= rod(x, y, face - 1, d.CEILING_Z_MM - 0.6, d.PILOT_MM / 2)
    body += _light_shaft()
    # Between the battery and the plug of its cable.
    body += block(-14.5, -13.3, 9.0, d.ROOM_Y_MM / 2, d.CEILING_Z_MM - 4, d.CEILING_Z_MM + 0.1)
    for hole in (_light_hole(), _usb_hole(), button_hole()):
        body -= hole
    return body


def button_hole() -> Part:
    """The grommet's hole: straight, then widening inward."""
    x, y, _ = spot("feather", "bootsel")
    neck = d.CASE_Z_MM - d.BUTTON_NECK_MM
    r = d.BUTTON_R_MM
    straight = rod(x, y, neck - 0.01, d.CASE_Z_MM + 1, r)
    return straight + cone(x, y, d.CEILING_Z_MM - 0.01, neck, r + neck - d.CEILING_Z_MM + 0.01, r)


def _light_shaft() -> Part:
    x, y, z = spot("feather", "light")
    return rod(x, y, z + d.LIGHT_PLAY_MM, d.CEILING_Z_MM + 0.1, d.LIGHT_R_MM + d.LIGHT_SHAFT_MM)


def _light_hole() -> Part:
    x, y, z = spot("feather", "light")
    return rod(x, y, z, d.CASE_Z_MM - d.WINDOW_MM, d.LIGHT_R_MM)


def _usb_hole() -> Part:
    _, y, z = spot("feather", "usb")
    return bar_along_x(-d.CASE_X_MM, -d.ROOM_X_MM / 2 + 0.1, y, z, d.USB_X_MM, d.USB_Z_MM, d.USB_R_MM)
