"""Big digits and small curves from block characters; plain ones for terminals that have no others."""

from collections.abc import Sequence

_DIGITS = {  # 4 x 6, a row of bits each; two rows make one line of text
    "0": (6, 9, 9, 9, 9, 6),
    "1": (2, 6, 2, 2, 2, 7),
    "2": (14, 1, 1, 6, 8, 15),
    "3": (14, 1, 6, 1, 1, 14),
    "4": (9, 9, 9, 15, 1, 1),
    "5": (15, 8, 14, 1, 1, 14),
    "6": (6, 8, 14, 9, 9, 6),
    "7": (15, 1, 2, 2, 4, 4),
    "8": (6, 9, 6, 9, 9, 6),
    "9": (6, 9, 9, 7, 1, 6),
    "-": (0, 0, 15, 0, 0, 0),
}
_COLUMNS, _ROWS = 4, 6
_PAIRS = " ▄▀█"  # lower pixel 1, upper pixel 2
_LEVELS = "▁▂▃▄▅▆▇█"
_PLAIN_LEVELS = "_.-=+*#@"


def big(text: str, is_plain: bool = False) -> list[str]:
    """Return three lines that show digits large."""
    if is_plain:
        return ["", " ".join(text), ""]
    lines = []
    for row in range(0, _ROWS, 2):
        line = []
        for character in text:
            upper, lower = _DIGITS[character][row : row + 2]
            bits = range(_COLUMNS - 1, -1, -1)
            line.append("".join(_PAIRS[2 * (upper >> bit & 1) + (lower >> bit & 1)] for bit in bits))
        lines.append("  ".join(line))
    return lines


def curve(values: Sequence[float | None], least_span: float, is_plain: bool = False) -> str:
    """Return a character for each value, a blank for None; what varies less than `least_span` looks flat."""
    levels = _PLAIN_LEVELS if is_plain else _LEVELS
    known = [value for value in values if value is not None]
    if not known:
        return " " * len(values)
    middle, span = (max(known) + min(known)) / 2, max(max(known) - min(known), least_span)
    low = middle - span / 2
    top = len(levels) - 1
    return "".join(" " if value is None else levels[round((value - low) / span * top)] for value in values)
