"""How the sensor sat on the body: which sensor axis points along each body axis (x forward, y up, z right)."""

import re
from dataclasses import dataclass

import numpy as np

from recoil.common.errors import MountError, one_line

AXES = "xyz"
EXAMPLE = "x=+z,y=-y,z=+x"


@dataclass(frozen=True)
class Mount:
    """A right-handed axis map: body axis i is `signs[i]` times sensor axis `axes[i]`."""

    axes: tuple[int, ...] = (0, 1, 2)
    signs: tuple[int, ...] = (1, 1, 1)

    def __post_init__(self) -> None:
        """Refuse axes used twice and mirror images."""
        if sorted(self.axes) != [0, 1, 2]:
            twice = next(axis for axis in self.axes if self.axes.count(axis) > 1)
            raise MountError(f"mount {self}: sensor axis {AXES[twice]} is used twice, each must be used once")
        if np.linalg.det(self.matrix) < 0:
            flipped = (*self.signs[:2], -self.signs[2])
            raise MountError(
                f"mount {self} is a mirror image (left-handed), which no sensor can be turned into: "
                f"one sign is wrong, perhaps {_text(self.axes, flipped)}"
            )

    @classmethod
    def parse(cls, text: str) -> "Mount":
        """Return the mount that a text describes.

        Args:
            text: All three body axes (x forward, y up, z right) with the sensor axis that points along each, such as
                `x=+z,y=-y,z=+x`.

        Raises:
            MountError: An axis is missing, named twice, or the map is a mirror image; the text says which.
        """
        found: dict[str, tuple[int, int]] = {}
        for part in text.lower().split(","):
            match = re.fullmatch(r"\s*([xyz])\s*=\s*([+-]?)\s*([xyz])\s*", part)
            if not match:
                shown = one_line(part.strip(), 24)
                raise MountError(f"mount: {shown!r} is not an axis; write all three, e.g. {EXAMPLE}")
            body, sign, sensor = match.groups()
            if body in found:
                raise MountError(f"mount: body axis {body} is given twice; write each once, e.g. {EXAMPLE}")
            found[body] = (AXES.index(sensor), -1 if sign == "-" else 1)
        missing = [axis for axis in AXES if axis not in found]
        if missing:
            which = f"axis {missing[0]} is" if len(missing) == 1 else f"axes {' and '.join(missing)} are"
            raise MountError(f"mount: body {which} missing; write all three, e.g. {EXAMPLE}")
        (x, sx), (y, sy), (z, sz) = (found[axis] for axis in AXES)
        return cls((x, y, z), (sx, sy, sz))

    @property
    def matrix(self) -> np.ndarray:
        """Return the 3 x 3 rotation that turns sensor vectors (columns) into body vectors."""
        matrix = np.zeros((3, 3))
        matrix[range(3), self.axes] = self.signs
        return matrix

    @property
    def inverse(self) -> "Mount":
        """Return the mount that undoes this one."""
        back = [self.axes.index(axis) for axis in range(3)]
        return Mount(tuple(back), tuple(self.signs[axis] for axis in back))

    def to_body(self, sensor: np.ndarray) -> np.ndarray:
        """Turn vectors from sensor to body axes; right for accelerations and rotation rates alike.

        Args:
            sensor: An array of shape (..., 3), in any unit.

        Returns:
            An array of the same shape and unit, along x forward, y up, z right.
        """
        return sensor[..., self.axes] * np.array(self.signs)

    def __str__(self) -> str:
        """The form `parse` reads."""
        return _text(self.axes, self.signs)


def _text(axes: tuple[int, ...], signs: tuple[int, ...]) -> str:
    pairs = zip(AXES, axes, signs, strict=True)
    return ",".join(f"{body}={'-' if sign < 0 else '+'}{AXES[sensor]}" for body, sensor, sign in pairs)
