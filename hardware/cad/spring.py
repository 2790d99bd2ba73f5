"""The spring: a strip bent over the waistband. Printed on its side, so that it bends along its layers."""

from build123d import Line, Part, Plane, Polyline, Pos, RadiusArc, Rot, Spline, extrude, make_face

from . import dimensions as d
from .solids import block, rod

_TOP_MM = d.CASE_Y_MM / 2
_R_MM = (d.ARM_GAP_MM + d.ARM_MM) / 2  # of the bend's middle line
_LEG_Z_MM = -d.ARM_MM / 2
_ARM_Z_MM = _LEG_Z_MM - 2 * _R_MM
_BEND_Y_MM = _TOP_MM - _R_MM - d.ARM_MM / 2
TIP_Y_MM = _TOP_MM - d.ARM_LONG_MM
RIDGE_Y_MM = TIP_Y_MM + d.ARM_RIDGE_UP_MM
_FLARE_MM = 2.0


def spring() -> Part:
    """Return the spring in the clip's axes."""
    body = _strip() + _ridge()
    # Corners off at 45 degrees: lying on its side, every layer rests on the one below.
    corner = (d.ARM_X_MM - d.ARM_TIP_X_MM) / 2
    for side in (-1, 1):
        out, low = side * (d.ARM_X_MM / 2 + 1), TIP_Y_MM - 1
        triangle = make_face(Polyline((out, low), (out - side * (corner + 2), low), (out, low + corner + 2), close=True))
        body -= extrude(Plane.XY.offset(-20) * triangle, 20 - d.ARM_MM)
    for x, y in d.POSTS_MM[:2]:
        body -= rod(x, y, -20, 1, d.CLEAR_MM / 2)
        body -= rod(x, y, -20, -1.0, d.HEAD_MM / 2)
    return body


def _strip() -> Part:
    plane = Plane.YZ.offset(-d.ARM_X_MM / 2)
    half = d.ARM_MM / 2

    def outline(shift: float) -> list:
        """The middle line, moved outward by `shift`; leg first."""
        leg, arm, r = _LEG_Z_MM + shift, _ARM_Z_MM - shift, _R_MM + shift
        bend = RadiusArc((_BEND_Y_MM, leg), (_BEND_Y_MM, arm), -r)
        flare = Spline(
            (TIP_Y_MM + 5, arm), (TIP_Y_MM, arm - _FLARE_MM), tangents=((-1, 0), (-1, -0.75))
        )
        return [
            Line((_BEND_Y_MM - d.ARM_LEG_MM + 3, leg), (_BEND_Y_MM, leg)),
            bend,
            Line((_BEND_Y_MM, arm), (TIP_Y_MM + 5, arm)),
            flare,
        ]

    outer, inner = outline(half), outline(-half)
    edges = [*outer, *inner, Line(outer[0] @ 0, inner[0] @ 0), Line(outer[-1] @ 1, inner[-1] @ 1)]
    face = plane * make_face(edges)
    return extrude(face, d.ARM_X_MM)


def _ridge() -> Part:
    """A rounded ridge across the arm that bites into the band."""
    top = _ARM_Z_MM + d.ARM_MM / 2
    bar = Rot(0, 90, 0) * rod(0, 0, -d.ARM_X_MM / 2, d.ARM_X_MM / 2, d.ARM_RIDGE_MM)
    return (Pos(0, RIDGE_Y_MM, top) * bar) & block(-50, 50, -50, 50, top - 0.5, 10)


def space_mm() -> tuple[float, float]:
    """Room for the waistband, and what the ridge leaves of it."""
    room = d.ARM_MM + d.ARM_GAP_MM
    return room, room - d.ARM_RIDGE_MM
