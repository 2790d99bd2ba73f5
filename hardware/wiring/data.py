"""The wiring as Python sees it."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
WIRING: dict[str, Any] = tomllib.loads((FOLDER / "wiring.toml").read_text())
PARTS: dict[str, Any] = WIRING["parts"]
BUILDS: dict[str, Any] = WIRING["builds"]


def problems() -> list[str]:
    """What is wrong with it in itself: plugs that are not there, used twice, or of two kinds."""
    found = []
    for key, build in BUILDS.items():
        used: set[tuple[str, str]] = set()
        for one, its, other, others, _ in build["cables"]:
            kinds = set()
            for part, plug in ((one, its), (other, others)):
                if part not in build["parts"]:
                    found.append(f"{key}: {part} is not of this build")
                elif plug not in PARTS[part]["plugs"]:
                    found.append(f"{key}: {part} has no {plug}")
                else:
                    kinds.add(PARTS[part]["plugs"][plug])
                if (part, plug) in used:
                    found.append(f"{key}: {part}, {plug} is used twice")
                used.add((part, plug))
            if len(kinds) > 1:
                found.append(f"{key}: {one}, {its} does not fit {other}, {others}")
        addresses = [PARTS[part]["address"] for part in build["parts"] if "address" in PARTS[part]]
        if len(addresses) != len(set(addresses)):
            found.append(f"{key}: an address is there twice")
        for part, plug, cable, _ in build.get("inserts", []):
            if plug not in PARTS[part]["plugs"] or cable not in [row[4] for row in build["cables"]]:
                found.append(f"{key}: {part} cannot be put into {cable}")
        joined = {row[0] for row in build.get("inserts", [])} | {
            end for row in [*build["cables"], *build.get("wires", [])] for end in (row[0], row[2])
        }
        found += [f"{key}: {part} is connected to nothing" for part in build["parts"] if part not in joined]
    return found
