"""The host's layers as they are declared and imported; `python tests/helpers/architecture.py` draws them again."""

import tomllib
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parents[2]
PAGE, PICTURE = ROOT / "docs/architecture.md", ROOT / "docs/images/layers.svg"
BEGIN, END = "<!-- imports: begin -->\n", "<!-- imports: end -->"
WIDTH, HEIGHT, GAP = 640, 34, 10


def layers() -> list[list[str]]:
    """Return the packages of each layer, the highest first, as the contract in `pyproject.toml` has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (found,) = (contract["layers"] for contract in contracts if contract["type"] == "layers")
    return [[name.strip() for name in layer.split("|")] for layer in found]


def imports() -> dict[str, list[str]]:
    """Return for each package of the host which others it imports from."""
    graph = grimp.build_graph("recoil", cache_dir=None)
    packages = [name for layer in layers() for name in layer]
    found: dict[str, set[str]] = {name: set() for name in packages}
    for module in graph.modules:
        here = module.split(".")[1] if "." in module else ""
        for other in graph.find_modules_directly_imported_by(module):
            there = other.split(".")[1] if "." in other else ""
            if here in found and there in found and here != there:
                found[here].add(there)
    return {name: sorted(others, key=packages.index) for name, others in found.items()}


def table() -> str:
    """Return the table of imports for the page."""
    lines = ["| package | imports from |", "|---|---|"]
    lines += [f"| `{name}` | {', '.join(f'`{one}`' for one in others) or '-'} |" for name, others in imports().items()]
    return "\n".join(lines) + "\n"


def picture() -> str:
    """Return the layers as SVG: a row for each, an arrow down between them."""
    rows = layers()
    height = len(rows) * (HEIGHT + GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"',
        ' font-family="monospace" font-size="14">',
        "<title>Layers of the host: each imports from those below it only</title>",
    ]
    for number, row in enumerate(rows):
        y = number * (HEIGHT + GAP)
        width = (WIDTH - (len(row) - 1) * GAP) / len(row)
        for place, name in enumerate(row):
            x = place * (width + GAP)
            parts.append(
                f'<rect x="{x:g}" y="{y}" width="{width:g}" height="{HEIGHT}" rx="5" fill="#e8eef7" stroke="#456"/>'
                f'<text x="{x + width / 2:g}" y="{y + 22}" text-anchor="middle" fill="#123">{name}</text>'
            )
        if number:
            parts.append(f'<path d="M{WIDTH / 2:g} {y - GAP} v{GAP - 3} l-4 -4 m4 4 l4 -4" fill="none" stroke="#456"/>')
    return "\n".join([*parts, "</svg>", ""])


def page() -> str:
    """Return the page with the table of imports in its place."""
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + table() + END + rest.partition(END)[2]


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
