"""The spring: a strip bent over the waistband. Printed on its side, so that it bends along its layers."""

from math import asin, degrees, radians, tan

from build123d import (
    Axis,
    Circle,
    Edge,
    FilletPolyline,
    Line,
    Part,
    Plane,
    Polyline,
    Pos,
    ThreePointArc,
    Wire,
    extrude,
    fillet,
    make_face,
    revolve,
    trace,
)

from . import dimensions as d
from .arm import BEND_Y_MM, DIP_Y_MM, LENGTH_MM, R_MM, ROOM_MM, TIP_Y_MM, TOP_MM
from .solids import block, rod

_LEG_Z_MM = -d.ARM_MM / 2
_ARM_Z_MM = _LEG_Z_MM - 2 * R_MM
_MIDDLE_Z_MM = _LEG_Z_MM - R_MM  # of the bend


def spring() -> Part:
    """Return the spring as it is printed, its leg where it sits: the bend goes on until the dip is beyond the plate."""
    body, leg_y = _bent(), TOP_MM - d.ARM_LEG_MM
    is_arm = block(-40, 40, -60, BEND_Y_MM, -30, _MIDDLE_Z_MM) + block(-40, 40, -60, leg_y - 1, -30, 5)
    arm, rest = body & is_arm, body - is_arm
    axis = Axis((0, BEND_Y_MM, _MIDDLE_Z_MM), (1, 0, 0))
    angle_deg = degrees(asin(d.ARM_SPRUNG_MM / LENGTH_MM))
    section = arm.faces().sort_by(Axis.Y)[-1]
    return _drilled(rest + revolve(section, axis, -angle_deg) + arm.rotate(axis, -angle_deg))


def mounted() -> Part:
    """Return it as it sits: the plate has pushed the dip back."""
    return _drilled(_bent())


def _bent() -> Part:
    body = _strip() & _outline()
    for side in (-1, 1):
        body -= _strap_slot(side)
    return _rounded(body)


def _drilled(body: Part) -> Part:
    """Two screws through the leg, and room for their heads and the screwdriver."""
    for x, y in d.SPRING_POSTS_MM:
        body -= rod(x, y, -20, 1, d.CLEAR_MM / 2)
        body -= rod(x, y, -20, d.ARM_HEAD_DEPTH_MM - d.ARM_MM, d.HEAD_MM / 2)
    return body


def _strip() -> Part:
    """A strip of even thickness along its middle line: leg, bend, arm, dip, flare, and a round end."""
    slope = tan(radians(d.ARM_FLARE_DEG))
    run = ROOM_MM / slope
    # The dip's tip is round: the two slopes would meet higher than it reaches.
    peak = ROOM_MM + d.ARM_DIP_R_MM * ((1 + slope**2) ** 0.5 - 1)
    end = (TIP_Y_MM, _ARM_Z_MM)
    line = [
        Line((TOP_MM - d.ARM_LEG_MM, _LEG_Z_MM), (BEND_Y_MM, _LEG_Z_MM)),
        ThreePointArc((BEND_Y_MM, _LEG_Z_MM), (BEND_Y_MM + R_MM, _MIDDLE_Z_MM), (BEND_Y_MM, _ARM_Z_MM)),
        *FilletPolyline(
            (BEND_Y_MM, _ARM_Z_MM), (DIP_Y_MM + run + (peak - ROOM_MM) / slope, _ARM_Z_MM),
            (DIP_Y_MM, _ARM_Z_MM + peak), end,
            radius=d.ARM_DIP_R_MM,
        ).edges(),
    ]  # fmt: skip
    profile = trace(Wire(line), d.ARM_MM) + Pos(*end) * Circle(d.ARM_MM / 2)
    return extrude(Plane.YZ.offset(-d.ARM_X_MM / 2) * profile, d.ARM_X_MM)


def _outline() -> Part:
    """What is left of the strip, seen from the runner: its corners are off at 45 degrees.

    So, lying on its side, every layer rests on the one below; the window's ends are at 45 degrees for the same reason.
    """
    wide, tip, end = d.ARM_X_MM / 2, d.ARM_TIP_X_MM / 2, 3.0
    side = [(wide, TOP_MM + 1), (wide, TIP_Y_MM + wide - tip), (tip - end, TIP_Y_MM - end)]
    body = _sheet([*side, *((-x, y) for x, y in reversed(side))], 1)
    low, high = d.ARM_WINDOW_Y_MM
    half, point = d.ARM_WINDOW_X_MM / 2, (high - low) / 2
    side = [(half - point, low), (half, (low + high) / 2), (half - point, high)]
    return body - _sheet([*side, *((-x, y) for x, y in reversed(side))], -d.ARM_MM - 0.3)


def _sheet(outline: list[tuple[float, float]], z_to_mm: float) -> Part:
    return extrude(Plane.XY.offset(-20) * make_face(Polyline(*outline, close=True)), 20 + z_to_mm)


def _strap_slot(side: int) -> Part:
    """A slot for an elastic of 12 mm."""
    out = d.ARM_X_MM / 2 - d.ARM_STRAP_RIM_MM
    x = sorted((side * out, side * (out - d.ARM_STRAP_X_MM)))
    half = d.ARM_STRAP_Y_MM / 2
    return block(x[0], x[1], d.ARM_STRAP_AT_MM - half, d.ARM_STRAP_AT_MM + half, -20, -d.ARM_MM - 0.3)


def _rounded(body: Part) -> Part:
    """Round every edge but the leg's, which lies between plate and band, and those across the strip, which are none."""
    return fillet([edge for edge in body.edges() if _is_touched(edge)], d.ARM_EDGE_MM)


def _is_touched(edge: Edge) -> bool:
    middle, long = edge.center(), edge.length
    is_leg = middle.Z > -d.ARM_MM - 0.2 and middle.Y > TOP_MM - d.ARM_LEG_MM - 0.1
    is_thickness = abs(long - d.ARM_MM) < 0.05
    is_across = abs(abs((edge @ 1).X - (edge @ 0).X) - long) < 1e-3
    window_end = d.ARM_WINDOW_X_MM - (d.ARM_WINDOW_Y_MM[1] - d.ARM_WINDOW_Y_MM[0])
    is_end = min(abs(long - d.ARM_STRAP_X_MM), abs(long - window_end)) < 0.01
    return not is_leg and not is_thickness and (not is_across or is_end)
