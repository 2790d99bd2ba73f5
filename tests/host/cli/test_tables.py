"""Tables on a terminal: columns stand below each other whatever the characters are as wide as."""

import pytest
from rich.cells import cell_len

from recoil.cli.result_table import COLUMNS, write_results
from recoil.cli.tables import padded, short, write_table


def test_columns_line_up_with_wide_characters(capsys: pytest.CaptureFixture[str]):
    write_table(("runner", "spm"), [("田中 花子", "170"), ("Ann", "9"), ("Zoë", "12")], right=(1,))
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["runner     spm", "田中 花子  170", "Ann          9", "Zoë         12"]
    assert {cell_len(line) for line in lines} == {14}


def test_a_recording_with_a_wide_name_lines_up(capsys: pytest.CaptureFixture[str]):
    summary = {
        "steps": 10, "running_s": 61, "cadence_spm": 170.0, "contact_ms": 250, "flight_ms": 100, "bounce_mm": 80,
        "contact_balance_left_pct": None, "contact_balance_half_width_pct": None, "warnings": [],
    }  # fmt: skip
    write_results([{"recording": name, **summary} for name in ("河川敷", "run")])
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith("recording") and len(COLUMNS) == 8
    assert {cell_len(row[: row.index("10")]) for row in rows} == {head.index("steps") + 3}


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("Ann", 3, "Ann"),
        ("Annabel", 4, "Ann…"),
        ("田中花子", 8, "田中花子"),
        ("田中花子", 7, "田中花…"),
        ("田中花子", 6, "田中…"),
    ],
)
def test_long_names_are_cut_by_what_they_take(text: str, width: int, shown: str):
    assert short(text, width) == shown and cell_len(shown) <= width


def test_padding_is_in_cells():
    assert (padded("é", 3), padded("花", 3), padded("花", 3, True)) == ("é  ", "花 ", " 花")
