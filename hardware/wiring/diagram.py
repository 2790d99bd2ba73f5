"""Diagrams as SVG: a box per part, a bundle of coloured lines per cable."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from .data import BUILDS, PARTS, WIRING

_BOX = (220, 150)
_STEP = (390, 225)
_EDGE = 30
_LEGEND = 24
_INK = {"BK": "#222222", "RD": "#d23b2f", "BU": "#2f6fd2", "YE": "#d8b400", "GY": "#777777"}
_WIRES = {
    "qt": list(zip(WIRING["qt"]["pins"], WIRING["qt"]["colours"], strict=True)),
    "power": [("GND", "BK"), ("BAT", "RD")],
    "motor": [("+", "RD"), ("-", "BU")],
}
_LEADS = {"red": "RD", "black": "BK"}
_SAYS = {"qt": "STEMMA QT, 50 mm", "power": "JST PH", "motor": "leads, soldered"}
_FONT = 'font-family="sans-serif" font-size="13"'
_FRAME = 'rx="10" fill="#f3f5f8" stroke="#445" stroke-width="1.5"'
_GAP = 5  # between the wires of a bundle
_Side = tuple[int, int]


@dataclass
class _End:
    """Where a bundle meets a box."""

    part: str
    says: str
    side: _Side
    spread: int
    far: float  # where along the side its other end is
    at: tuple[float, float] = (0.0, 0.0)


@dataclass
class _Bundle:
    ends: tuple[_End, _End]
    wires: list[tuple[str, str]]
    says: str
    cable: str = ""


@dataclass
class _Sheet:
    build: dict
    lines: list[str] = field(default_factory=list)

    def corner(self, part: str) -> tuple[float, float]:
        column, row = self.build["drawing"][part]
        return _EDGE + column * _STEP[0], _EDGE + row * _STEP[1]

    def middle(self, part: str) -> tuple[float, float]:
        x, y = self.corner(part)
        return x + _BOX[0] / 2, y + _BOX[1] / 2

    def side(self, one: str, other: str) -> _Side:
        (x, y), (u, v) = self.build["drawing"][one], self.build["drawing"][other]
        return (1 if u > x else -1, 0) if u != x else (0, 1 if v > y else -1)


def svg(key: str) -> str:
    """The diagram of a build."""
    build = BUILDS[key]
    sheet = _Sheet(build)
    bundles = _bundles(sheet)
    _spread([end for bundle in bundles for end in bundle.ends], sheet)
    for bundle in bundles:
        _draw_bundle(sheet, bundle)
    for part in build["parts"]:
        _draw_part(sheet, part, [end for bundle in bundles for end in bundle.ends if end.part == part])
    for part, its, cable, lead in build.get("inserts", []):
        _draw_insert(sheet, part, its, next(bundle for bundle in bundles if bundle.cable == cable), lead)
    columns = max(place[0] for place in build["drawing"].values())
    rows = max(place[1] for place in build["drawing"].values())
    width, height = (2 * _EDGE + n * step + box for n, step, box in zip((columns, rows), _STEP, _BOX, strict=True))
    is_in_the_way = any(row == rows and column < 2 for column, row in build["drawing"].values())
    height += _LEGEND if is_in_the_way else 0
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {_FONT}>'
    if any(bundle.says == _SAYS["qt"] for bundle in bundles):
        _legend(sheet, height - (_EDGE if not is_in_the_way else 15))
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *sheet.lines, "</svg>", ""])


def draw(key: str, folder: Path) -> Path:
    """Write wiring-KEY.svg."""
    path = folder / f"wiring-{key}.svg"
    path.write_text(svg(key), encoding="utf-8")
    return path


def _bundles(sheet: _Sheet) -> list[_Bundle]:
    rows = [(*cable, PARTS[cable[0]]["plugs"][cable[1]]) for cable in sheet.build["cables"]]
    rows += [(*wire[:4], "", "wire") for wire in sheet.build.get("wires", [])]
    found = []
    for one, its, other, others, cable, kind in rows:
        wires = _WIRES.get(kind, [(its, "GY")])
        ends = []
        for part, says, far in ((one, its, other), (other, others, one)):
            side = sheet.side(part, far)
            along = sheet.middle(far)[1 if side[0] else 0]
            ends.append(_End(part, says, side, len(wires), along))
        found.append(_Bundle((ends[0], ends[1]), wires, _SAYS.get(kind, ""), cable))
    return found


def _spread(ends: list[_End], sheet: _Sheet) -> None:
    """Share out the places along each side of each box."""
    for part in sheet.build["parts"]:
        x, y = sheet.corner(part)
        for side in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            here = sorted((end for end in ends if end.part == part and end.side == side), key=lambda end: end.far)
            for number, end in enumerate(here, 1):
                share = number / (len(here) + 1)
                if side[0]:
                    end.at = (x + (_BOX[0] if side[0] > 0 else 0), y + 34 + share * (_BOX[1] - 34))
                else:
                    end.at = (x + share * _BOX[0], y + (_BOX[1] if side[1] > 0 else 0))


def _draw_bundle(sheet: _Sheet, bundle: _Bundle) -> None:
    one, other = bundle.ends
    count = len(bundle.wires)
    for number, (_, colour) in enumerate(bundle.wires):
        shift = (number - (count - 1) / 2) * _GAP
        (ax, ay), (bx, by) = (_moved(end, shift) for end in (one, other))
        pull = 70
        path = (
            f"M{ax:.0f},{ay:.1f} C{ax + pull * one.side[0]:.0f},{ay + pull * one.side[1]:.1f} "
            f"{bx + pull * other.side[0]:.0f},{by + pull * other.side[1]:.1f} {bx:.0f},{by:.1f}"
        )
        sheet.lines.append(f'<path d="{path}" fill="none" stroke="{_INK[colour]}" stroke-width="3"/>')
    level = one.side[0] != 0
    x = (one.at[0] + other.at[0]) / 2
    y = min(one.at[1], other.at[1]) if level else (one.at[1] + other.at[1]) / 2
    if bundle.says:
        place = f'x="{x:.0f}" y="{y - 13:.0f}" text-anchor="middle"' if level else f'x="{x + 16:.0f}" y="{y - 12:.0f}"'
        sheet.lines.append(f'<text {place} fill="#333">{escape(bundle.says)}</text>')


def _draw_insert(sheet: _Sheet, part: str, its: str, bundle: _Bundle, lead: str) -> None:
    """A part in one lead of a cable: from the cable's middle to the part and back."""
    one, other = bundle.ends
    number = [_LEADS[lead] == colour for _, colour in bundle.wires].index(True)
    shift = (number - (len(bundle.wires) - 1) / 2) * _GAP
    x, y = (one.at[0] + other.at[0]) / 2, (one.at[1] + other.at[1]) / 2 + shift
    left, top = sheet.corner(part)
    ink = _INK[_LEADS[lead]]
    sheet.lines.append(f'<path d="M{x - 8:.0f},{y - 2:.1f} h16 v4 h-16 z" fill="white" stroke="white"/>')
    for away in (-8, 8):
        end = left + _BOX[0] / 2 + away * 3
        path = f"M{x + away:.0f},{y:.1f} C{x + away:.0f},{y + 45:.1f} {end:.0f},{top - 45} {end:.0f},{top}"
        sheet.lines.append(f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="3"/>')
    sheet.lines.append(
        f'<text x="{left + _BOX[0] / 2:.0f}" y="{top + 58}" text-anchor="middle" font-size="11">{escape(its)}</text>'
    )
    sheet.lines.append(f'<text x="{x + 14:.0f}" y="{y + 26:.0f}" font-size="11" fill="#333">{lead} lead cut</text>')


def _legend(sheet: _Sheet, y: float) -> None:
    """What the four colours mean."""
    x = float(_EDGE)
    sheet.lines.append(f'<text x="{x:.0f}" y="{y:.0f}">STEMMA QT:</text>')
    for number, (pin, colour) in enumerate(_WIRES["qt"]):
        at = x + 100 + number * 60
        sheet.lines.append(f'<path d="M{at:.0f},{y - 12:.0f} v14" stroke="{_INK[colour]}" stroke-width="4"/>')
        sheet.lines.append(f'<text x="{at + 7:.0f}" y="{y:.0f}">{pin}</text>')


def _moved(end: _End, shift: float) -> tuple[float, float]:
    return (end.at[0], end.at[1] + shift) if end.side[0] else (end.at[0] + shift, end.at[1])


def _draw_part(sheet: _Sheet, part: str, ends: list[_End]) -> None:
    x, y = sheet.corner(part)
    says = PARTS[part]["says"]
    sheet.lines.append(f'<rect x="{x}" y="{y}" width="{_BOX[0]}" height="{_BOX[1]}" {_FRAME}/>')
    sheet.lines.append(
        f'<text x="{x + _BOX[0] / 2}" y="{y + 22}" text-anchor="middle" font-weight="bold">{escape(says)}</text>'
    )
    note = f"I2C 0x{PARTS[part]['address']:02X}" if "address" in PARTS[part] else ""
    if part == sheet.build["board"]:
        note = f"SDA GPIO {sheet.build['sda']}, SCL GPIO {sheet.build['scl']}"
    if note:
        sheet.lines.append(
            f'<text x="{x + _BOX[0] / 2}" y="{y + 40}" text-anchor="middle" font-size="11" fill="#556">{note}</text>'
        )
    for end in ends:
        ex, ey = end.at
        if end.side[0]:
            anchor, ex, ey = ("end", ex - 6, ey + 4) if end.side[0] > 0 else ("start", ex + 6, ey + 4)
        else:
            anchor, ey = "middle", ey - 8 if end.side[1] > 0 else ey + 58
        sheet.lines.append(
            f'<text x="{ex:.0f}" y="{ey:.0f}" text-anchor="{anchor}" font-size="11">{escape(end.says)}</text>'
        )
