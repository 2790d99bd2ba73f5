"""The spring: a strip bent over the waistband. Printed on its side, so that it bends along its layers."""

from build123d import Line, Part, Plane, Polyline, Spline, ThreePointArc, Wire, extrude, make_face, trace

from . import dimensions as d
from .solids import rod

_TOP_MM = d.CASE_Y_MM / 2
_R_MM = (d.ARM_GAP_MM + d.ARM_MM) / 2  # of the bend's middle line
_LEG_Z_MM = -d.ARM_MM / 2
_ARM_Z_MM = _LEG_Z_MM - 2 * _R_MM
_BEND_Y_MM = _TOP_MM - _R_MM - d.ARM_MM / 2
TIP_Y_MM = _TOP_MM - d.ARM_LONG_MM
DIP_Y_MM = TIP_Y_MM + d.ARM_DIP_UP_MM
_DIP_FROM_MM = 8.0  # above the dip


def spring() -> Part:
    """Return the spring in the clip's axes."""
    body = _strip() - _window()
    # Corners off at 45 degrees: lying on its side, every layer rests on the one below.
    corner = (d.ARM_X_MM - d.ARM_TIP_X_MM) / 2
    for side in (-1, 1):
        out, low = side * (d.ARM_X_MM / 2 + 1), TIP_Y_MM - 1
        triangle = make_face(
            Polyline((out, low), (out - side * (corner + 2), low), (out, low + corner + 2), close=True)
        )
        body -= extrude(Plane.XY.offset(-20) * triangle, 25)
    for x, y in d.POSTS_MM[:2]:
        body -= rod(x, y, -20, 1, d.CLEAR_MM / 2)
        body -= rod(x, y, -20, d.ARM_HEAD_DEPTH_MM - d.ARM_MM, d.HEAD_MM / 2)
    return body


def _strip() -> Part:
    """A strip of even thickness along its middle line: leg, bend, arm, dip, flare."""
    out = DIP_Y_MM + _DIP_FROM_MM
    line = [
        Line((_TOP_MM - d.ARM_LEG_MM, _LEG_Z_MM), (_BEND_Y_MM, _LEG_Z_MM)),
        ThreePointArc(
            (_BEND_Y_MM, _LEG_Z_MM), (_BEND_Y_MM + _R_MM, (_LEG_Z_MM + _ARM_Z_MM) / 2), (_BEND_Y_MM, _ARM_Z_MM)
        ),
        Line((_BEND_Y_MM, _ARM_Z_MM), (out, _ARM_Z_MM)),
        # Towards the plate, then away from it, so that the band finds its way in.
        Spline(
            (out, _ARM_Z_MM), (DIP_Y_MM, _ARM_Z_MM + d.ARM_DIP_MM), (TIP_Y_MM + 0.5, _ARM_Z_MM),
            tangents=((-1, 0), (-1, -0.9)),
        ),
    ]  # fmt: skip
    face = Plane.YZ.offset(-d.ARM_X_MM / 2) * trace(Wire(line), d.ARM_MM)
    return extrude(face, d.ARM_X_MM)


def _window() -> Part:
    """A hole whose ends are at 45 degrees, for the same reason as the corners."""
    low, high = d.ARM_WINDOW_Y_MM
    half, point = d.ARM_WINDOW_X_MM / 2, (high - low) / 2
    middle = (low + high) / 2
    corners = [(half - point, low), (half, middle), (half - point, high)]
    outline = [*corners, *((-x, y) for x, y in reversed(corners))]
    return extrude(Plane.XY.offset(-20) * make_face(Polyline(*outline, close=True)), 20 - d.ARM_MM - 0.5)
