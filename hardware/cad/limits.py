"""Why the reference clip is not smaller: what stands in a row along each of its sides, and the least that each may be.

The least is that of bought parts, of walls that print (1.2 mm), and of gaps that a part still slips into; none of
those was tried.
"""

from . import dimensions as d
from .layout import BOARDS, REFERENCE

AIM_MM = {"width": 58.0, "height": 42.0, "depth": 18.0}
AIM_G = 45.0
_SLIP_MM = 0.2

Row = tuple[str, float, float]
"""What it is, how long it is in the clip, and the least; mm."""


def rows() -> dict[str, list[Row]]:
    """For each side all that stands in a row, from one end of the clip to the other."""
    places, room = REFERENCE.places, REFERENCE.room_x_mm / 2
    feather, cell, gauge = places["feather"], places["battery"], places["gauge"]
    cell_x, cell_y = BOARDS["battery"]["size_mm"]
    cell_z, swell = BOARDS["battery"]["board_mm"], 0.1 * BOARDS["battery"]["board_mm"]
    plug = feather.x_mm + BOARDS["feather"]["bodies"]["battery_port"][1]
    post = d.SPRING_POSTS_MM[0][0] - d.POST_R_MM
    deep = BOARDS["feather"]["size_mm"][1]
    gauge_z = max(body[5] for body in BOARDS["gauge"]["bodies"].values())
    wall = ("two walls", 2 * d.WALL_MM, 2 * d.LEAST_WALL_MM)
    return {
        "width": [
            wall,
            ("gap", feather.x_mm + room, _SLIP_MM),
            ("Feather up to its battery plug's end", plug - feather.x_mm, plug - feather.x_mm),
            ("gap", cell.x_mm - plug, _SLIP_MM),
            ("battery", cell_x, cell_x),
            ("gap", post - cell.x_mm - cell_x, _SLIP_MM),
            ("post of a screw", room - post, d.PILOT_MM + 2 * d.LEAST_WALL_MM),
        ],
        "height": [
            wall,
            ("gap", feather.y_mm + d.ROOM_Y_MM / 2, _SLIP_MM),
            ("Feather", deep, deep),
            ("gap", cell.y_mm - feather.y_mm - deep, _SLIP_MM),
            ("battery", cell_y, cell_y),
            ("gap", d.ROOM_Y_MM / 2 - cell.y_mm - cell_y, _SLIP_MM),
        ],
        "depth": [
            ("plate and outer face", d.PLATE_MM + d.FACE_MM, 2 * d.LEAST_WALL_MM),
            ("tape under the gauge", gauge.z_mm - d.PLATE_MM, 0.3),
            ("gauge with its plugs", gauge_z, gauge_z),
            ("gap", cell.z_mm - gauge.z_mm - gauge_z, _SLIP_MM),
            ("battery", cell_z, cell_z),
            ("tape and swelling", REFERENCE.ceiling_mm - cell.z_mm - cell_z, swell),
        ],
    }


def sums() -> dict[str, tuple[float, float, float]]:
    """For each side the aim, what is reached, and what is left if everything is at its least; mm."""
    return {
        side: (AIM_MM[side], sum(row[1] for row in found), sum(row[2] for row in found))
        for side, found in rows().items()
    }
