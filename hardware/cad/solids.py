"""Shapes that the parts are made of."""

from build123d import Align, Box, Cone, Cylinder, Part, Plane, Pos, RectangleRounded, Rot, extrude

LOW = (Align.CENTER, Align.CENTER, Align.MIN)


def slab(x_mm: float, y_mm: float, radius_mm: float, z_from_mm: float, z_to_mm: float) -> Part:
    """A plate with round corners, in the middle of x and y."""
    face = Plane.XY.offset(z_from_mm) * RectangleRounded(x_mm, y_mm, radius_mm)
    return extrude(face, z_to_mm - z_from_mm)


def block(x0: float, x1: float, y0: float, y1: float, z0: float, z1: float) -> Part:
    """A box from corner to corner."""
    return Pos((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2) * Box(x1 - x0, y1 - y0, z1 - z0)


def rod(x_mm: float, y_mm: float, z_from_mm: float, z_to_mm: float, radius_mm: float) -> Part:
    """A cylinder along z."""
    return Pos(x_mm, y_mm, z_from_mm) * Cylinder(radius_mm, z_to_mm - z_from_mm, align=LOW)


def bar_along_x(x0: float, x1: float, y_mm: float, z_mm: float, wide_mm: float, high_mm: float, r_mm: float) -> Part:
    """A bar with round edges, `wide` in y, that goes along x."""
    face = Plane((x0, y_mm, z_mm), x_dir=(0, 1, 0), z_dir=(1, 0, 0)) * RectangleRounded(wide_mm, high_mm, r_mm)
    return extrude(face, x1 - x0)


def rod_along_x(x0: float, x1: float, y_mm: float, z_mm: float, radius_mm: float) -> Part:
    """A cylinder along x."""
    return Pos(x0, y_mm, z_mm) * Rot(0, 90, 0) * Cylinder(radius_mm, x1 - x0, align=LOW)


def cone_along_x(x0: float, x1: float, y_mm: float, z_mm: float, r0_mm: float, r1_mm: float) -> Part:
    """A frustum along x."""
    return Pos(x0, y_mm, z_mm) * Rot(0, 90, 0) * Cone(r0_mm, r1_mm, x1 - x0, align=LOW)
