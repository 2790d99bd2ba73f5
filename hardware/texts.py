"""Texts that are made: whole pages, and the marked blocks of pages that people write."""

import json
import re
import tomllib
from pathlib import Path

from . import bill
from .cad import arm, dimensions, layout, limits
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
    whole = facts["cases"]["feather"]
    case, clip = (" x ".join(f"{side:.0f}" for side in whole[key]) for key in ("case_mm", "clip_mm"))
    today, gated = (model.hours(firmware, model.RUN) for firmware in (model.TODAY, model.GATED))
    ready = model.hours(model.TODAY, model.ASLEEP) / 24
    load = model.LOAD["loads"][model.TODAY.load]["name"]
    thin, thick = dimensions.BAND_MM
    hold = f"{arm.friction_n(thin):.1f} to {arm.friction_n(thick):.1f}"
    push = f"{arm.push_n(thin):.0f} to {arm.push_n(thick):.0f}"
    lighter = whole["mass_g"] - _asa_saves_g(facts) - _aluminium_saves_g()
    rows = [
        ("size", f"{case} mm; {clip} mm with spring, button and stopper (CAD)"),
        ("mass", f"{whole['mass_g']} g: {sum(p['mass_g'] for p in facts['printed'].values()):.1f} g printed (CAD), "
                 f"{layout.REFERENCE.bought_mass_g():.1f} g bought (partly estimates); {lighter:.1f} g with "
                 "shell and plate of ASA and screws of aluminium"),
        ("battery", f"400 mAh; running with cues {today:.0f} h with the load of {load}, {gated:.0f} h if its clocks "
                    f"were gated in sleep; lying in ready {ready:.1f} days ([a model](power.md)); a switch"),
        ("charging", "USB-C, 196 mA, some 2.5 h, switched on; a computer can read it meanwhile"),
        ("measures", "+-16 g, +-2000 degrees/s, 208 Hz; sensor flat to the back, "
                     f"{layout.motor_to_sensor_mm():.0f} mm from the motor"),
        ("cues", "coin motor, 10 mm, behind 1.2 mm of plate"),
        ("waistband", f"{thin:g} to {thick:g} mm thick: held by {hold} N of friction, pushed on with {push} N, "
                      f"strained {100 * arm.strain(thick):.1f} % at most (formulas)"),
        ("water", "made to shed sweat and rain, with a cord in the rim; not tested, no IP rating, not for swimming"),
        ("temperature", "charge at 0 to 45 degrees C, as all LiPo cells; PETG softens near 75"),
    ]  # fmt: skip
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _asa_saves_g(facts: dict) -> float:
    """What shell and plate lose if they are printed of ASA."""
    volume_cm3 = sum(facts["printed"][name]["volume_mm3"] for name in ("shell", "plate")) / 1000
    return volume_cm3 * (dimensions.PETG_G_CM3 - dimensions.ASA_G_CM3)


def _aluminium_saves_g() -> float:
    """What the screws lose if they are of aluminium instead of steel."""
    return layout.REFERENCE.loose_g["10 screws M2"] * (1 - dimensions.ALUMINIUM_G_CM3 / dimensions.STEEL_G_CM3)


def bands() -> str:
    """How the spring holds each thickness of waistband."""
    lines = [
        "| waistband (mm) | presses (N) | pulls off (N) | pushes on (N) | strain | stress (MPa) |",
        "|---|---|---|---|---|---|",
    ]
    for band in (0.6, 1, 2, 3, 4):
        lines.append(
            f"| {band:g} | {arm.force_n(band):.1f} | {arm.friction_n(band):.1f} | {arm.push_n(band):.1f} | "
            f"{100 * arm.strain(band):.2f} % | {arm.stress_mpa(band):.0f} |"
        )
    return "\n".join(lines)


BOARDS = tomllib.loads((FOLDER / "boards.toml").read_text(encoding="utf-8"))


def boards() -> str:
    """The boards that the firmware knows, beside each other."""
    names = [board["name"] for board in BOARDS.values()]
    rows = [
        ("size (mm)", [f"{board['size_mm'][0]:.1f} x {board['size_mm'][1]:.1f}" for board in BOARDS.values()]),
        ("memory (KB)", [str(board["ram_kb"]) for board in BOARDS.values()]),
        ("flash", [f"{board['flash_mb']} MB, {board['flash_bits']} bit" for board in BOARDS.values()]),
        ("radio", ["yes" if board["radio"] else "no" for board in BOARDS.values()]),
        ("gauge", [board["gauge"] for board in BOARDS.values()]),
        ("charges with (mA)", [str(board["charge_ma"] or "-") for board in BOARDS.values()]),
        ("off", [board["off"] for board in BOARDS.values()]),
        ("case", [_case(board["case"]) for board in BOARDS.values()]),
        ("MicroPython's file", [f"`{board['micropython']}`" for board in BOARDS.values()]),
        ("`recoil flash --board`", [f"`{board['flash_with']}`" for board in BOARDS.values()]),
        ("tried", [board["tried"] for board in BOARDS.values()]),
        ("from", [board["source"] for board in BOARDS.values()]),
    ]
    lines = [["", *names], ["---"] * (len(names) + 1), *([what, *values] for what, values in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _case(name: str) -> str:
    if not name:
        return "none"
    whole = _facts()["cases"][name]
    return f"{' x '.join(f'{side:.0f}' for side in whole['case_mm'])} mm, {whole['mass_g']:.0f} g"


def prints() -> str:
    """What to print, and how."""
    lines = ["| part | file | material | lies | size (mm) | mass |", "|---|---|---|---|---|---|"]
    facts = _facts()
    for name, part in (facts["printed"] | facts["others"]).items():
        size = " x ".join(f"{side:.1f}" for side in part["size_mm"])
        link = f"[`{name}.stl`](models/{name}.stl)"
        lines.append(f"| {name} | {link} | {part['material']} | {part['how']} | {size} | {part['mass_g']} g |")
    return "\n".join(lines)


def cases() -> str:
    """What is printed for each board, and what comes of it."""
    lines = ["| board | shell, plate, button | case (mm) | with spring (mm) | mass |", "|---|---|---|---|---|"]
    for name, case in layout.CASES.items():
        whole = _facts()["cases"][name]
        files = ", ".join(
            f"`{kind}-{name}`" if kind in case.own else f"`{kind}`" for kind in ("shell", "plate", "button")
        )
        sizes = (" x ".join(f"{side:.1f}" for side in whole[key]) for key in ("case_mm", "clip_mm"))
        lines.append(f"| {layout.BOARDS[name]['name']} | {files} | {' | '.join(sizes)} | {whole['mass_g']} g |")
    return "\n".join(lines)


def smaller() -> str:
    """Why the reference clip is not smaller."""
    lines = ["| | aim | reached | if all is at its least | in a row |", "|---|---|---|---|---|"]
    sums = limits.sums()
    for side, found in limits.rows().items():
        row = " + ".join(f"{what} {now:.1f}" + (f" ({least:.1f})" if least < now else "") for what, now, least in found)
        aim, now, least = sums[side]
        lines.append(f"| {side} (mm) | {aim:.0f} | {now:.1f} | {least:.1f} | {row} |")
    facts = _facts()
    mass_g, asa_g, screws_g = facts["cases"]["feather"]["mass_g"], _asa_saves_g(facts), _aluminium_saves_g()
    gauge_g = layout.BOARDS["gauge"]["mass_g"] + layout.REFERENCE.loose_g["JST-PH jumper"]
    light_g = mass_g - asa_g - screws_g
    lines.append(
        f"| mass (g) | {limits.AIM_G:.0f} | {mass_g:.1f} | {light_g - gauge_g:.1f} | shell and plate of ASA save "
        f"{asa_g:.1f}, screws of aluminium {screws_g:.1f}: {light_g:.1f}; without gauge and jumper {gauge_g:.1f} less |"
    )
    return "\n".join(lines)


def _facts() -> dict:
    return json.loads((FOLDER / "models" / "models.json").read_text())


BLOCKS = {
    "specification": specification,
    "prints": prints,
    "cases": cases,
    "smaller": smaller,
    "bands": bands,
    "boards": boards,
    "bill_boards": lambda: bill.table(*(key for key in bill.BUILDS if key not in ("feather_rp2040", "nano_rp2040"))),
    "bill_reference": lambda: bill.table("feather_rp2040"),
    "bill_nano": lambda: bill.table("nano_rp2040"),
}
