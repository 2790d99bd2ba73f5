"""`recoil bench accuracy` on the recorded runs: what the core must show, and what is said of bad folders."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.bench.dataset import find_data, read_index
from recoil.bench.matching import match
from recoil.cli.app import app
from recoil.recording.replay import replay


@pytest.fixture(scope="module")
def figures(data_dir: Path) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["bench", "accuracy", str(data_dir), "--plain", "--json"])
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def line(figures: dict[str, Any], source: str) -> dict[str, Any]:
    (found,) = [line for line in figures["running"] if line["source"] == source]
    return found


def test_on_runners_it_never_saw(figures: dict[str, Any]) -> None:
    rbds = line(figures, "rbds")
    assert rbds["missed_or_extra_pct"] <= 0.2
    assert rbds["cadence_max_error_spm"] <= 0.2
    assert rbds["contact_rmse_ms"] <= 10
    assert rbds["flight_rmse_ms"] <= 10
    assert abs(rbds["bounce_mean_error_mm"]) <= 2
    assert rbds["bounce_rmse_mm"] <= 4
    assert rbds["side_right_pct"] >= 99


def test_on_real_waist_signals(figures: dict[str, Any]) -> None:
    assert line(figures, "sisfall")["cadence_max_error_spm"] <= 0.5
    assert line(figures, "sisfall")["missed_or_extra_pct"] <= 0.5
    assert line(figures, "alcantara")["missed_or_extra_pct"] <= 1.0


def test_nobody_runs_where_nobody_runs(figures: dict[str, Any]) -> None:
    quiet = [one for one in figures["not_running"] if one["kind"] == "not running"]
    assert len(quiet) >= 50
    assert [one for one in quiet if one["steps"]] == []


def test_matching_counts_missed_and_extra() -> None:
    true_s = np.arange(1, 9, 0.35)
    reported_s = np.delete(true_s, 5) + 0.02
    reported_s = np.sort(np.append(reported_s, true_s[9] + 0.17))
    found = match(true_s, reported_s, 0.0, 10.0)
    assert (found.missed, found.extra) == (1, 1)
    assert np.allclose(reported_s[found.reported] - true_s[found.true], 0.02)


@pytest.mark.parametrize("index", [None, "name,kind\na,run\n"])
def test_a_folder_without_truth_is_one_line(tmp_path: Path, index: str | None) -> None:
    if index:
        (tmp_path / "index.csv").write_text(index)
    result = CliRunner().invoke(app, ["bench", "accuracy", str(tmp_path)])
    assert result.exit_code == 1


def test_excerpts_come_with_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RECOIL_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    folder = find_data(None)
    entries = read_index(folder)
    assert len({entry.subject for entry in entries}) == 6 and "CC BY 4.0" in (folder / "README.md").read_text("utf-8")
    assert sum(path.stat().st_size for path in folder.iterdir()) < 1_000_000
    truth = entries[0].truth()
    found = replay(entries[0].recording())
    assert match(truth.initial_contact_s, found.steps["initial_contact_s"], 5.0, 17.0).missed <= 1
