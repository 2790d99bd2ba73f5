"""The two soft parts, of TPU: the button over the BOOTSEL key and the stopper of the USB hole."""

from build123d import Part

from . import dimensions as d
from .layout import spot
from .solids import bar_along_x, cone, rod

_LIP_MM = 1.2
_NECK_MM = 1.6


def button() -> Part:
    """A grommet: pushed in from inside until its lip is out. Printed on the face that is pressed."""
    x, y, z = spot("feather", "bootsel")
    r, top = d.BUTTON_R_MM, d.CASE_Z_MM + d.BUTTON_DOME_MM
    neck, inside = d.CASE_Z_MM - d.BUTTON_NECK_MM, d.CEILING_Z_MM - 0.6
    wide = r + neck - d.CEILING_Z_MM
    body = rod(x, y, d.CASE_Z_MM, top, r + d.BUTTON_LIP_MM)
    body += rod(x, y, neck - 0.01, d.CASE_Z_MM + 0.1, r)
    body += cone(x, y, d.CEILING_Z_MM, neck, wide, r)
    body += rod(x, y, inside, d.CEILING_Z_MM, wide)
    body -= rod(x, y, inside - 1, top - d.BUTTON_SKIN_MM, r - d.BUTTON_RING_MM)
    return body + rod(x, y, z + d.BUTTON_PLAY_MM, top - 0.1, d.BUTTON_PIN_R_MM)


def stopper() -> Part:
    """A cap with a hollow neck that goes round the USB plug. Printed on its cap."""
    _, y, z = spot("feather", "usb")
    face = -d.CASE_X_MM / 2
    wide, high, r = d.USB_X_MM, d.USB_Z_MM, d.USB_R_MM
    body = bar_along_x(face - _LIP_MM, face, y, z, wide + 3, high + 2, r + 1)
    body += bar_along_x(face - 0.1, face + _NECK_MM - 0.2, y, z, wide - 0.1, high - 0.1, r)
    return body - bar_along_x(face, face + _NECK_MM, y, z, wide - 2.6, high - 2.6, r)
