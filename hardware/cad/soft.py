"""The two soft parts, of TPU: the button over the BOOT key and the stopper of the USB hole."""

from build123d import Location, Part, Pos, Rot

from . import dimensions as d
from .layout import Case
from .solids import bar_along_x, cone_along_x, rod_along_x

_LIP_MM = 1.2
_NECK_MM = 1.6


def at_key(case: Case) -> tuple[Location, float, float, float]:
    """How a button lies over a board's key: where a shape along x has to go, and its x at key, outside and inside.

    A key at the board's end is pressed from the side, one on its face from the outer face.
    """
    x, y, z = case.spot(case.board, "bootsel")
    if x + 2 > case.room_x_mm / 2 - 7:
        return Pos(0, y, z), x, case.x_mm / 2, case.room_x_mm / 2
    return Pos(x, y, 0) * Rot(0, -90, 0), z, case.z_mm, case.ceiling_mm


def button_hole(case: Case) -> Part:
    """The grommet's hole: straight, then widening inward."""
    here, _, side, inner = at_key(case)
    neck, r = side - d.BUTTON_NECK_MM, d.BUTTON_R_MM
    straight = rod_along_x(neck - 0.01, side + 1, 0, 0, r)
    return here * (straight + cone_along_x(inner - 0.01, neck, 0, 0, r + neck - inner + 0.01, r))


def button(case: Case) -> Part:
    """A grommet: pushed in from inside until its lip is out. Printed on the face that is pressed."""
    here, x, side, inner = at_key(case)
    y = z = 0.0
    r = d.BUTTON_R_MM
    top, neck, inside = side + d.BUTTON_DOME_MM, side - d.BUTTON_NECK_MM, inner - d.BUTTON_SKIN_MM
    wide = r + neck - inner
    body = rod_along_x(side, top, y, z, r + d.BUTTON_LIP_MM)
    body += rod_along_x(neck - 0.01, side + 0.1, y, z, r)
    body += cone_along_x(inner, neck, y, z, wide, r)
    body += rod_along_x(inside, inner, y, z, wide)
    body -= rod_along_x(inside - 1, top - d.BUTTON_SKIN_MM, y, z, r - d.BUTTON_RING_MM)
    tip = x + d.BUTTON_PLAY_MM
    return here * (body + cone_along_x(tip, top - 0.1, y, z, d.BUTTON_PIN_R_MM, d.BUTTON_PIN_ROOT_R_MM))


def stopper(case: Case) -> Part:
    """A cap with a hollow neck that goes round the USB plug; the same for all cases. Printed on its cap."""
    _, y, z = case.spot(case.board, "usb")
    face = -case.x_mm / 2
    wide, high, r = d.USB_X_MM, d.USB_Z_MM, d.USB_R_MM
    body = bar_along_x(face - _LIP_MM, face, y, z, wide + 3, high + 2, r + 1)
    body += bar_along_x(face - 0.1, face + _NECK_MM - 0.2, y, z, wide - 0.1, high - 0.1, r)
    return body - bar_along_x(face, face + _NECK_MM, y, z, wide - 2.6, high - 2.6, r)
