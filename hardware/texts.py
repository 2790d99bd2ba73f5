"""Texts that are made: whole pages, and the marked blocks of pages that people write."""

import json
import re
from pathlib import Path

from . import bill
from .cad import arm, dimensions, layout
from .power import model, report
from .wiring import tables

FOLDER = Path(__file__).parent
WRITTEN = ("README.md", "ASSEMBLY.md")
_BLOCK = re.compile(r"(<!-- made: ([a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def pages() -> dict[str, str]:
    """All pages by file name, as they should be."""
    made = {"wiring.md": tables.page(), "power.md": report.page()}
    return made | {name: fill((FOLDER / name).read_text(encoding="utf-8")) for name in WRITTEN}


def fill(text: str) -> str:
    """Renew the marked blocks."""
    return _BLOCK.sub(lambda found: f"{found[1]}\n{BLOCKS[found[2]]()}\n\n{found[3]}", text)


def specification() -> str:
    """Size, mass, hours and so on."""
    facts = _facts()
    case, clip = (" x ".join(f"{side:.0f}" for side in facts[key]) for key in ("case_mm", "clip_mm"))
    today, changed = (model.hours(firmware, model.USES[2]) for firmware in (model.TODAY, model.GATED))
    ready = model.hours(model.TODAY, model.USES[0])
    stress = f"{arm.stress_mpa(arm.ROOM_MM):.0f} MPa of {dimensions.PETG_YIELD_MPA:.0f}"
    rows = [
        ("size", f"{case} mm; {clip} mm with spring, button and stopper (CAD)"),
        ("mass", f"{facts['mass_g']} g: {sum(p['mass_g'] for p in facts['printed'].values()):.0f} g printed (CAD), "
                 f"{layout.bought_mass_g():.0f} g bought (partly estimates)"),
        ("battery", f"400 mAh; running with cues {today:.0f} h with today's firmware, {changed:.0f} h with the "
                    f"proposed change; ready and waiting {ready:.0f} h ([a model, with its doubts](power.md))"),
        ("charging", "USB-C, 200 mA, some 2.5 h; a computer can read it meanwhile"),
        ("measures", "+-16 g, +-2000 degrees/s, 208 Hz; sensor flat to the back, "
                     f"{layout.motor_to_sensor_mm():.0f} mm from the motor"),
        ("cues", "coin motor, 10 mm, behind 1.2 mm of plate"),
        ("waistband", f"{arm.SLIT_MM:.1f} to {arm.ROOM_MM:.0f} mm thick; held with {arm.force_n(2):.0f} N at 2 mm, "
                      f"{arm.force_n(3):.0f} N at 3 mm (formula); stress at {arm.ROOM_MM:.0f} mm {stress}"),
        ("water", "made to shed sweat and rain, with a cord in the rim; not tested, no IP rating, not for swimming"),
        ("temperature", "charge at 0 to 45 degrees C, as all LiPo cells; PETG softens near 75"),
    ]  # fmt: skip
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def prints() -> str:
    """What to print, and how."""
    lines = ["| part | file | material | lies | size (mm) | mass |", "|---|---|---|---|---|---|"]
    for name, part in _facts()["printed"].items():
        size = " x ".join(f"{side:.1f}" for side in part["size_mm"])
        link = f"[`{name}.stl`](models/{name}.stl)"
        lines.append(f"| {name} | {link} | {part['material']} | {part['how']} | {size} | {part['mass_g']} g |")
    return "\n".join(lines)


def _facts() -> dict:
    return json.loads((FOLDER / "models" / "models.json").read_text())


BLOCKS = {
    "specification": specification,
    "prints": prints,
    "bill_reference": lambda: bill.table("feather_rp2040"),
    "bill_nano": lambda: bill.table("nano_rp2040"),
}
