"""The back plate: towards the runner. It carries sensor, motor, driver, and gauge or battery. Printed as it lies."""

from build123d import Axis, Part, fillet

from . import dimensions as d
from .layout import BOARDS, Case
from .solids import block, rod, slab

_GROOVE_IN_MM = 0.05


def plate(case: Case) -> Part:
    """Return a case's back plate in the clip's axes."""
    body = slab(case.x_mm, d.CASE_Y_MM, d.CORNER_MM, 0, d.RIM_MM)
    body = fillet(body.faces().sort_by(Axis.Z)[0].edges(), d.PLATE_ROUND_MM)
    posts = (*d.SPRING_POSTS_MM, *case.posts_mm)
    body += _lip(case, posts)
    body -= _groove(case)
    body -= _floor(case, posts)
    for part in ("sensor", "driver"):
        for x, y, z in case.holes(part):
            body += rod(x, y, d.PLATE_MM - 0.1, z, d.BOARD_POST_R_MM)
            body -= rod(x, y, z - d.BOARD_SCREW_MM + BOARDS[part]["board_mm"] - 0.1, z + 1, d.PILOT_MM / 2)
    for x, y, z in case.holes("gauge") if "gauge" in case.places else ():
        body += rod(x, y, d.PLATE_MM - 0.1, z, d.BOARD_POST_R_MM)
        body += rod(x, y, z - 0.1, z + d.PEG_MM, d.PEG_R_MM)
    body = _with_motor_seat(_with_ledge(body, case), case)
    top = case.places[case.board].z_mm
    for x, y in case.closing()[len(case.posts_mm) :]:
        body += rod(x, y, d.PLATE_MM - 0.1, top, d.TUBE_R_MM) & _within(case, d.SLIDE_MM / 2, 0, top)
    for x, y in (*d.SPRING_POSTS_MM, *case.closing()):
        body -= rod(x, y, -1, top + 1, d.CLEAR_MM / 2)
        if y < 0:  # the upper two heads sit in the spring
            body -= rod(x, y, -1, d.HEAD_DEPTH_MM, d.HEAD_MM / 2)
    return body


def _within(case: Case, inset_mm: float, z_from_mm: float, z_to_mm: float) -> Part:
    """What lies `inset` within the walls of the room."""
    radius = d.CORNER_MM - d.WALL_MM - inset_mm
    return slab(case.room_x_mm - 2 * inset_mm, d.ROOM_Y_MM - 2 * inset_mm, radius, z_from_mm, z_to_mm)


def _lip(case: Case, posts: tuple[tuple[float, float], ...]) -> Part:
    top = d.RIM_MM + d.LIP_HIGH_MM
    lip = _within(case, d.SLIDE_MM, d.RIM_MM - 0.1, top) - _within(case, d.SLIDE_MM + d.LIP_MM, 0, top + 1)
    for x, y in posts:
        lip -= rod(x, y, 0, top + 1, d.POST_R_MM + 2 * d.SLIDE_MM)
    return lip


def _floor(case: Case, posts: tuple[tuple[float, float], ...]) -> Part:
    """The plate is thinner within its lip, but for where the shell's posts stand."""
    hollow = _within(case, d.SLIDE_MM + d.LIP_MM, d.PLATE_MM, d.RIM_MM + 1)
    for x, y in posts:
        hollow -= rod(x, y, 0, d.RIM_MM + 2, d.POST_R_MM + 1)
    return hollow


def _groove(case: Case) -> Part:
    """The cord's groove, under the inner part of the shell's rim."""
    inner = d.CORNER_MM - d.WALL_MM + _GROOVE_IN_MM
    room_x, room_y = case.room_x_mm + 2 * _GROOVE_IN_MM, d.ROOM_Y_MM + 2 * _GROOVE_IN_MM
    low = d.RIM_MM - d.GROOVE_DEEP_MM
    wide = slab(room_x + 2 * d.GROOVE_MM, room_y + 2 * d.GROOVE_MM, inner + d.GROOVE_MM, low, d.RIM_MM + 1)
    return wide - slab(room_x, room_y, inner, 0, d.RIM_MM + 2)


def _with_motor_seat(body: Part, case: Case) -> Part:
    place = case.places["motor"]
    x, y, z = place.x_mm, place.y_mm, place.z_mm
    radius = (BOARDS["motor"]["diameter_mm"] + d.MOTOR_PLAY_MM) / 2
    top = z + BOARDS["motor"]["board_mm"] + 0.3
    body += rod(x, y, d.PLATE_MM - 0.1, top, radius + d.MOTOR_RING_MM)
    body -= rod(x, y, z, top + 1, radius)
    mouth = x - radius - d.MOTOR_RING_MM
    half = d.MOTOR_SLOT_MM / 2
    body -= block(mouth - 1, x, y - half, y + half, d.PLATE_MM, top + 1)
    away_x, away_y = d.BOLLARD_AWAY_MM
    return body + rod(mouth + away_x, y + away_y, d.PLATE_MM - 0.1, d.PLATE_MM + d.BOLLARD_MM, d.BOLLARD_R_MM)


def _with_ledge(body: Part, case: Case) -> Part:
    """A groove in the lip that holds the sensor's lower edge, where its pads leave no room for screws."""
    place, high = case.places["sensor"], BOARDS["sensor"]["board_mm"]
    middle = place.x_mm + BOARDS["sensor"]["size_mm"][0] / 2
    x0, x1 = middle - d.LEDGE_X_MM / 2, middle + d.LEDGE_X_MM / 2
    edge = place.y_mm
    out = edge - d.LEDGE_PLAY_MM - d.LIP_MM
    roof = place.z_mm + high + d.LEDGE_PLAY_MM
    body += block(x0, x1, out, edge + d.LEDGE_MM, d.PLATE_MM - 0.1, roof + d.LEDGE_ROOF_MM)
    return body - block(x0 - 1, x1 + 1, edge - d.LEDGE_PLAY_MM, edge + 2, place.z_mm, roof)
