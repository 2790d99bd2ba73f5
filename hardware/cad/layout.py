"""Where the bought parts sit. Plain numbers, so that the tests can ask without CAD packages."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import dimensions as d

Point = tuple[float, float, float]
BOARDS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "boards.toml").read_text())

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


_LEFT, _BOTTOM = -d.ROOM_X_MM / 2, -d.ROOM_Y_MM / 2
FEATHER_Z_MM = d.FLOOR_Z_MM + 8.4

PLACES = {
    # The outer layer, in the shell.
    "feather": Place(_LEFT + 0.4, _BOTTOM + 0.3, FEATHER_Z_MM),
    "battery": Place(-13.0, 3.1, FEATHER_Z_MM - 0.6),
    "switch": Place(_LEFT + d.SWITCH_INWARD_MM, 6.4, FEATHER_Z_MM + 0.6),
    # The inner layer, on the back plate: the sensor low and left, the motor as far from it as the plate allows.
    "sensor": Place(-23.4, _BOTTOM + d.SLIDE_MM + d.LIP_MM + d.LEDGE_PLAY_MM, d.FLOOR_Z_MM + d.BOARD_POST_MM),
    "driver": Place(-23.4, 1.2, d.FLOOR_Z_MM + d.BOARD_POST_MM),
    "gauge": Place(27.5, -11.3, d.FLOOR_Z_MM + d.GAUGE_POST_MM, quarters=1),
    "motor": Place(-10.7, 10.4, d.PLATE_MM - d.MOTOR_SINK_MM),
}
INSTEAD = {"feather_rp2350": "feather"}
"""Boards that may lie in another's place, with a shell and a button of their own."""


def place(part: str) -> Place:
    """Where a part lies."""
    return PLACES[INSTEAD.get(part, part)]


def spot(part: str, name: str) -> Point:
    """A named spot of a part, in the clip."""
    return place(part).at(*BOARDS[part]["spots"][name])


def holes(part: str) -> list[Point]:
    """A board's holes at its underside, in the clip."""
    return [place(part).at(x, y) for x, y in BOARDS[part]["holes_mm"]]


def mount() -> tuple[int, int, int]:
    """The firmware's `mount`: which axis of the sensor points forward, up, right (1 x, 2 y, 3 z; negative: away)."""
    body = {"forward": (0, 0, -1), "up": (0, 1, 0), "right": (1, 0, 0)}
    unit = {"x": (1, 0, 0), "y": (0, 1, 0), "z": (0, 0, 1)}
    found = []
    for direction in body.values():
        for number, axis in enumerate("xyz", 1):
            printed = BOARDS["sensor"]["axes"][axis]
            sign = -1 if printed[0] == "-" else 1
            turned = PLACES["sensor"].turn(*unit[printed[1]])
            along = sign * sum(a * b for a, b in zip(turned, direction, strict=True))
            if abs(along) > 0.99:
                found.append(number if along > 0 else -number)
    return found[0], found[1], found[2]


def motor_to_sensor_mm() -> float:
    """From the motor's middle to the sensor chip, along the plate."""
    chip, motor = spot("sensor", "chip"), PLACES["motor"]
    return ((chip[0] - motor.x_mm) ** 2 + (chip[1] - motor.y_mm) ** 2) ** 0.5


def bought_mass_g() -> float:
    """Everything that is not printed."""
    fixed = sum(BOARDS[part]["mass_g"] for part in PLACES)
    return fixed + sum(BOARDS["loose"].values())
