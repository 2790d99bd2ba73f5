"""The same words for the same thing in every command, old ones still taken; completion; what keeps and erases."""

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from library_helpers import recoil, weeks_of
from recoil.bench.made_library import Made
from recoil.cli import completion
from recoil.cli.app import COMMANDS, app
from recoil.cli.commands.library import COMMANDS as LIBRARY
from recoil.cli.commands.open import place_of


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))
    weeks_of(tmp_path / "library", sessions=2)
    weeks_of(tmp_path / "library", "Ben", 2, clip="e660000000000002")
    assert recoil("library", "index").exit_code == 0
    return tmp_path / "library"


def test_no_help_names_a_python_type() -> None:
    names = [(name,) for name in COMMANDS] + [("library", name) for name in LIBRARY]
    for name in COMMANDS:
        names += [(name, one) for one in getattr(COMMANDS[name].load(name), "commands", {}) if name != "library"]
    assert ("bench", "cohort") in names and ("config", "set") in names
    usage = {("replay",): "[RECORDING]...", ("export",): "SESSION...", ("coach", "show"): "[RUNNER]"}
    for name in names:
        text = CliRunner().invoke(app, [*name, "--help"]).output
        assert not re.search(r"list\[|<(Path|bool|str|int|float)\b|--to ", text, re.IGNORECASE), name
        assert not re.search(r"\[\[|\{", text.partition("Usage")[2].partition("\n")[0]), name
        if name in usage:
            assert f"Usage: recoil {' '.join(name)} [OPTIONS] {usage[name]} " in text
        if name == ("bench", "cohort"):
            assert "'recoil-clip[cohort]'" in text  # no markup of rich's


def test_library_before_and_behind_the_command(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    weeks_of(elsewhere, "Cleo", 2, clip="e660000000000003")
    before = json.loads(recoil("library", "--library", elsewhere, "runners", "--json").stdout)
    behind = json.loads(recoil("library", "runners", "--json", "--library", elsewhere).stdout)
    assert before == behind and [one["runner"] for one in before["runners"]] == ["Cleo"]


def test_a_number_that_two_clips_have_is_asked_about() -> None:
    result = recoil("show", "1")
    assert result.exit_code == 1 and "2 sessions are meant by 1: say which" in result.stderr
    assert "Ann" in result.stderr and "Ben" in result.stderr


def test_what_a_shell_completes(library: Path) -> None:
    assert completion.completed_runners("") == ["Ann", "Ben"] and completion.completed_runners("b") == ["Ben"]
    assert completion.completed_sessions("la") == ["last"]
    assert any(name.endswith("/1") for name in completion.completed_sessions(""))
    assert "cadence_change_pct" in completion.completed_settings("cad")
    assert completion.completed_assignments("schedule=re") == [
        "schedule=request",
        "schedule=recall",
        "schedule=retention",
    ]
    (library.parent / "cache").rename(library.parent / "gone")
    (library.parent / "cache").write_text("no folder")
    assert completion.completed_runners("") == []  # a shell has no use for an error


def test_open_finds_a_runner_or_a_session(library: Path) -> None:
    assert place_of("ben", library) == "/runner/Ben"
    assert place_of("last", library).startswith("/run/")
    assert recoil("open", "Nobody").exit_code == 1


def test_pages_can_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(typer, "launch", opened.append)
    monkeypatch.chdir(tmp_path)
    for command in (("library", "squad"), ("library", "trends", "Ann"), ("compare", "0002/1", "0002/2")):
        result = recoil(*command, "--open")
        assert result.exit_code == 0, result.output
    assert [Path(name).name for name in opened] == ["squad.html", "trends-Ann.html", "compared.html"]
    assert all(Path(name).is_file() for name in opened)


def test_kept_in_one_file_brought_back_deleted_put_back_and_erased(library: Path, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    assert "4 sessions" in recoil("library", "backup", file).output
    assert "2 sessions" in recoil("library", "backup", tmp_path / "ann.zip", "--runner", "ann").output
    for place in (".", "", tmp_path):
        assert "it is a directory" in recoil("library", "backup", place).stderr
    assert f"cannot unpack {tmp_path}: is a directory" in recoil("library", "restore", tmp_path).stderr
    deleted = recoil("library", "delete", "0002/1")
    assert deleted.exit_code == 0, deleted.output
    key = json.loads(recoil("library", "bin", "--json").stdout)["bin"][0]["name"]
    assert recoil("library", "bin", "--put-back", key).exit_code == 0
    assert recoil("library", "erase", "Ben").exit_code == 1  # nobody said yes
    assert "2 sessions of Ben are erased" in recoil("library", "erase", "Ben", "--yes").output
    assert [line["runner"] for line in json.loads(recoil("library", "runners", "--json").stdout)["runners"]] == ["Ann"]
    assert "2 sessions came from" in recoil("library", "restore", file).output
    assert Made().clip and len(list(library.glob("*/*/*.seg"))) == 4


def test_formats_by_name(tmp_path: Path) -> None:
    done = recoil("export", "0002/1", "--format", "tcx,json", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".json", ".tcx"]
    assert "no format to export to" in recoil("export", "0002/1", "--format", "gpx", "--out", tmp_path).stderr
