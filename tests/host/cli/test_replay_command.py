"""`recoil replay` through the command itself."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.recording.mount import Mount

HEAD = "time_s,acc_x_g,acc_y_g,acc_z_g"
GYR = ",gyr_x_dps,gyr_y_dps,gyr_z_dps"
STEP_COLUMNS = "initial_contact_s,toe_off_s,side,step_ms,contact_ms,flight_ms,bounce_mm,peak_g"
SUMMARY_KEYS = """format steps running_s cadence_spm contact_ms flight_ms duty_factor bounce_mm peak_g rate_hz gyroscope
    contact_balance_left_pct contact_balance_half_width_pct step_time_balance_left_pct
    step_time_balance_half_width_pct bounce_balance_left_pct bounce_balance_half_width_pct warnings recording tool"""

Columns = Callable[..., np.ndarray]
Write = Callable[..., Path]


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["replay", *map(str, arguments)])


def table(path: Path) -> np.ndarray:
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


def rows(count: int = 300, start: int = 0) -> str:
    return "".join(f"{0.005 * k:.3f},0.1,1,0\n" for k in range(start, start + count))


@pytest.fixture
def run(tmp_path: Path, runner_columns: Columns, write_csv: Write) -> Path:
    return write_csv(tmp_path / "run.csv.gz", runner_columns())


def test_writes_steps_and_summary(tmp_path: Path, run: Path):
    result = recoil(run, "--out", tmp_path / "new" / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    out = tmp_path / "new" / "out"
    assert sorted(path.name for path in out.iterdir()) == ["run.steps.csv", "run.summary.json"]
    steps, summary = table(out / "run.steps.csv"), json.loads((out / "run.summary.json").read_text())
    assert set(STEP_COLUMNS.split(",")) <= set(steps.dtype.names or ())
    assert set(SUMMARY_KEYS.split()) <= set(summary)
    assert summary["steps"] == len(steps) > 20
    assert summary["cadence_spm"] == pytest.approx(60_000 / steps["step_ms"].mean(), abs=0.05)
    duty_factor = steps["contact_ms"].mean() / (2 * steps["step_ms"].mean())
    assert summary["duty_factor"] == pytest.approx(duty_factor, abs=2e-4)
    np.testing.assert_allclose(steps["contact_ms"] + steps["flight_ms"], steps["step_ms"], atol=0.11)
    assert set(steps["side"]) <= {"L", "R", ""}


def test_times_are_the_recordings_own(tmp_path: Path, runner_columns: Columns, write_csv: Write):
    """A period that is no whole number of microseconds must not drift, whatever the clock started at."""
    plain = write_csv(tmp_path / "plain.csv", runner_columns(40, rate_error_pct=0.007))
    later = write_csv(tmp_path / "later.csv", runner_columns(40, rate_error_pct=0.007, start_s=100.0))
    assert recoil(plain, later, "--out", tmp_path).exit_code == 0
    first, second = table(tmp_path / "plain.steps.csv"), table(tmp_path / "later.steps.csv")
    np.testing.assert_allclose(second["initial_contact_s"] - first["initial_contact_s"], 100.0, atol=2e-4)
    np.testing.assert_allclose(
        second["toe_off_s"] - second["initial_contact_s"], second["contact_ms"] / 1000, atol=2e-4
    )
    after_step = first["initial_contact_s"][:-1] + first["step_ms"][:-1] / 1000
    assert np.median(np.abs(first["initial_contact_s"][1:] - after_step)) < 2e-4
    steps_since = (
        first["initial_contact_s"] - first["initial_contact_s"][20]
    ) / 0.36  # until the runner slows to a stop
    assert np.abs(0.36 * (steps_since - np.rint(steps_since))[20:-8]).max() < 0.01


def test_a_gap_moves_later_steps_by_what_was_lost(tmp_path: Path, runner_columns: Columns, write_csv: Write):
    columns = runner_columns(30)
    write_csv(tmp_path / "gap.csv", np.delete(columns, range(3000, 3000 + 20 * 208 // 10), axis=0))
    write_csv(tmp_path / "whole.csv", columns)
    assert recoil(tmp_path / "gap.csv", tmp_path / "whole.csv", "--out", tmp_path).exit_code == 0
    gap, whole = table(tmp_path / "gap.steps.csv"), table(tmp_path / "whole.steps.csv")
    late = gap["initial_contact_s"][-10:]
    nearest = np.abs(late[:, None] - whole["initial_contact_s"]).min(axis=1)
    assert nearest.max() < 0.02
    assert "1 gap in the recording, 2.00 s lost" in json.loads((tmp_path / "gap.summary.json").read_text())["warnings"]


def test_mount_undoes_a_turned_sensor(tmp_path: Path, runner_columns: Columns, write_csv: Write):
    columns = runner_columns()
    turned = columns[:, [0, 3, 2, 1, 6, 5, 4]] * [1, 1, -1, 1, 1, -1, 1]  # sensor x = body z, y = -y, z = x
    write_csv(tmp_path / "body.csv", columns)
    write_csv(tmp_path / "turned.csv", turned)
    assert recoil(tmp_path / "body.csv", "-o", tmp_path).exit_code == 0
    assert recoil(tmp_path / "turned.csv", "-o", tmp_path, "--mount", "x=+z,y=-y,z=+x").exit_code == 0
    assert (tmp_path / "turned.steps.csv").read_text() == (tmp_path / "body.steps.csv").read_text()


def test_a_mount_is_guessed_on_demand(tmp_path: Path, runner_columns: Columns, write_csv: Write):
    columns = runner_columns()
    turned = Mount.parse("x=-y,y=+z,z=-x")
    for part in (slice(1, 4), slice(4, 7)):
        columns[:, part] = turned.inverse.to_body(columns[:, part])
    run = write_csv(tmp_path / "run.csv", columns)
    plain = json.loads(recoil(run, "--mount", str(turned), "--json").stdout)["recordings"][0]
    found = json.loads(recoil(run, "--guess-mount", "--out", tmp_path / "out", "--json").stdout)["recordings"][0]
    assert [text for text in found["warnings"] if text.startswith("mount guessed: x=-y,y=+z,z=-x, since +z points up")]
    assert found["mount"] == plain["mount"] and found["steps"] == plain["steps"] > 0
    (tmp_path / "list.csv").write_text("file,mount\nrun.csv,guess\n")
    result = recoil("--manifest", tmp_path / "list.csv", "--out", tmp_path / "out", "--resume")
    assert result.exit_code == 0 and "mount guessed" in result.stdout
    assert recoil(run, "--guess-mount", "--mount", str(turned)).exit_code == 2
    columns[:, 1:] = columns[0, 1:] + np.linspace(0, 1e-3, len(columns))[:, None]
    still = write_csv(tmp_path / "still.csv", columns)
    refused = recoil(still, "--guess-mount")
    assert refused.exit_code == 1 and "less than 10 s of running in it; say it with --mount" in refused.stderr


@pytest.mark.parametrize("rate", ["20000", "0.5", "0", "-208", "nan", "inf"])
def test_a_rate_that_cannot_be_is_told_with_the_range(tmp_path: Path, run: Path, rate: str):
    result = recoil(run, run, "--rate", rate, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert result.stderr == f"error: a rate of {rate} Hz was given; Recoil needs 100 to 500 Hz\n"
    assert not (tmp_path / "out").exists()


def test_errors_are_told_once(tmp_path: Path, run: Path):
    result = recoil(tmp_path / "missing.csv", run, "--json")
    assert result.exit_code == 1
    assert [error["error"] for error in json.loads(result.stdout)["errors"]] == [
        f"{tmp_path / 'missing.csv'}: no such file or directory"
    ]
    assert result.stderr == 'error: 1 of 2 not replayed: "errors" in the document says why\n'
    assert recoil(run, "--json").stderr == ""
    assert "standard error then only counts them" in " ".join(recoil("--help").stdout.split())


def test_a_last_line_cut_off_by_a_power_loss_is_left_out(tmp_path: Path):
    path = tmp_path / "cut.csv"
    path.write_text(f"{HEAD}\n{rows()}1.500,0.1")
    result = recoil(path)
    assert result.exit_code == 0
    assert "cut: the last line is cut off: left out" in result.stdout


def test_the_same_name_twice_is_refused(tmp_path: Path, run: Path):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "run.csv"
    twin.write_bytes(run.read_bytes())
    result = recoil(run, twin, "--out", tmp_path)
    assert result.exit_code == 1
    assert result.stderr == f"error: {twin}: its results would overwrite those of {run}\n"
    assert (tmp_path / "run.steps.csv").exists()
    assert recoil(run, twin).exit_code == 0


def test_results_replace_results_but_nothing_else(tmp_path: Path, run: Path):
    truth = tmp_path / "run.steps.csv"
    truth.write_text("measured by hand")
    result = recoil(run, "--out", tmp_path)
    assert result.exit_code == 1
    assert "run.steps.csv is there already and not from a replay" in result.stderr
    assert truth.read_text() == "measured by hand"
    assert recoil(run, "--out", tmp_path / "out").exit_code == 0
    assert recoil(run, "--out", tmp_path / "out").exit_code == 0


def test_an_output_directory_that_is_a_file(tmp_path: Path, run: Path):
    result = recoil(run, "--out", run)
    assert result.exit_code == 1
    assert result.stderr == f"error: cannot write into {run}: it is a file, not a directory\n"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_an_output_directory_without_permission(tmp_path: Path, run: Path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    result = recoil(run, "--out", locked)
    assert result.exit_code == 1
    assert result.stderr == f"error: cannot write into {locked}: no permission\n"


def test_standing_still_gives_nulls(tmp_path: Path):
    path = tmp_path / "still.csv"
    path.write_text(f"{HEAD}{GYR}\n" + rows(2000).replace("1,0\n", "1,0,0.1,0,0\n"))
    assert recoil(path, "--out", tmp_path).exit_code == 0
    summary = json.loads((tmp_path / "still.summary.json").read_text())
    assert (summary["steps"], summary["running_s"]) == (0, 0.0)
    assert summary["cadence_spm"] is summary["duty_factor"] is summary["contact_balance_left_pct"] is None
    assert len((tmp_path / "still.steps.csv").read_text().splitlines()) == 1


def test_quiet_prints_nothing(tmp_path: Path, run: Path):
    result = recoil(run, "--quiet", "--out", tmp_path)
    assert (result.exit_code, result.output) == (0, "")


def test_a_recorded_run(tmp_path: Path, data_dir: Path):
    result = recoil(data_dir / "rbds01_35.csv.gz", "--json")
    summary = json.loads(result.stdout)["recordings"][0]
    assert summary["warnings"] == []
    assert summary["cadence_spm"] == pytest.approx(171.19, abs=2.0)


def test_several_at_a_time_give_the_same_in_the_same_order(
    tmp_path: Path, runner_columns: Columns, write_csv: Write
) -> None:
    files = [write_csv(tmp_path / f"{name}.csv.gz", runner_columns(seconds)) for name, seconds in (("b", 20), ("a", 8))]
    files.insert(1, tmp_path / "none.csv")
    results = [recoil(*files, "--json", "--out", tmp_path / f"out{jobs}", "--jobs", jobs) for jobs in (1, 2)]
    one, several = (json.loads(result.stdout) for result in results)
    assert [result.exit_code for result in results] == [1, 1]
    assert [summary["recording"] for summary in one["recordings"]] == ["b", "a"]
    assert "no such file" in one["errors"][0]["error"]
    assert one == several
    for name in ("a.steps.csv", "b.steps.csv", "a.summary.json"):
        assert (tmp_path / "out1" / name).read_bytes() == (tmp_path / "out2" / name).read_bytes()


def test_a_list_says_what_is_known_of_each_file_and_what_is_done_is_left_out(
    tmp_path: Path, runner_columns: Columns, write_csv: Write
):
    columns = runner_columns(8.0)
    write_csv(tmp_path / "a.csv", columns)
    write_csv(tmp_path / "turned.csv", columns[:, [0, 2, 1, 3, 5, 4, 6]] * [1, 1, -1, 1, 1, -1, 1])
    (tmp_path / "bad.csv").write_text("nothing\n")
    listed = tmp_path / "files.csv"
    listed.write_text(
        "file,runner,mount,rate\na.csv,anna,,\nbad.csv,,,\nturned.csv,bert,'x=-y,y=+x,z=+z',208\n".replace("'", '"')
    )
    out = tmp_path / "out"
    result = recoil("--manifest", listed, "--out", out, "--resume", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1 and len(told["errors"]) == 1 and "bad.csv" in told["errors"][0]["file"]
    assert [(one["recording"], one["runner"], one["steps"]) for one in told["recordings"]] == [
        ("a", "anna", told["recordings"][0]["steps"]),
        ("turned", "bert", told["recordings"][0]["steps"]),
    ]
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    (out / "turned.steps.csv").unlink()
    again = recoil("--manifest", listed, "--out", out, "--resume", "--json")
    assert json.loads(again.stdout) == told
    after = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    assert after["a.steps.csv"] == before["a.steps.csv"] and after["turned.steps.csv"] > before["turned.steps.csv"]
    listed.write_text("file,rate\na.csv,fast\n")
    assert "line 2: rate 'fast' is no number" in recoil("--manifest", listed).stderr
    assert recoil("--resume", tmp_path / "a.csv").exit_code == 2 and recoil().exit_code == 2


def test_parquet_says_the_units(tmp_path: Path, run: Path):
    parquet = pytest.importorskip("pyarrow.parquet")
    assert recoil(run, "--out", tmp_path, "--out-format", "parquet", "--quiet").exit_code == 0
    found = parquet.read_table(tmp_path / "run.steps.parquet")
    assert found.num_rows > 20 and set(found.column("side").to_pylist()) <= {"L", "R", ""}
    assert found.schema.field("contact_ms").metadata == {b"unit": b"ms"} and not found.schema.field("flags").metadata
    assert found.schema.field("bounce_mm").metadata == {b"unit": b"mm"}
    assert json.loads(found.schema.metadata[b"about"]) == json.loads((tmp_path / "run.summary.json").read_text())
