"""Watch files that once were merged wrongly, or lost something: through the commands, against what should come out."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from made_cases import session_of, watch_of
from recoil.cli.app import app
from recoil.session import open_session
from recoil.session.dynamics import dynamics_of
from reference_decoders import decoded, other_messages


def export(case: str, out: Path, *more: str) -> tuple[dict[str, Any], bytes]:
    """Return what `recoil export --with` says as JSON, and the file that it wrote."""
    command = ["export", str(session_of(case)), "--with", str(watch_of(case)), "--out", str(out), "--json", *more]
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stderr) == (0, "")
    (done,) = json.loads(result.stdout)["sessions"]
    return done, Path(done["files"][0]).read_bytes()


def refusal(command: str, case: str, out: Path) -> str:
    more = ["--out", str(out)] if command == "export" else []
    words = ["core", "show"] if command == "core" else [command]
    result = CliRunner().invoke(app, [*words, str(session_of(case)), "--with", str(watch_of(case)), *more])
    assert result.exit_code == 1
    assert not out.exists() or not list(out.iterdir())
    return result.stderr


def records(data: bytes) -> list[dict[str, Any]]:
    return [values for name, values in other_messages(data) if name == "record"]


def test_two_runs_that_share_a_break(tmp_path: Path) -> None:
    said = refusal("export", "wrong-run-one-break", tmp_path / "out")
    assert "ran 9 days apart" in said
    assert "--offset" in said


@pytest.mark.parametrize("command", ["export", "core"])
def test_a_bike_ride(command: str, tmp_path: Path) -> None:
    assert "cycling, not running" in refusal(command, "core-bike-ride-of-another-day", tmp_path / "out")


def test_a_record_before_the_clock_was_set(tmp_path: Path) -> None:
    done, data = export("first-record-before-the-clock-was-set", tmp_path)
    assert done["watch"]["records_with_dynamics"] == 894
    assert any("the watch's clock was set forward by 20 days: the record before is taken" in n for n in done["notes"])
    was = records(watch_of("first-record-before-the-clock-was-set").read_bytes())
    assert [record["timestamp"] for record in records(data)] == [record["timestamp"] for record in was]
    assert "stance_time" not in records(data)[0]


def test_a_clock_that_was_set_back(tmp_path: Path) -> None:
    done, data = export("watch-clock-set-back-20-s", tmp_path)
    assert any("the watch's clock was set back by 20 s" in note for note in done["notes"])
    assert done["watch"]["correlation"] > 0.95
    rows = dynamics_of(open_session(session_of("watch-clock-set-back-20-s")))
    times = [record["timestamp"] for record in records(data)]
    (turn,) = (at for at in range(1, len(times)) if times[at] < times[at - 1])
    first = 11 + int(rows["time_s"][0])
    for at in (turn - 30, turn + 30):  # a record a second: before and behind the setting it is the same count
        assert records(data)[at]["stance_time"] == round(10 * float(rows["contact_ms"][at - first]))


def test_two_records_a_second(tmp_path: Path) -> None:
    done, data = export("split-records-lose-cadence", tmp_path)
    assert (done["watch"]["found_by"], done["watch"]["cadence_of"]) == ("cadence", "watch")
    was = records(watch_of("split-records-lose-cadence").read_bytes())
    assert [record.get("cadence") for record in records(data)] == [record.get("cadence") for record in was]
    assert not any("cadence" in name for name in done["watch"]["watch_values_replaced"])


def test_the_vertical_ratio_follows(tmp_path: Path) -> None:
    done, data = export("vertical-ratio-left-behind", tmp_path)
    assert "vertical_ratio" in done["watch"]["watch_values_replaced"]
    known = 0
    for record in decoded(data)["record"]:
        if "peak_acceleration" not in record and 0 not in record.get("developer_fields", {}):
            continue
        if "vertical_oscillation" not in record:
            assert "vertical_ratio" not in record
            continue
        ratio = 100 * record["vertical_oscillation"] / record["step_length"]
        assert record["vertical_ratio"] == pytest.approx(ratio, abs=0.02)
        known += 1
    assert known == 894
    assert decoded(data)["record"][100]["vertical_ratio"] == 7.82


def test_what_the_watch_measured_beside_the_session_stays(tmp_path: Path) -> None:
    done, data = export("watch-dynamics-erased", tmp_path)
    was, now = records(watch_of("watch-dynamics-erased").read_bytes()), records(data)
    assert len(was) == len(now) == 3600
    outside = [at for at, record in enumerate(now) if "peak_acceleration" not in record]
    assert len(outside) == done["watch"]["watch_values_kept_in"]["stance_time"] == 2704
    assert all(now[at] == was[at] for at in outside)
    assert done["watch"]["watch_values_replaced_in"] == {"stance_time": 896}
    assert sum(record["stance_time"] is not None for record in now) == 2704 + 894


@pytest.mark.parametrize(
    ("case", "distance_km", "minutes"),
    [
        ("core-clock-an-hour-off", 2.2, 1.4),
        ("core-packed-distance", 2.5, 1.6),
        ("core-distance-negative", 3.4, 2.1),  # 290 s of it are the hike before, at 6 m/s
    ],
)
def test_core_minutes_by_the_watch(case: str, distance_km: float, minutes: float) -> None:
    command = ["core", "show", str(session_of(case)), "--with", str(watch_of(case)), "--json"]
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, result.stderr) == (0, "")
    earned = json.loads(result.stdout)["earned"]
    assert earned["distance_km"] == pytest.approx(distance_km, abs=0.06)
    assert (earned["minutes"], earned["distance_from"]) == (minutes, "watch")


def test_core_minutes_with_an_offset() -> None:
    case = "core-packed-distance"
    command = ["core", "show", str(session_of(case)), "--with", str(watch_of(case)), "--json", "--offset"]
    result = CliRunner().invoke(app, [*command, "10"])
    assert json.loads(result.stdout)["earned"]["distance_km"] == pytest.approx(2.5, abs=0.06)
    assert "--offset wants a number" in CliRunner().invoke(app, [*command, "nan"]).stderr
    assert "outside the watch's activity" in CliRunner().invoke(app, [*command, "99999"]).stderr


def test_a_start_with_a_zone_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local_times(monkeypatch)
    session = session_of("start-zone-ignored")
    command = ["export", str(session), "--fit", "--out", str(tmp_path), "--start"]
    assert CliRunner().invoke(app, [*command, "2026-11-22 07:30+05:45"]).exit_code == 0
    (activity,) = decoded((tmp_path / f"{session.name}.fit").read_bytes())["activity"]
    assert activity["local_timestamp"] - activity["timestamp"] == 20_700
    assert CliRunner().invoke(app, [*command, "2026-11-22 07:30"]).exit_code == 0
    (activity,) = decoded((tmp_path / f"{session.name}.fit").read_bytes())["activity"]
    assert activity["local_timestamp"] - activity["timestamp"] == 3600


def test_a_start_that_never_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local_times(monkeypatch)
    session = session_of("start-that-never-was")
    command = ["export", str(session), "--fit", "--out", str(tmp_path), "--start"]
    for start in ("2026-03-29 02:00", "2026-03-29 02:30", "2026-03-29 02:59:59"):
        result = CliRunner().invoke(app, [*command, start])
        assert result.exit_code == 1
        assert "was never: the clocks were put forward over it" in result.stderr
    for start in ("2026-03-29 01:59", "2026-03-29 03:00", "2026-10-25 02:30", "2026-03-29 02:30+01:00"):
        assert CliRunner().invoke(app, [*command, start]).exit_code == 0


def local_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the computer into Berlin, by a rule that needs no files of time zones."""
    import time

    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
