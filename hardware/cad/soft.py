"""The two soft parts, of TPU: the button over the BOOTSEL key and the stopper of the USB hole."""

from build123d import Part

from . import dimensions as d
from .layout import spot
from .solids import cone, rod, slot_along_x

_LIP_MM = 1.2
_NECK_MM = 1.8


def button() -> Part:
    """A grommet: pushed in from inside until its lip is out. Printed on the face that is pressed."""
    x, y, z = spot("feather", "bootsel")
    r, top = d.BUTTON_R_MM, d.CASE_Z_MM + d.BUTTON_DOME_MM
    neck, inside = d.CASE_Z_MM - 0.8, d.CEILING_Z_MM - 0.6
    wide = r + neck - d.CEILING_Z_MM
    body = rod(x, y, d.CASE_Z_MM, top, r + d.BUTTON_LIP_MM)
    body += rod(x, y, neck - 0.01, d.CASE_Z_MM + 0.1, r)
    body += cone(x, y, d.CEILING_Z_MM, neck, wide, r)
    body += rod(x, y, inside, d.CEILING_Z_MM + 0.01, wide)
    body -= rod(x, y, inside - 1, top - d.BUTTON_SKIN_MM, r - d.BUTTON_RING_MM)
    return body + rod(x, y, z + d.BUTTON_PLAY_MM, top - 0.1, d.BUTTON_PIN_R_MM)


def stopper() -> Part:
    """A cap with a hollow neck that goes round the USB plug. Printed on its cap."""
    _, y, z = spot("feather", "usb")
    face = -d.CASE_X_MM / 2
    cap = slot_along_x(face - _LIP_MM, face, y, z, d.USB_X_MM + 3, d.USB_Z_MM + 2)
    neck = slot_along_x(face - 0.1, face + _NECK_MM - 0.2, y, z, d.USB_X_MM - 0.1, d.USB_Z_MM - 0.1)
    return cap + neck - slot_along_x(face, face + _NECK_MM, y, z, d.USB_X_MM - 2.6, d.USB_Z_MM - 2.6)
