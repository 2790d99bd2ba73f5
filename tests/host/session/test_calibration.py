"""A runner's own numbers: found from a run that was measured otherwise too, and told with in later sessions."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import recoil
import recorded_sessions
from made_sessions import made_session
from recoil.cli.app import app
from recoil.cli.commands.calibrate import walk_through
from recoil.common.errors import RecoilError
from recoil.device.calibrating import Reference, estimates
from recoil.fit.activity import activity_of
from recoil.fit.stance import stance_beside
from recoil.library.profiles import Profile, read_profile, write_profile
from recoil.session import Session, SessionHeader
from recoil.session.calibrating import (
    CalibrationError,
    factor_by_distance,
    factor_by_speed,
    offset_by_frames,
    offset_by_mean,
    offset_by_watch,
)
from recoil.session.calibration import Calibration, calibrated, calibration_of, measured_steps, speed_of
from recoil.session.dynamics import dynamics_of
from reference_decoders import decoded
from watch_files import EPOCH_S, FIELDS, WatchFile

HEAD = SessionHeader(3, 0, 7, 1_795_000_000, 4_800_000, 4800, True, 0, 488e-6, 0.07, "0.3.0", "e6605838")


def run_at(mm_s: int = 3000, seconds: float = 400.0, **settings: int) -> Session:
    session = made_session(seconds, lambda _: 170.0, head=HEAD)
    session.steps["speed_mm_s"] = mm_s
    return replace(session, settings={"target": "none", **settings})


def test_a_session_is_told_with_its_runners_own_numbers() -> None:
    session = run_at(wearer_contact_ms=8, wearer_speed_permille=1100)
    told = calibrated(session)
    assert told.calibration == Calibration(8, 1100)
    assert (told.steps["contact_us"] - session.steps["contact_us"] == 8000).all()
    assert (told.steps["flight_us"] - session.steps["flight_us"] == -8000).all()
    assert (told.steps["speed_mm_s"] == 3300).all() and (session.steps["speed_mm_s"] == 3000).all()
    assert measured_steps(told).tolist() == session.steps.tolist()
    found = speed_of(told)
    assert found and found["speed_m_s"] == 3.3 and found["pace_s_per_km"] == 303.0 and found["uncertain_pct"] == 10
    assert found["step_length_m"] == pytest.approx(3.3 * 60 / 170, abs=0.001)
    assert found["distance_m"] == pytest.approx(3.3 * float(session.steps["step_us"].sum()) / 1e6, abs=1)
    assert found["vertical_ratio_pct"] == pytest.approx(80.2 / 1165 * 100, abs=0.1)
    assert calibrated(run_at()).calibration is None and speed_of(run_at()) is None, "not calibrated: not told"
    assert calibrated(run_at(wearer_contact_ms=400)).calibration is None, "no runner's"
    assert calibration_of({"wearer_contact_ms": "8"}) is None
    # The same added to both feet brings them nearer in relation.
    minutes = np.zeros(1, dtype=session.minutes.dtype)
    minutes["contact_us"], minutes["contact_left_bp"], minutes["contact_half_width_bp"] = 240_000, 5100, 40
    assert calibrated(replace(session, minutes=minutes)).minutes["contact_left_bp"].tolist() == [5097]


def test_by_frames() -> None:
    session = run_at()
    clip_ms = float(session.steps["contact_us"].mean()) / 1000
    frames = [62.0, 63.0] * 5
    found = offset_by_frames(session, frames, frames, 240)
    assert found.value == pytest.approx(62.5 / 0.24 - 13 - clip_ms, abs=0.1) and found.count == 20
    assert 5.8 < found.half < 6.5, "mostly the eye's"
    already = calibrated(run_at(wearer_contact_ms=5))
    assert offset_by_frames(already, frames, frames, 240).value == pytest.approx(found.value, abs=0.01)
    for left, right, said in (
        (frames[:9], frames, "9 steps of the left foot are too few"),
        (frames, [*frames[:9], 20], "step 10 of the right foot: 20 frames are 83 ms"),
        ([*frames[:9], 90], frames, "count it again"),
        ([80.0] * 10, [80.0] * 10, "no runner is more than 40"),
    ):
        with pytest.raises(CalibrationError, match=said):
            offset_by_frames(session, left, right, 240)
    with pytest.raises(CalibrationError, match="clean steps there"):
        offset_by_frames(session, frames, frames, 240, (1e4, 1e4 + 30))


def test_by_a_treadmill_and_by_a_watch() -> None:
    session = run_at()
    clip_ms = float(session.steps["contact_us"].mean()) / 1000
    assert offset_by_mean(session, clip_ms + 9).value == pytest.approx(9, abs=0.01)
    with pytest.raises(CalibrationError, match="no running contact"):
        offset_by_mean(session, 12)
    clip = np.full(300, 240.0)
    watch = clip + 11 + np.tile([-4.0, 4.0], 150)
    watch[:50] = np.nan
    watch[60] = 600  # one odd second changes nothing
    found = offset_by_watch(watch, clip)
    assert found.value == pytest.approx(11, abs=4.01) and found.count == 250 and 1 < found.half < 4
    with pytest.raises(CalibrationError, match="are the least"):
        offset_by_watch(watch[:100], clip[:100])
    rough = clip + np.tile([-60.0, 60.0, 0.0], 100)
    with pytest.raises(CalibrationError, match="not sure enough"):
        offset_by_watch(rough[:130], clip[:130])


def test_what_was_filmed_is_where_the_only_marker_is() -> None:
    filmed = Reference(frames=([62.0, 63.0] * 5, [62.0, 63.0] * 5))

    def clip_ms(*markers: float, reference: Reference = filmed) -> float:
        session = made_session(400, lambda _: 170.0, head=HEAD, markers=markers)
        session.steps["contact_us"] = np.where(session.step_time_s() < 100, 260_000, 240_000)
        found, refused = estimates(replace(session, settings={}), reference)
        assert list(found) == ["wearer_contact_ms"] and refused == []
        return 62.5 / 0.24 - 13 - found["wearer_contact_ms"].value

    assert clip_ms(20.0) == pytest.approx(260, abs=0.01) and clip_ms(200.0) == pytest.approx(240, abs=0.01)
    assert 242 < clip_ms() == clip_ms(200.0, 300.0) < 258, "all of the run"
    assert clip_ms(200.0, reference=replace(filmed, begin_s=20.0)) == pytest.approx(260, abs=0.01), "as it is said"
    with pytest.raises(RecoilError, match="one of them"):
        clip_ms(reference=replace(filmed, contact_ms=250.0))


def test_what_a_watch_can_tell_is_taken_and_the_rest_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    session = run_at()
    running_km = 3 * float(session.steps["step_us"].sum()) / 1e9

    def no_stance(*given: object) -> None:
        raise RecoilError("no contact times")

    monkeypatch.setattr("recoil.fit.stance.stance_beside", no_stance)
    monkeypatch.setattr("recoil.screening.watch.distance_km", lambda *given: 1.05 * running_km)
    found, (why,) = estimates(session, Reference(watch=tmp_path / "run.fit"))
    assert list(found) == ["wearer_speed_permille"] and str(why) == "no contact times"
    assert found["wearer_speed_permille"].value == pytest.approx(1.05, abs=0.001)
    found, (why,) = estimates(session, Reference(watch=tmp_path / "run.fit", speed_kmh=9.72))
    assert found["wearer_speed_permille"].value == pytest.approx(0.9), "a treadmill knows better"
    monkeypatch.setattr("recoil.screening.watch.distance_km", no_stance)
    with pytest.raises(RecoilError, match="no contact times"):
        estimates(session, Reference(watch=tmp_path / "run.fit"))


def test_speed() -> None:
    session = run_at(3000)
    running_s = float(session.steps["step_us"].sum()) / 1e6
    assert factor_by_distance(session, 3.15 * running_s).value == pytest.approx(1.05, abs=0.001)
    assert factor_by_speed(session, 2.7).value == pytest.approx(0.9)
    already = calibrated(run_at(3000, wearer_speed_permille=1100))
    assert factor_by_speed(already, 2.7).value == pytest.approx(0.9)
    for wrong, said in (
        (lambda: factor_by_distance(run_at(seconds=200), 2000), "too little"),
        (lambda: factor_by_distance(session, 3 * 3 * running_s), "no runner is so far"),
        (lambda: factor_by_speed(run_at(0), 3), "0 steps with a speed"),
    ):
        with pytest.raises(CalibrationError, match=said):
            wrong()


def test_who_counts_is_walked_through_ten_steps_a_side(capsys: pytest.CaptureFixture[str]) -> None:
    answers = iter(["58", "57", "many", "b", *["59"] * 9, *["60"] * 10])
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(answers)

    left, right = walk_through(ask)
    assert left == [58.0, *[59.0] * 9] and right == [60.0] * 10
    assert asked[0].startswith("left foot, step 1 of 10") and "240 frames" in capsys.readouterr().out


def test_the_command_keeps_it_for_the_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("recoil.device.calibrating.find_ports", lambda: [])
    monkeypatch.setattr(recorded_sessions, "SETTINGS", b'{"wearer_name": "Ann", "wearer_contact_ms": 6}')
    folder = recorded_sessions.recorded_session(tmp_path)

    def call(*arguments: object) -> dict:
        result = CliRunner().invoke(app, ["calibrate", *map(str, arguments), "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    session = recoil.open_session(folder)
    assert session.calibration == Calibration(6, None)
    shown = CliRunner().invoke(app, ["show", str(folder)]).stdout
    assert "calibrated   contact, +6 ms: this runner's own" in shown
    measured = measured_steps(session)
    measured_ms = float(measured["contact_us"][measured["flags"] == 0].mean()) / 1000
    found = call(folder, "--contact-ms", measured_ms + 9, "--speed-kmh", 10)
    assert found["runner"] == "Ann" and found["calibration"]["wearer_contact_ms"]["value"] == 9
    assert 900 < found["calibration"]["wearer_speed_permille"]["value"] < 1000
    assert "no clip is at the cable" in found["clips"][0]
    assert call("--show", "--runner", "ANN")["calibration"] == found["calibration"]
    write_profile(tmp_path / "library", "Ann", Profile(goal="a marathon"))
    assert call("--show", "--runner", "Ann")["calibration"] == found["calibration"], "notes and numbers do not mix"
    assert call("--forget", "--runner", "Ann")["calibration"] == {}
    assert read_profile(tmp_path / "library", "Ann").goal == "a marathon"
    assert CliRunner().invoke(app, ["calibrate", str(folder)]).exit_code == 1


def test_a_watchs_contact_times_lie_beside_the_clips_of_the_same_seconds(tmp_path: Path) -> None:
    session = calibrated(run_at(wearer_contact_ms=-7))
    rows = dynamics_of(session)
    begin = EPOCH_S + 1_000_000_000
    head = replace(HEAD, start_s=begin + 20)
    watch = WatchFile()
    watch.define(0, 20, [FIELDS[name] for name in ("time", "cadence", "stance", "distance")])
    for second in range(420):
        known = rows[(rows["time_s"] == second - 20) & rows["is_running"]]
        ms = float(known["contact_ms"][0]) + 7 + 11 if len(known) and known["clean_steps"][0] else 0.0
        watch.data(0, begin - EPOCH_S + second, 85 if ms else 0, round(10 * ms) or 0xFFFF, 300 * second)
    file = tmp_path / "watch.fit"
    file.write_bytes(watch.file())
    beside = stance_beside(file, replace(session, header=head), 20.0)
    found = offset_by_watch(*beside)
    assert found.value == pytest.approx(11, abs=0.1) and found.count > 350
    with pytest.raises(RecoilError, match=r"watch.fit: "):
        file.write_bytes(b"nothing")
        stance_beside(file, session, 20.0)


def test_a_fit_file_has_speed_and_distance_only_where_they_are_calibrated() -> None:
    session = run_at(wearer_speed_permille=1100)
    session = replace(session, header=HEAD)
    plain = decoded(activity_of(session))
    names = {"distance", "enhanced_speed", "step_length", "vertical_ratio"}
    assert not names & {name for record in plain["record"] for name in record if isinstance(name, str)}
    assert "total_distance" not in plain["session"][0]
    told = calibrated(session)
    found = decoded(activity_of(told))
    records = [record for record in found["record"] if record.get("step_length")]
    assert len(records) > 350 and {round(one["enhanced_speed"], 2) for one in records} == {3.3}
    assert all(one["step_length"] == pytest.approx(3300 * 60 / 170, abs=8) for one in records[10:-10])
    assert all(6 < one["vertical_ratio"] < 8 for one in records[10:-10])
    ways = [record["distance"] for record in found["record"]]
    running_s = float(session.steps["step_us"].sum()) / 1e6
    assert ways == sorted(ways) and ways[-1] == pytest.approx(3.3 * running_s, abs=4)
    (whole,) = found["session"]
    assert whole["enhanced_avg_speed"] == pytest.approx(3.3) and whole["total_distance"] == pytest.approx(
        ways[-1], abs=4
    )
    assert whole["avg_step_length"] == pytest.approx(1165, abs=2)
