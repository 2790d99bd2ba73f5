"""STL to print, STEP to change, and `models.json`: what the tests compare and the texts quote."""

import json
from functools import cache
from pathlib import Path

from build123d import Compound, export_step, export_stl

from . import parts
from .layout import CASES
from .mesh import Mesh

TOLERANCE_MM = 0.06
ANGLE_RAD = {"PETG": 0.4, "TPU": 0.25}
"""Soft parts are small and round: coarser, they would lose more than 1 % of their volume."""
_ALWAYS = "2026-01-01T00:00:00"  # so that the same models give the same file


def export(folder: Path) -> None:
    """Write all models."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in parts.ALL:
        angle_rad = ANGLE_RAD[parts.ALL[name].material]
        export_stl(parts.on_bed(name), folder / f"{name}.stl", tolerance=TOLERANCE_MM, angular_tolerance=angle_rad)
    export_step(Compound(children=_labelled()), folder / "clip.step", timestamp=_ALWAYS)
    (folder / "models.json").write_text(json.dumps(facts(), indent=1) + "\n")


def facts() -> dict:
    """Numbers of the models, rounded so that they are the same on every machine."""
    printed = {}
    for name, about in parts.ALL.items():
        box = parts.on_bed(name).bounding_box()
        printed[name] = {
            "volume_mm3": round(parts.as_printed(name).volume),
            "size_mm": [round(side, 1) for side in (box.size.X, box.size.Y, box.size.Z)],
            "mass_g": round(parts.mass_g(name), 1),
            "material": about.material,
            "how": about.how,
        }
    return {
        "printed": {name: printed[name] for name in parts.PRINTED},
        "others": {name: printed[name] for name in parts.OTHERS},
        "cases": {name: _whole(name) for name in CASES},
    }


def _whole(case: str) -> dict:
    """Of a whole clip for a board."""
    return {
        "case_mm": [round(side, 1) for side in parts.size_mm("shell", "plate", case=case)],
        "clip_mm": [round(side, 1) for side in parts.size_mm(case=case)],
        "mass_g": round(parts.total_mass_g(case), 1),
    }


@cache
def mesh(name: str) -> Mesh:
    """A printed part as triangles, as it is exported."""
    return Mesh.of(parts.on_bed(name), TOLERANCE_MM, ANGLE_RAD[parts.ALL[name].material])


def _labelled() -> list:
    found = []
    for name in parts.PRINTED:
        part = parts.printed(name)
        part.label = name
        found.append(part)
    return found
