"""All parts of a clip: what is printed, of what, lying how, and what is bought."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from build123d import BoundBox, Part, Pos, Rot

from . import boards, dimensions
from .layout import CASES, REFERENCE, Case
from .plate import plate
from .shell import shell
from .soft import at_key, button, stopper
from .spring import mounted, spring


@dataclass(frozen=True)
class Printed:
    """A part to print; `turn` lays it on the bed. `sits` makes it as it is in the clip, if it is bent there."""

    make: Callable[[Case], Part]
    material: str
    turn: Rot
    how: str
    sits: Callable[[Case], Part] | None = None

    @property
    def density_g_cm3(self) -> float:
        """Of the solid material; walls this thin have no infill."""
        return dimensions.TPU_G_CM3 if self.material == "TPU" else dimensions.PETG_G_CM3


PRINTED = {
    "shell": Printed(shell, "PETG", Rot(180, 0, 0), "outer face down"),
    "plate": Printed(plate, "PETG", Rot(0, 0, 0), "runner's side down"),
    "spring": Printed(lambda case: spring(), "PETG", Rot(0, 90, 0), "on its side", lambda case: mounted()),
    "button": Printed(button, "TPU", Rot(0, 90, 0), "pressed face down"),
    "stopper": Printed(stopper, "TPU", Rot(0, -90, 0), "cap down"),
}
_FACE_BUTTON = Printed(button, "TPU", Rot(180, 0, 0), "pressed face down")
OTHERS = {
    f"{kind}-{case.board}": _FACE_BUTTON if kind == "button" and at_key(case)[2] == case.z_mm else PRINTED[kind]
    for case in CASES.values()
    for kind in case.own
}
"""For other boards, instead of the part that is named first."""
ALL = PRINTED | OTHERS


def of(case: str) -> dict[str, str]:
    """What is printed for a board: the file of each kind of part."""
    return {kind: f"{kind}-{case}" if f"{kind}-{case}" in OTHERS else kind for kind in PRINTED}


def printed(name: str, case: str = "") -> Part:
    """A printed part where it sits in the clip: in its own case, or in that one."""
    return _sits(name, case if name == "stopper" and case else _home(name))


@cache
def _sits(name: str, case: str) -> Part:
    made = ALL[name].sits
    if made is None and case == _home(name):
        return as_printed(name)
    return (made or ALL[name].make)(CASES[case])


@cache
def box(name: str, case: str = "") -> BoundBox:
    """The box round a printed part where it sits in the clip, as `printed` has it."""
    return printed(name, case).bounding_box()


@cache
def as_printed(name: str) -> Part:
    """A part as it comes off the bed, in the clip's axes."""
    return ALL[name].make(CASES[_home(name)])


def _home(name: str) -> str:
    return name.partition("-")[2] or REFERENCE.board


@cache
def bought(name: str, case: str = "") -> Part:
    """A bought part where it sits in the clip."""
    return boards.model(CASES[case or (name if name in CASES else REFERENCE.board)], name)


def on_bed(name: str) -> Part:
    """A printed part as it is printed, in the middle of the bed."""
    turned = ALL[name].turn * as_printed(name)
    box = turned.bounding_box()
    return Pos(-(box.min.X + box.max.X) / 2, -(box.min.Y + box.max.Y) / 2, -box.min.Z) * turned


def mass_g(name: str) -> float:
    """Of a printed part."""
    return printed(name).volume / 1000 * ALL[name].density_g_cm3


def total_mass_g(case: str = REFERENCE.board) -> float:
    """Of a whole clip."""
    return sum(mass_g(name) for name in of(case).values()) + CASES[case].bought_mass_g()


def size_mm(*kinds: str, case: str = REFERENCE.board) -> tuple[float, float, float]:
    """Width, height and depth of some kinds of printed parts together; of all if none is named."""
    boxes = [box(of(case)[kind], case) for kind in kinds or PRINTED]
    low = [min(getattr(box.min, axis) for box in boxes) for axis in "XYZ"]
    high = [max(getattr(box.max, axis) for box in boxes) for axis in "XYZ"]
    return tuple(b - a for a, b in zip(low, high, strict=True))  # pyright: ignore[reportReturnType]


def everything(case: str = REFERENCE.board) -> dict[str, Part]:
    """All parts of a clip: printed ones by kind, bought ones by name."""
    shown = {kind: printed(name, case) for kind, name in of(case).items()}
    return shown | {name: bought(name, case) for name in CASES[case].places}


@lru_cache(512)  # builds share most of their parts
def overlap_mm3(one: Part, other: Part) -> float:
    """How much of space two parts share. Where not even their boxes meet, nothing is cut; loose boxes do."""
    a, b = one.bounding_box(optimal=False), other.bounding_box(optimal=False)
    if any(
        getattr(a.max, axis) < getattr(b.min, axis) or getattr(b.max, axis) < getattr(a.min, axis) for axis in "XYZ"
    ):
        return 0.0
    common = one & other
    if common is None:
        return 0.0
    solids = common.solids() if hasattr(common, "solids") else [s for part in common for s in part.solids()]
    return sum(solid.volume for solid in solids)
