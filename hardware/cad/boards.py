"""The bought parts as solids, from `boards.toml`."""

from build123d import Part, Pos, RectangleRounded, Rot, extrude

from .layout import BOARDS, PLACES
from .solids import block, rod


def model(part: str) -> Part:
    """A bought part where it sits in the clip."""
    place = PLACES[part]
    return Pos(place.x_mm, place.y_mm, place.z_mm) * Rot(0, 0, 90 * place.quarters) * _own(part)


def pieces(part: str) -> dict[str, Part]:
    """The board without parts on it, and each of these, where they sit."""
    data, place = BOARDS[part], PLACES[part]
    here = Pos(place.x_mm, place.y_mm, place.z_mm) * Rot(0, 0, 90 * place.quarters)
    found = {"board": here * _bare(part)}
    for name, body in data.get("bodies", {}).items():
        found[name] = here * block(*body)
    return found


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
