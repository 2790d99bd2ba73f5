"""A plain table for people: aligned columns, titles in bold on a terminal."""

from collections.abc import Sequence

from rich.cells import cell_len

from recoil.common.errors import one_line
from recoil.common.terminal import put

GAP = "  "


def write_table(titles: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows under titles; columns whose number is in `right` are aligned to the right. Nothing without rows."""
    if not rows:
        return
    cells = [[one_line(cell, 60) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(titles, *cells, strict=True)]
    put(_line(titles, widths, right), bold=True)
    for row in cells:
        put(_line(row, widths, right))


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    return GAP.join(
        padded(cell, width, number in right) for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ).rstrip()


def padded(text: str, width: int, to_the_right: bool = False) -> str:
    """Return a text filled up with spaces to a width in cells of a terminal: a Chinese character takes two of them."""
    spaces = " " * max(width - cell_len(text), 0)
    return spaces + text if to_the_right else text + spaces


def short(text: str, width: int) -> str:
    """Return one line of at most so many cells of a terminal, its end cut off with a mark where it is longer."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    while cell_len(text) >= width:
        text = text[:-1]
    return text + "…"
