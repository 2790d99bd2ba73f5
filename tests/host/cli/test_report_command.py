"""`recoil report` through the command itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.report.own_values import read_memory
from recorded_sessions import recorded_session
from report_sessions import MEMORY


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded_session(tmp_path_factory.mktemp("recorded") / "sessions")


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_one_page_is_written_where_it_is_wanted(recorded: Path, tmp_path: Path) -> None:
    result = recoil(recorded, "--out", tmp_path / "new" / "run.html")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "new" / "run.html").read_text().startswith("<!doctype html>")
    assert result.stdout.splitlines()[1].strip().startswith("without a target band")
    result = recoil(recorded, "-o", tmp_path / "pages", "--json")
    (written,) = json.loads(result.stdout)["reports"]
    assert written["file"] == str(tmp_path / "pages" / f"{recorded.name}.html")
    assert Path(written["file"]).stat().st_size == written["bytes"] and not written["has_own_values"]
    assert recoil(recorded, "-o", tmp_path / "pages", "-q").stdout == ""


def test_the_clip_s_memory_is_found_or_named(recorded: Path, tmp_path: Path) -> None:
    named = tmp_path / "coach.json"
    named.write_text(json.dumps(MEMORY))
    result = recoil(recorded, "-o", tmp_path, "--coach", named, "--json")
    assert json.loads(result.stdout)["reports"][0]["has_own_values"]
    beside = recorded / "coach.json"
    beside.write_text(json.dumps(MEMORY))
    try:
        assert json.loads(recoil(recorded, "-o", tmp_path, "--json").stdout)["reports"][0]["has_own_values"]
    finally:
        beside.unlink()
    above = recorded.parent / "coach.json"
    above.write_text(json.dumps(MEMORY))
    assert json.loads(recoil(recorded.parent, "-o", tmp_path, "--json").stdout)["reports"][0]["has_own_values"]
    above.unlink()
    assert read_memory(named) == MEMORY
    for text in ("", "[]", "{}", "[" * 100_000, "\x80"):
        named.write_bytes(text.encode("latin-1"))
        result = recoil(recorded, "-o", tmp_path, "--coach", named)
        assert result.exit_code == 1 and "is not the clip's memory" in result.stderr


def test_several_sessions_are_a_page_each(recorded: Path, tmp_path: Path) -> None:
    other = recorded_session(tmp_path / "clip", start_s=1_763_900_000)
    result = recoil(recorded, other, "-o", tmp_path / "pages")
    assert result.exit_code == 0 and len(list((tmp_path / "pages").iterdir())) == 2
    result = recoil(recorded, other, "-o", tmp_path / "one.html")
    assert result.exit_code == 1 and "each has a page of its own" in result.stderr
    broken = tmp_path / "broken" / "00001"
    broken.mkdir(parents=True)
    (broken / "00000.seg").write_bytes(b"nothing")
    result = recoil(recorded, broken, "-o", tmp_path / "pages", "--json")
    document = json.loads(result.stdout)
    assert result.exit_code == 1 and len(document["reports"]) == 1 and len(document["errors"]) == 1


def test_mistakes_are_one_line(recorded: Path, tmp_path: Path) -> None:
    for arguments in ((tmp_path / "none",), (recorded, "-o", recorded / "00000.seg"), (recorded, "--coach", "none")):
        result = recoil(*arguments)
        assert result.exit_code == 1 and result.stderr.startswith("error: "), result.output
        assert "Traceback" not in result.output


def test_help_fits_a_terminal() -> None:
    result = CliRunner().invoke(app, ["report", "--help"], env={"COLUMNS": "80", "TERM": "dumb"})
    assert result.exit_code == 0 and max(map(len, result.stdout.splitlines())) <= 80


def test_a_broken_memory_that_nobody_named_costs_the_band_only(recorded: Path, tmp_path: Path) -> None:
    beside = recorded / "coach.json"
    beside.write_text('{"runs": [')
    try:
        (written,) = json.loads(recoil(recorded, "-o", tmp_path, "--json").stdout)["reports"]
        assert not written["has_own_values"]
    finally:
        beside.unlink()
