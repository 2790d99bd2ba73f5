"""`recoil demo`: a whole run on a virtual clip, from an empty flash to tables."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.session import EVENT_NAMES, open_session
from recoil.simulation.clip import engine

NEEDS_MICROPYTHON = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")


def short_run(folder: Path) -> Path:
    """Write a recording of 20 s of running."""
    run = folder / "run.csv"
    assert CliRunner().invoke(app, ["simulate", str(run), "--plan", "stand 3, run 20, stand 3"]).exit_code == 0
    return run


@NEEDS_MICROPYTHON
def test_form_fades_cues_come_and_the_session_is_downloaded(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    result = CliRunner().invoke(app, ["demo", "--out", str(out)])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert str(out) in lines[-1] or lines[-1] in str(out)
    page = (out / "report.html").read_text()
    assert str(out / "report.html") in lines[-1]
    assert "target band" in page and page.endswith("</html>\n")
    assert sum("quicker steps" in line for line in lines) >= 3
    assert sum("back in the band" in line for line in lines) == 1
    summary = lines[next(at for at, line in enumerate(lines) if line.startswith("The session")) + 1 : -1]
    for words in ("spring 3", "level ground", "regularity 0.9", "pelvis: tilt", "braking 0.", "in thirds: vertical"):
        assert any(words in line for line in summary), words
    assert max(map(len, summary)) <= 80
    (folder,) = (out / "sessions").glob("*/*")
    session = open_session(folder)
    assert session.is_whole and session.ended
    events = [EVENT_NAMES[kind] for kind in session.events["kind"].tolist()]
    assert events.count("cue") == sum("quicker steps" in line for line in lines)
    # None in the quiet start, at most one in 30 s.
    cue_ms = session.events["time_ms"][session.events["kind"] == 6]
    assert cue_ms.min() > 180_000 and (cue_ms[1:] - cue_ms[:-1]).min() >= 30_000
    with (out / "session.steps.csv").open() as stream:
        assert len(list(csv.DictReader(stream))) == len(session.steps) > 1300


@NEEDS_MICROPYTHON
def test_a_recording_runs_with_the_clip(tmp_path: Path, data_dir: Path) -> None:
    out = tmp_path / "demo"
    run = data_dir / "sisfall_D03_SA02.csv.gz"
    result = CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(out)])
    assert result.exit_code == 0, result.output
    (folder,) = (out / "sessions").glob("*/*")
    assert abs(len(open_session(folder).steps) - 100) <= 4


@NEEDS_MICROPYTHON
def test_nobody_runs_and_nothing_is_recorded(tmp_path: Path, data_dir: Path) -> None:
    run = data_dir / "sisfall_D02_SA10.csv.gz"
    result = CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(tmp_path / "demo")])
    assert result.exit_code == 1


def test_what_is_not_a_demo_s_is_left_alone(tmp_path: Path, data_dir: Path) -> None:
    mine = tmp_path / "clip" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text(json.dumps("precious"))
    assert CliRunner().invoke(app, ["demo", "--out", str(tmp_path)]).exit_code == 1
    assert mine.read_text() == '"precious"'

    # Into an earlier demo's folder: only its own files are replaced, and a failure replaces nothing.
    run, out = short_run(tmp_path), tmp_path / "demo"
    assert CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(out)]).exit_code == 0
    (out / "notes.txt").write_text("kept")
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    walk = data_dir / "sisfall_D02_SA10.csv.gz"
    assert CliRunner().invoke(app, ["demo", "--from", str(walk), "--out", str(out)]).exit_code == 1
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    assert CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(out)]).exit_code == 0
    assert (out / "notes.txt").read_text() == "kept"
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"clip", "demo"}


@pytest.mark.parametrize("name", ["file/demo", "file/deep/demo", "a" * 300])
def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    out = tmp_path / name
    result = CliRunner().invoke(app, ["demo", "--out", str(out)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error: cannot write into {out}: ")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_lost_samples_do_not_shorten_the_run(tmp_path: Path) -> None:
    run = tmp_path / "run.csv"
    simulate = ["simulate", str(run), "--plan", "stand 3, run 30, stand 3", "--lost", "1", "--seed", "2"]
    assert CliRunner().invoke(app, simulate).exit_code == 0
    out = tmp_path / "demo"
    result = CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(out)])
    assert result.exit_code == 0 and "gaps in the recording" in result.stdout
    (folder,) = (out / "sessions").glob("*/*")
    steps = open_session(folder).step_time_s()
    with (tmp_path / "run.steps.csv").open() as stream:
        truth = [float(row["initial_contact_s"]) for row in csv.DictReader(stream)]
    assert abs((steps[-1] - steps[0]) - (truth[-1] - truth[0])) < 0.9


def test_without_micropython_it_says_so_and_runs_on_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "missing", lambda: "there is no wheel for this computer")
    run, out = short_run(tmp_path), tmp_path / "demo"
    result = CliRunner().invoke(app, ["demo", "--from", str(run), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "there is no wheel for this computer" in result.stdout
    (folder,) = (out / "sessions").glob("*/*")
    session = open_session(folder)
    assert session.is_whole and len(session.steps) > 40
