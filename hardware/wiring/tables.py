"""`wiring.md`."""

from .data import BUILDS, PARTS, WIRING

_COLOUR = {"BK": "black", "RD": "red", "BU": "blue", "YE": "yellow"}


def page() -> str:
    """Return the page."""
    lines = [
        "# Wiring",
        "",
        "Made by `python -m hardware.build` from `wiring.toml`; do not edit.",
        "",
        "STEMMA QT cables: "
        + ", ".join(
            f"{_COLOUR[colour]} {pin}"
            for pin, colour in zip(WIRING["qt"]["pins"], WIRING["qt"]["colours"], strict=True)
        )
        + ". They only go in one way round; either plug of a board will do.",
        "",
    ]
    for key, build in BUILDS.items():
        lines += [f"## {build['name']}", "", f"![{build['name']}](wiring-{key}.svg)", ""]
        button = "the BOOTSEL key" if build["button"] == "bootsel" else f"GPIO {build['button']}, pressed is low"
        lines += [
            f"I2C{build['i2c']}: SDA GPIO {build['sda']}, SCL GPIO {build['scl']}. "
            f"Light: GPIO {build['light']}. Button: {button}.",
            "",
            "| from | plug | to | plug | by |",
            "|---|---|---|---|---|",
        ]
        for one, its, other, others, cable in build["cables"]:
            by = f"`{cable}`" if cable else ("two solder joints" if "motor" in (one, other) else "its own lead")
            lines.append(f"| {PARTS[one]['says']} | {its} | {PARTS[other]['says']} | {others} | {by} |")
        for one, its, other, others, *_ in build.get("wires", []):
            lines.append(f"| {PARTS[one]['says']} | {its} | {PARTS[other]['says']} | {others} | a wire |")
        for part, plug, cable, lead in build.get("inserts", []):
            lines.append(
                f"| {PARTS[part]['says']} | {plug} | `{cable}`, its {lead} lead cut | both ends | two solder joints |"
            )
        lines += ["", "| chip on the bus | address | driver |", "|---|---|---|"]
        for part in build["parts"]:
            if "address" in PARTS[part]:
                lines.append(f"| {PARTS[part]['says']} | 0x{PARTS[part]['address']:02X} | `{PARTS[part]['driver']}` |")
        lines.append("")
    return "\n".join(lines)
