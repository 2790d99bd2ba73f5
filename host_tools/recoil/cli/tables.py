"""A plain table for people: aligned columns, titles in bold on a terminal."""

from collections.abc import Sequence

from recoil.common.errors import one_line
from recoil.common.terminal import put

GAP = "  "


def write_table(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows under titles; columns whose number is in `right` are aligned to the right. Nothing without rows."""
    if not rows:
        return
    cells = [[one_line(cell, 60) for cell in row] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(titles, *cells, strict=True)]
    put(_line(titles, widths, right), bold=True)
    for row in cells:
        put(_line(row, widths, right))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    parts = [
        cell.rjust(width) if number in right else cell.ljust(width)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return GAP.join(parts).rstrip()
