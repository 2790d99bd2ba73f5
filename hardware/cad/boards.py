"""The bought parts as solids, from `boards.toml`."""

from functools import cache

from build123d import Location, Part, Pos, RectangleRounded, Rot, extrude

from . import dimensions as d
from .layout import BOARDS, Case, Place
from .solids import block, rod


def model(case: Case, part: str) -> Part:
    """A bought part where it sits in the clip; in another build, there too, it is the same one."""
    return _placed(part, case.places[part])


@cache
def _placed(part: str, place: Place) -> Part:
    return _at(place) * _own(part)


def pieces(case: Case, part: str) -> dict[str, Part]:
    """The board without parts on it, and each of these, where they sit."""
    data, here = BOARDS[part], _here(case, part)
    found = {"board": here * _bare(part)}
    for name, body in data.get("bodies", {}).items():
        found[name] = here * block(*body)
    return found


def plug_room(case: Case, part: str, port: str) -> Part:
    """What a cable's plug and the bend behind it need in front of a port: that of `dimensions`."""
    x0, x1, y0, y1, z0, z1 = BOARDS[part]["bodies"][port]
    x_mm, y_mm = BOARDS[part]["size_mm"]
    deep = d.QT_PLUG_MM if port.startswith("qt") else d.PH_PLUG_MM
    high = min(z1, z0 + d.PLUG_HIGH_MM)
    ends = {"left": x0, "right": x_mm - x1, "top": y_mm - y1}
    front = min(ends, key=lambda end: ends[end])
    room = {
        "left": (x0 - deep, x0, y0, y1, z0, high),
        "right": (x1, x1 + deep, y0, y1, z0, high),
        "top": (x0 + 1, x1 - 1, y1, y1 + deep, z0, high),
    }[front]
    return _here(case, part) * block(*room)


def _here(case: Case, part: str) -> Location:
    return _at(case.places[part])


def _at(here: Place) -> Location:
    return Pos(here.x_mm, here.y_mm, here.z_mm) * Rot(0, 0, 90 * here.quarters)


@cache
def _own(part: str) -> Part:
    solid = _bare(part)
    for body in BOARDS[part].get("bodies", {}).values():
        solid += block(*body)
    return solid


def _bare(part: str) -> Part:
    data = BOARDS[part]
    if "diameter_mm" in data:
        return rod(0, 0, 0, data["board_mm"], data["diameter_mm"] / 2)
    x_mm, y_mm = data["size_mm"]
    solid = extrude(Pos(x_mm / 2, y_mm / 2) * RectangleRounded(x_mm, y_mm, data["corner_mm"]), data["board_mm"])
    for x, y in data["holes_mm"]:
        solid -= rod(x, y, -1, data["board_mm"] + 1, data["hole_mm"] / 2)
    return solid
