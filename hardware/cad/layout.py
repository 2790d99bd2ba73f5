"""Where the bought parts sit. Plain numbers, so that the tests can ask without CAD packages."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import dimensions as d

Point = tuple[float, float, float]
_FOLDER = Path(__file__).parent
BOARDS: dict[str, dict[str, Any]] = tomllib.loads((_FOLDER / "boards.toml").read_text())

_QUARTER = ((1, 0), (0, 1), (-1, 0), (0, -1))  # cosine, sine


@dataclass(frozen=True)
class Place:
    """A part's own origin in the clip, and its quarter turns about z. Every face looks away from the runner."""

    x_mm: float
    y_mm: float
    z_mm: float
    quarters: int = 0

    def turn(self, x: float, y: float, z: float) -> Point:
        """A direction of the part, in the clip's axes."""
        cos, sin = _QUARTER[self.quarters % 4]
        return (cos * x - sin * y, sin * x + cos * y, z)

    def at(self, x: float, y: float, z: float = 0.0) -> Point:
        """A point of the part, in the clip's axes."""
        turned = self.turn(x, y, z)
        return (self.x_mm + turned[0], self.y_mm + turned[1], self.z_mm + turned[2])


@dataclass(frozen=True)
class Case:
    """The clip that is made for one processor board: its room, and where everything lies in it.

    `own` are the printed parts that only this case has, `through` the board's holes that a case screw goes through, by
    number.
    """

    board: str
    own: tuple[str, ...]
    room_x_mm: float
    room_z_mm: float
    posts_mm: tuple[tuple[float, float], ...]
    through: tuple[int, ...]
    places: dict[str, Place]
    loose_g: dict[str, float]

    @property
    def x_mm(self) -> float:
        """Outside, with both walls."""
        return self.room_x_mm + 2 * d.WALL_MM

    @property
    def ceiling_mm(self) -> float:
        """The outer face from within, from the runner's side."""
        return d.FLOOR_Z_MM + self.room_z_mm

    @property
    def z_mm(self) -> float:
        """Outside: how deep it is."""
        return self.ceiling_mm + d.FACE_MM

    @property
    def has_battery_in_shell(self) -> bool:
        """Beside the board; otherwise it lies on the plate."""
        return self.places["battery"].z_mm > self.places["sensor"].z_mm

    def spot(self, part: str, name: str) -> Point:
        """A named spot of a part, in the clip."""
        return self.places[part].at(*BOARDS[part]["spots"][name])

    def holes(self, part: str) -> list[Point]:
        """Where screws go through a part, at its underside: the middles of its holes, unless it says otherwise."""
        board = BOARDS[part]
        return [self.places[part].at(x, y) for x, y in board.get("screws_mm", board["holes_mm"])]

    def beside(self) -> list[Point]:
        """Where screws stand beside the processor board, whose heads hold its edge, at its underside."""
        return [self.places[self.board].at(x, y) for x, y in BOARDS[self.board].get("edges_mm", ())]

    def closing(self) -> list[tuple[float, float]]:
        """Where the case's own screws are that hold no spring."""
        holes = self.holes(self.board)
        return [*self.posts_mm, *((holes[number][0], holes[number][1]) for number in self.through)]

    def bought_mass_g(self) -> float:
        """Everything that is not printed."""
        return sum(BOARDS[part]["mass_g"] for part in self.places) + sum(self.loose_g.values())


def read(path: Path) -> Case:
    """A case's file: its board joins `BOARDS` under the file's name.

    Raises:
        KeyError: A number is missing.
    """
    name, file = path.stem, tomllib.loads(path.read_text(encoding="utf-8"))
    BOARDS[name] = file["board"]
    said = file["case"]
    own = tuple(said.get("own", ()))
    if "as" in said:
        said = tomllib.loads((path.parent / f"{said['as']}.toml").read_text(encoding="utf-8"))["case"]
    places = {}
    for part, (x, y, z, *quarters) in said["places"].items():
        places[name if part == "board" else part] = Place(x, y, d.FLOOR_Z_MM + z, *quarters)
    posts = tuple((x, y) for x, y in said["posts_mm"])
    through = tuple(said["through"])
    return Case(name, own, said["room_x_mm"], said["room_z_mm"], posts, through, places, said["loose_g"])


CASES = {path.stem: read(path) for path in sorted((_FOLDER / "cases").glob("*.toml"))}
REFERENCE = CASES["feather"]
PLACES = REFERENCE.places


def place(part: str) -> Place:
    """Where a part lies: a processor board in its own case, all others in the reference build's."""
    return _home(part).places[part]


def spot(part: str, name: str) -> Point:
    """A named spot of a part, there."""
    return _home(part).spot(part, name)


def holes(part: str) -> list[Point]:
    """Where screws go through a part, there."""
    return _home(part).holes(part)


def _home(part: str) -> Case:
    return CASES.get(part, REFERENCE)


def mount(case: Case = REFERENCE) -> tuple[int, int, int]:
    """The firmware's `mount`: which axis of the sensor points forward, up, right (1 x, 2 y, 3 z; negative: away)."""
    body = {"forward": (0, 0, -1), "up": (0, 1, 0), "right": (1, 0, 0)}
    unit = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}
    found = []
    for direction in body.values():
        for number, axis in enumerate("xyz", 1):
            printed = BOARDS["sensor"]["axes"][axis]
            sign = -1 if printed[0] == "-" else 1
            turned = case.places["sensor"].turn(*unit[printed[1]])
            along = sign * sum(a * b for a, b in zip(turned, direction, strict=True))
            if abs(along) > 0.99:
                found.append(number if along > 0 else -number)
    return found[0], found[1], found[2]


def motor_to_sensor_mm(case: Case = REFERENCE) -> float:
    """From the motor's middle to the sensor chip, along the plate."""
    chip, motor = case.spot("sensor", "chip"), case.places["motor"]
    return ((chip[0] - motor.x_mm) ** 2 + (chip[1] - motor.y_mm) ** 2) ** 0.5
