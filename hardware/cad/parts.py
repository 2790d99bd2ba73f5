"""All parts of a clip: what is printed, of what, lying how, and what is bought."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from build123d import Part, Pos, Rot

from . import boards, dimensions
from .layout import PLACES, bought_mass_g
from .plate import plate
from .shell import shell
from .soft import button, stopper
from .spring import mounted, spring


@dataclass(frozen=True)
class Printed:
    """A part to print; `turn` lays it on the bed. `sits` makes it as it is in the clip, if it is bent there."""

    make: Callable[[], Part]
    material: str
    turn: Rot
    how: str
    sits: Callable[[], Part] | None = None

    @property
    def density_g_cm3(self) -> float:
        """Of the solid material; walls this thin have no infill."""
        return dimensions.TPU_G_CM3 if self.material == "TPU" else dimensions.PETG_G_CM3


PRINTED = {
    "shell": Printed(shell, "PETG", Rot(180, 0, 0), "outer face down"),
    "plate": Printed(plate, "PETG", Rot(0, 0, 0), "runner's side down"),
    "spring": Printed(spring, "PETG", Rot(0, 90, 0), "on its side", mounted),
    "button": Printed(button, "TPU", Rot(0, 90, 0), "pressed face down"),
    "stopper": Printed(stopper, "TPU", Rot(0, -90, 0), "cap down"),
}
OTHERS = {
    "shell-feather_rp2350": Printed(partial(shell, "feather_rp2350"), "PETG", Rot(180, 0, 0), "outer face down"),
    "button-feather_rp2350": Printed(partial(button, "feather_rp2350"), "TPU", Rot(180, 0, 0), "pressed face down"),
}
"""For other boards, instead of the part that is named first."""
ALL = PRINTED | OTHERS


@cache
def printed(name: str) -> Part:
    """A printed part where it sits in the clip."""
    return (ALL[name].sits or ALL[name].make)()


@cache
def as_printed(name: str) -> Part:
    """A part as it comes off the bed, in the clip's axes."""
    return ALL[name].make()


@cache
def bought(name: str) -> Part:
    """A bought part where it sits in the clip."""
    return boards.model(name)


def on_bed(name: str) -> Part:
    """A printed part as it is printed, in the middle of the bed."""
    turned = ALL[name].turn * as_printed(name)
    box = turned.bounding_box()
    return Pos(-(box.min.X + box.max.X) / 2, -(box.min.Y + box.max.Y) / 2, -box.min.Z) * turned


def mass_g(name: str) -> float:
    """Of a printed part."""
    return printed(name).volume / 1000 * ALL[name].density_g_cm3


def total_mass_g() -> float:
    """Of a whole clip."""
    return sum(mass_g(name) for name in PRINTED) + bought_mass_g()


def size_mm(*names: str) -> tuple[float, float, float]:
    """Width, height and depth of some printed parts together; of all if none is named."""
    boxes = [printed(name).bounding_box() for name in names or PRINTED]
    low = [min(getattr(box.min, axis) for box in boxes) for axis in "XYZ"]
    high = [max(getattr(box.max, axis) for box in boxes) for axis in "XYZ"]
    return tuple(b - a for a, b in zip(low, high, strict=True))  # pyright: ignore[reportReturnType]


def everything() -> dict[str, Part]:
    """All parts by name, in the clip."""
    return {name: printed(name) for name in PRINTED} | {name: bought(name) for name in PLACES}


def overlap_mm3(one: Part, other: Part) -> float:
    """How much of space two parts share."""
    common = one & other
    if common is None:
        return 0.0
    solids = common.solids() if hasattr(common, "solids") else [s for part in common for s in part.solids()]
    return sum(solid.volume for solid in solids)
