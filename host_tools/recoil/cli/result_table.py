"""Replay results for people: a table, one row a recording, then the warnings."""

from collections.abc import Callable
from typing import Any

from recoil.cli.tables import write_table
from recoil.common.errors import one_line
from recoil.common.terminal import put

Summary = dict[str, Any]

UNKNOWN = "—"


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


def write_results(summaries: list[Summary]) -> None:
    """Print the table and the warnings."""
    titles = ("recording", *(f"{title} {unit}".strip() for title, unit, _ in COLUMNS))
    rows = [[summary["recording"], *(cell(summary) for _, _, cell in COLUMNS)] for summary in summaries]
    write_table(titles, rows, right=range(1, len(titles)))
    for summary in summaries:
        for warning in summary["warnings"]:
            put(f"{one_line(summary['recording'])}: {one_line(warning)}")
