"""`recoil export` through the command itself."""

import gzip
import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.cli.app import app
from recoil.fit.profile import EPOCH_S
from recoil.recording.reading import read_recording
from recoil.recording.replay import replay
from recoil.session import open_session
from recoil.session.columns import step_table
from recorded_sessions import START_S, recorded_session
from reference_decoders import decoded
from watch_files import plain_run

FIRST = START_S - EPOCH_S - 100


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded_session(tmp_path_factory.mktemp("recorded"))


@pytest.fixture(scope="module")
def unset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One whose clock was never set, with a gap and no gyroscope."""
    return recorded_session(tmp_path_factory.mktemp("unset"), start_s=0, gyroscope=False, lost_at_s=20)


def recoil(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def table(path: Path) -> np.ndarray:
    return np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_tables_and_activity(recorded: Path, tmp_path: Path) -> None:
    result = recoil(recorded, "--csv", "--fit", "--out", tmp_path / "new" / "out")
    assert (result.exit_code, result.stderr) == (0, "")
    out, name = tmp_path / "new" / "out", recorded.name
    endings = ("events.csv", "fit", "minutes.csv", "raw.csv.gz", "raw.json", "steps.csv", "strides.csv")
    assert names_in(out) == [f"{name}.{ending}" for ending in endings]
    for ending in endings:
        assert f"{name}.{ending}" in result.stdout
    session = open_session(recorded)
    assert len(table(out / f"{name}.steps.csv")) == len(session.steps) > 80
    events = table(out / f"{name}.events.csv")
    assert events["event"].tolist() == ["start", "battery", "marker", "battery", "stop"]
    assert events["meaning"].tolist()[:2] == ["by the button", "90 % at 4.01 V"]
    minutes = table(out / f"{name}.minutes.csv")
    assert minutes["contact_ms"] == pytest.approx(session.minutes["contact_us"][0] / 1000, rel=1e-2)
    run = decoded((out / f"{name}.fit").read_bytes())
    assert len(run["lap"]) == 2
    assert run["session"][0]["start_time"] == START_S - EPOCH_S


def test_exported_raw_samples_replay_to_the_same_steps(recorded: Path, tmp_path: Path) -> None:
    assert recoil(recorded, "--csv", "--out", tmp_path).exit_code == 0
    session = open_session(recorded)
    recording = read_recording(tmp_path / f"{recorded.name}.raw.csv.gz")
    said = json.loads((tmp_path / f"{recorded.name}.raw.json").read_text())
    assert said["SamplingFrequency"] == pytest.approx(recording.rate_hz, rel=1e-5)
    assert said["RecordingDuration"] == pytest.approx(len(recording.time_s) / recording.rate_hz, abs=1e-3)
    assert (said["RecordingType"], said["MotionChannelCount"], said["SpatialAxes"]) == ("continuous", 6, "ASR")
    assert [said[name]["Units"] for name in ("time_s", "acc_y_g", "gyr_z_dps")] == ["s", "g", "deg/s"]
    assert said["acc_y_g"]["Maximum"] == 15.99 and said["gyr_z_dps"]["Component"] == "z"
    assert np.array_equal(recording.counts(), session.raw.runs[0].counts)
    again, steps = replay(recording).steps, step_table(session)
    assert again["side"].tolist() == steps["side"].tolist()
    for name in ("initial_contact_s", "toe_off_s"):
        assert again[name] == pytest.approx(steps[name], abs=1e-5)
    for name in ("step_ms", "contact_ms", "flight_ms", "bounce_mm", "peak_g"):
        assert again[name] == pytest.approx(steps[name], abs=1e-3), name


def test_a_gap_in_the_samples_is_a_gap_in_time(unset: Path, tmp_path: Path) -> None:
    assert recoil(unset, "--csv", "--out", tmp_path).exit_code == 0
    path = tmp_path / f"{unset.name}.raw.csv.gz"
    with gzip.open(path, "rt") as stream:
        assert stream.readline() == "time_s,acc_x_g,acc_y_g,acc_z_g\n"
    recording = read_recording(path)
    assert recording.gyr_dps is None
    said = json.loads((tmp_path / f"{unset.name}.raw.json").read_text())
    assert (said["RecordingType"], said["GYROChannelCount"], said["AcquisitionTime"]) == ("discontinuous", 0, "n/a")
    assert "gyr_x_dps" not in said
    assert recording.clock.lost.sum() == 10
    again, steps = replay(recording).steps, step_table(open_session(unset))
    assert again["bounce_mm"] == pytest.approx(steps["bounce_mm"], abs=1e-3)
    assert again["flags"].tolist() == steps["flags"].tolist()


def test_into_a_watchs_file(recorded: Path, tmp_path: Path) -> None:
    watch = tmp_path / "morning.fit"
    watch.write_bytes(plain_run(FIRST, np.full(300, 82)))
    result = recoil(recorded, "--with", watch, "--offset", 100, "--out", tmp_path / "out", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    (done,) = document["sessions"]
    assert document["format"] == 1
    assert done["watch"]["found_by"] == "offset"
    assert (done["watch"]["session_begins_s"], done["watch"]["clip_clock_behind_s"]) == (100, 0)
    assert done["watch"]["records_with_dynamics"] > 25
    (file,) = done["files"]
    records = decoded(Path(file).read_bytes())["record"]
    assert len(records) == 300
    assert records[110]["stance_time"] > 200
    assert "stance_time" not in records[50]
    said = recoil(recorded, "--with", watch, "--offset", 100, "--out", tmp_path / "out").stdout
    assert "the session begins 1:40 after the watch's file, as --offset says" in said


def test_what_cannot_be_aligned_says_what_to_do(recorded: Path, unset: Path, tmp_path: Path) -> None:
    watch = tmp_path / "steady.fit"
    watch.write_bytes(plain_run(FIRST, np.full(300, 82)))
    result = recoil(unset, "--with", watch, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "steady.fit: " in result.stderr
    assert "--offset SECONDS" in result.stderr
    assert names_in(tmp_path / "out") == []
    for content, reason in ((b"", "no FIT file"), (watch.read_bytes()[:-9], "cut off")):
        (tmp_path / "bad.fit").write_bytes(content)
        assert reason in recoil(recorded, "--with", tmp_path / "bad.fit", "--out", tmp_path / "out").stderr
    missing = recoil(recorded, "--with", tmp_path / "nowhere.fit", "--out", tmp_path / "out")
    assert "nowhere.fit: no such file" in missing.stderr


def test_nothing_asked_for_is_taught(recorded: Path, tmp_path: Path) -> None:
    result = recoil(recorded, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "say --csv, --fit, or both" in result.stderr
    assert "recoil export SESSION --with WATCH.fit" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_clock_that_was_never_set(unset: Path, tmp_path: Path) -> None:
    result = recoil(unset, "--fit", "--out", tmp_path)
    assert result.exit_code == 1
    assert '--start "2026-11-22 07:30"' in result.stderr
    assert recoil(unset, "--fit", "--start", "noon", "--out", tmp_path).exit_code == 1
    assert recoil(unset, "--fit", "--start", "2026-11-22 07:30Z", "--out", tmp_path).exit_code == 0
    run = decoded((tmp_path / f"{unset.name}.fit").read_bytes())
    assert run["session"][0]["start_time"] + EPOCH_S == 1795332600


def test_several_sessions(recorded: Path, unset: Path, tmp_path: Path) -> None:
    result = recoil(recorded, unset, "--fit", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert names_in(tmp_path / "out") == [f"{recorded.name}.fit"]
    assert "clock was never set" in result.stderr
    document = json.loads(recoil(recorded, unset, "--fit", "--out", tmp_path / "out", "--json").stdout)
    assert (len(document["sessions"]), len(document["errors"])) == (1, 1)
    assert recoil(recorded, unset, "--start", "2026-11-22", "--fit").exit_code == 1
    assert recoil(recorded, unset, "--with", tmp_path / "w.fit").exit_code == 1
    assert recoil(recorded, "--fit", "--offset", 3).exit_code == 1
    copy = Path(shutil.copytree(recorded, tmp_path / "other" / recorded.name))
    assert "into the same files" in recoil(recorded, copy, "--csv", "--out", tmp_path / "out").stderr


def test_quiet(recorded: Path, tmp_path: Path) -> None:
    result = recoil(recorded, "--fit", "--quiet", "--out", tmp_path)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_an_input_is_never_overwritten(recorded: Path, tmp_path: Path) -> None:
    watch = tmp_path / f"{recorded.name}.fit"
    watch.write_bytes(plain_run(FIRST, np.full(300, 82)))
    before = watch.read_bytes()
    result = recoil(recorded, "--with", watch, "--offset", 100, "--out", tmp_path)
    assert result.exit_code == 1
    assert "choose another --out" in result.stderr
    assert watch.read_bytes() == before
    assert names_in(tmp_path) == [watch.name]


def test_all_files_or_none(recorded: Path, tmp_path: Path) -> None:
    (tmp_path / f"{recorded.name}.raw.csv.gz").mkdir()
    result = recoil(recorded, "--csv", "--fit", "--out", tmp_path)
    assert result.exit_code == 1
    assert "it is a directory" in result.stderr
    assert names_in(tmp_path) == [f"{recorded.name}.raw.csv.gz"]


def test_results_are_replaced(recorded: Path, tmp_path: Path) -> None:
    steps = tmp_path / f"{recorded.name}.steps.csv"
    steps.write_text("old")
    assert recoil(recorded, "--csv", "--out", tmp_path).exit_code == 0
    assert steps.read_text().startswith("initial_contact_s,")


def test_a_damaged_session_says_so(recorded: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(recorded, tmp_path / recorded.name))
    segment = copy / "00000.seg"
    segment.write_bytes(segment.read_bytes()[:-3000])
    result = recoil(copy, "--csv", "--fit", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "missing: 00000.seg" in result.stdout


def test_a_session_whose_heads_are_lost(recorded: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(recorded, tmp_path / recorded.name))
    for segment in copy.iterdir():
        segment.write_bytes(bytes(64) + segment.read_bytes()[64:])
    result = recoil(copy, "--csv", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "raw samples are left out" in result.stdout
    assert f"{copy.name}.raw.csv.gz" not in names_in(tmp_path / "out")
    refused = recoil(copy, "--fit", "--out", tmp_path / "out")
    assert "the page that says when it was is lost" in refused.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(recorded: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "no permission" in recoil(recorded, "--csv", "--out", tmp_path).stderr
    tmp_path.chmod(0o700)


def test_what_is_no_session(tmp_path: Path) -> None:
    result = recoil(tmp_path / "nowhere", "--csv", "--out", tmp_path)
    assert result.exit_code == 1
    assert "no such session" in result.stderr


def test_tables_are_written_where_only_the_activity_is_impossible(unset: Path, tmp_path: Path) -> None:
    result = recoil(unset, "--csv", "--fit", "--out", tmp_path)
    assert result.exit_code == 1 and "--start" in result.stderr
    assert [name.split(".", 1)[1] for name in names_in(tmp_path)][:1] == ["events.csv"]
    assert not list(tmp_path.glob("*.fit"))


@pytest.mark.parametrize("offset", ["nan", "inf", "-inf"])
def test_an_offset_that_is_no_time(recorded: Path, tmp_path: Path, offset: str) -> None:
    result = recoil(recorded, "--with", tmp_path / "watch.fit", "--offset", offset)
    assert result.exit_code == 1 and "--offset wants a number" in result.stderr
