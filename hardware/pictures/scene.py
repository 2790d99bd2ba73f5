"""Solids of the clip as bodies for the renderer."""

from functools import cache

import numpy as np

from ..cad import boards, parts
from ..cad.layout import BOARDS, CASES, REFERENCE
from ..cad.mesh import Mesh
from .render import Body

Point = tuple[float, float, float]
_PRINTED = {
    "shell": (226, 230, 235),
    "plate": (206, 212, 220),
    "spring": (240, 160, 70),
    "button": (70, 78, 90),
    "stopper": (70, 78, 90),
}
_TONES = {
    "usb": (190, 194, 200),
    "pin": (190, 194, 200),
    "lever": (40, 42, 46),
    "chip": (50, 52, 56),
    "flash": (50, 52, 56),
    "light": (250, 250, 240),
    "radio": (176, 180, 186),
    "card": (176, 180, 186),
}
_PLUGS = {"qt": (235, 232, 220), "port": (40, 42, 46), "battery_port": (40, 42, 46)}


@cache
def _body(name: str, piece: str, on_bed: bool, case: str) -> Body:
    if name in parts.ALL:
        solid = parts.on_bed(name) if on_bed else parts.printed(name, case)
    else:
        solid = boards.pieces(CASES[case], name)[piece]
    mesh = Mesh.of(solid, 0.08, 0.3)
    edges = []
    for edge in solid.edges():
        count = 2 if edge.geom_type.name == "LINE" else 14
        edges.append(np.array([tuple(edge.position_at(i / (count - 1))) for i in range(count)]))
    return Body(mesh.vertices, mesh.triangles, edges, _colour(name, piece))


def body(
    name: str,
    shift: Point = (0, 0, 0),
    glass: bool = False,
    on_bed: bool = False,
    piece: str = "",
    case: str = REFERENCE.board,
) -> Body:
    """A printed part, or a piece of a bought one as it lies in a case, moved by `shift`."""
    made, by = _body(name, piece, on_bed, case), np.array(shift, dtype=float)
    return Body(made.vertices + by, made.triangles, [edge + by for edge in made.edges], made.colour, glass)


def bought(name: str, shift: Point = (0, 0, 0), case: str = REFERENCE.board) -> list[Body]:
    """A bought part with everything that stands on it."""
    return [body(name, shift, piece=piece, case=case) for piece in ("board", *BOARDS[name].get("bodies", {}))]


def _colour(name: str, piece: str) -> tuple[int, int, int]:
    kind = name.partition("-")[0]
    if kind in _PRINTED:
        return _PRINTED[kind]
    for start, colour in (_TONES | _PLUGS).items():
        if piece.startswith(start):
            return colour
    if piece and piece != "board":
        return (120, 124, 130)
    text = BOARDS[name]["colour"]
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
