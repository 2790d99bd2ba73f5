"""Replay results for people: a table, one row a recording, then the warnings."""

from collections.abc import Callable
from typing import Any, TextIO

from rich import box
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from recoil.cli.tables import padded
from recoil.common.errors import one_line
from recoil.common.terminal import clean_console

Summary = dict[str, Any]

UNKNOWN = "—"
NAME_WIDTH = 12  # longer names are folded


def _number(key: str, digits: int) -> Callable[[Summary], str]:
    def cell(summary: Summary) -> str:
        value = summary[key]
        return UNKNOWN if value is None else f"{value:.{digits}f}"

    return cell


def _running(summary: Summary) -> str:
    minutes, seconds = divmod(round(summary["running_s"]), 60)
    return f"{minutes}:{seconds:02d}"


def _balance(summary: Summary) -> str:
    left, half_width = summary["contact_balance_left_pct"], summary["contact_balance_half_width_pct"]
    return UNKNOWN if left is None or half_width is None else f"{left:.2f} ± {half_width:.2f}"


COLUMNS: list[tuple[str, str, Callable[[Summary], str]]] = [
    # title, unit, cell
    ("steps", "", _number("steps", 0)),
    ("run", "m:s", _running),
    ("cadence", "spm", _number("cadence_spm", 1)),
    ("contact", "ms", _number("contact_ms", 0)),
    ("flight", "ms", _number("flight_ms", 0)),
    ("bounce", "mm", _number("bounce_mm", 0)),
    ("contact left", "%", _balance),
    ("warn", "", lambda summary: str(len(summary["warnings"]) or "")),
]


def write_results(summaries: list[Summary], stream: TextIO) -> None:
    """Write the table and the warnings; drawn on a terminal with room for it, plain text elsewhere."""
    rows = [[one_line(summary["recording"]), *(cell(summary) for _, _, cell in COLUMNS)] for summary in summaries]
    if rows and not (stream.isatty() and _draw(rows, stream)):
        _write_plain(rows, stream)
    for summary in summaries:
        for warning in summary["warnings"]:
            stream.write(f"{one_line(summary['recording'])}: {one_line(warning)}\n")


def _draw(rows: list[list[str]], stream: TextIO) -> bool:
    """Draw the table; say False where the terminal is too narrow to show every digit."""
    console = clean_console(file=stream)
    headers = [f"{title}\n{unit}" if unit else title for title, unit, _ in COLUMNS]
    widths = [
        max(cell_len(text) for text in (*header.split("\n"), *cells))
        for header, cells in zip(headers, list(zip(*rows, strict=True))[1:], strict=True)
    ]
    spare = console.width - sum(widths) - len(widths) - 2 - NAME_WIDTH
    if spare < 0:
        return False
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1 if spare >= 2 * len(widths) else 0))
    table.add_column("recording", overflow="fold", min_width=NAME_WIDTH)
    for header, width in zip(headers, widths, strict=True):
        table.add_column(header, justify="right", min_width=width, no_wrap=True)
    for name, *cells in rows:
        table.add_row(Text(name), *cells)
    console.print(table)
    return True


def _write_plain(rows: list[list[str]], stream: TextIO) -> None:
    rows = [["recording", *(f"{title} {unit}".strip() for title, unit, _ in COLUMNS)], *rows]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [padded(cell, width, number > 0) for number, (cell, width) in enumerate(zip(row, widths, strict=True))]
        stream.write("  ".join(cells).rstrip() + "\n")
