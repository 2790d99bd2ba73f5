"""A session as a FIT activity: valid for two decoders, and saying what the session says."""

import dataclasses
from datetime import UTC, datetime, timedelta, timezone

import pytest

from made_sessions import START_S, header, made_session
from recoil.common.errors import RecoilError
from recoil.fit.activity import activity_of
from recoil.fit.profile import EPOCH_S
from recoil.session.clock import parse_start
from recoil.session.dynamics import dynamics_of
from reference_decoders import Messages, decoded

ZERO = START_S - EPOCH_S


@pytest.fixture(scope="module")
def run() -> Messages:
    """A run with a pause, two markers and a cue."""
    session = made_session(900, pauses=((400, 460),), markers=(200.0, 600.0), masked=(300, 310), left_more_ms=2)
    return decoded(activity_of(session))


def test_what_every_activity_has(run: Messages) -> None:
    (file_id,) = run["file_id"]
    assert (file_id["type"], file_id["manufacturer"], file_id["product_name"]) == ("activity", "development", "Recoil")
    assert file_id["time_created"] == run["session"][0]["start_time"] == ZERO + 6
    assert [len(run[name]) for name in ("file_creator", "device_info", "session", "activity")] == [1, 1, 1, 1]
    (device,) = run["device_info"]
    assert (device["battery_level"], device["sensor_position"]) == (81, "waist_mid_back")
    assert device["battery_voltage"] == pytest.approx(3.89, abs=0.01)


def test_records_say_what_the_dynamics_are(run: Messages) -> None:
    session = made_session(900, pauses=((400, 460),), markers=(200.0, 600.0), masked=(300, 310), left_more_ms=2)
    rows = {ZERO + int(row["time_s"]): row for row in dynamics_of(session)}
    seen = 0
    for record in run["record"]:
        row = rows[record["timestamp"]]
        if not row["clean_steps"]:
            assert "cadence" not in record
            assert "stance_time" not in record
            continue
        seen += 1
        assert 2 * (record["cadence"] + record["fractional_cadence"]) == pytest.approx(row["cadence_spm"], abs=0.01)
        assert record["vertical_oscillation"] == pytest.approx(row["bounce_mm"], abs=0.0501)
        assert record["stance_time"] == pytest.approx(row["contact_ms"], abs=0.0501)
        assert record["stance_time_percent"] == pytest.approx(row["contact_of_stride_pct"], abs=0.0051)
        assert record["developer_fields"][0] == pytest.approx(row["flight_ms"], rel=1e-6)
        assert record["developer_fields"][1] == pytest.approx(row["peak_g"], rel=1e-6)
        balance = row["contact_left_pct"]
        assert record.get("stance_time_balance") == (None if balance != balance else pytest.approx(balance, abs=0.0051))
    assert seen > 800


def test_the_timer_stops_in_pauses(run: Messages) -> None:
    events = [(event["timestamp"] - ZERO, event["event_type"]) for event in run["event"]]
    assert events == [(6, "start"), (408, "stop_all"), (460, "start"), (900, "stop_all")]
    inside = [record for record in run["record"] if ZERO + 408 < record["timestamp"] < ZERO + 460]
    assert not inside
    (session,) = run["session"]
    assert session["total_elapsed_time"] == pytest.approx(894, abs=0.1)
    assert session["total_timer_time"] == pytest.approx(842, abs=0.5)
    assert run["activity"][0]["total_timer_time"] == session["total_timer_time"]


def test_times_never_go_back(run: Messages) -> None:
    stamps = [record["timestamp"] for record in run["record"]]
    assert stamps == sorted(set(stamps))


def test_laps_at_markers(run: Messages) -> None:
    laps = run["lap"]
    assert [lap["timestamp"] - ZERO for lap in laps] == [200, 600, 900]
    assert [lap["lap_trigger"] for lap in laps] == ["manual", "manual", "session_end"]
    assert [lap["start_time"] for lap in laps[1:]] == [lap["timestamp"] for lap in laps[:-1]]
    session = run["session"][0]
    assert sum(lap["total_timer_time"] for lap in laps) == pytest.approx(session["total_timer_time"], abs=0.01)
    cycles = [lap["total_cycles"] + lap["total_fractional_cycles"] for lap in laps]
    assert sum(cycles) == session["total_cycles"] + session["total_fractional_cycles"]
    assert session["num_laps"] == 3
    assert laps[2]["avg_vertical_oscillation"] > laps[0]["avg_vertical_oscillation"]
    assert laps[0]["avg_stance_time_balance"] == pytest.approx(50.4, abs=0.05)


def test_the_session_has_the_clips_own_balance(run: Messages) -> None:
    (session,) = run["session"]
    assert session["avg_stance_time_balance"] == 50.8
    assert session["sport"] == "running"
    assert 2 * (session["avg_cadence"] + session["avg_fractional_cadence"]) == pytest.approx(167.5, abs=1)


def test_cues_are_in_their_second(run: Messages) -> None:
    felt = {record["timestamp"] - ZERO: record["developer_fields"][2] for record in run["record"]}
    assert {second: cue for second, cue in felt.items() if cue} == {300: 1, 310: 4}


def test_an_unresolved_balance_is_missing() -> None:
    session = made_session(300)
    minutes = session.minutes.copy()
    minutes["contact_half_width_bp"] = -1
    (found,) = decoded(activity_of(dataclasses.replace(session, minutes=minutes)))["session"]
    assert "avg_stance_time_balance" not in found


def test_a_clock_that_was_never_set() -> None:
    session = made_session(120, start_s=0)
    with pytest.raises(RecoilError, match="clock was never set") as caught:
        activity_of(session)
    assert any('--start "2026-11-22 07:30"' in line for line in caught.value.advice)
    start = datetime(2026, 11, 22, 7, 30, tzinfo=timezone(timedelta(hours=-5)))
    run = decoded(activity_of(session, start))
    stamp = run["record"][0]["timestamp"]
    assert datetime.fromtimestamp(stamp + EPOCH_S, UTC) == start + timedelta(seconds=6)
    assert run["activity"][0]["local_timestamp"] - run["activity"][0]["timestamp"] == -5 * 3600


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22 07:30+01:00", datetime(2026, 11, 22, 6, 30, tzinfo=UTC)),
        (" 2026-11-22T07:30:15Z ", datetime(2026, 11, 22, 7, 30, 15, tzinfo=UTC)),
        ("2026-11-22 07:30", datetime(2026, 11, 22, 7, 30).astimezone()),
    ],
)
def test_a_start_as_people_write_it(text: str, expected: datetime) -> None:
    assert parse_start(text) == expected


@pytest.mark.parametrize("text", ["", "noon", "22.11.2026", "0001-01-01", "9999-12-31 23:59", "1989-12-31"])
def test_a_start_that_is_none(text: str) -> None:
    with pytest.raises(RecoilError, match="--start"):
        parse_start(text)


def test_without_steps_or_header() -> None:
    session = made_session(120)
    with pytest.raises(RecoilError, match="no step was measured"):
        activity_of(dataclasses.replace(session, steps=session.steps[:0]))
    headless = dataclasses.replace(session, header=None)
    with pytest.raises(RecoilError, match="the page that says when it was is lost"):
        activity_of(headless)
    assert decoded(activity_of(headless, datetime(2026, 1, 1, tzinfo=UTC)))["record"]


def test_a_session_without_its_end_and_one_paused_to_its_end() -> None:
    cut = decoded(activity_of(made_session(100, ends=False)))
    assert cut["event"][-1]["event_type"] == "stop_all"
    idle = made_session(100, pauses=((100, 100),))
    events = decoded(activity_of(idle))["event"]
    assert [event["event_type"] for event in events][-1] == "stop_all"


def test_one_step_alone() -> None:
    session = made_session(100)
    alone = dataclasses.replace(session, steps=session.steps[:1], events=session.events[:0])
    assert len(decoded(activity_of(alone))["lap"]) == 1


def test_hours() -> None:
    run = decoded(activity_of(made_session(3600, lambda _: 170.0, head=header())))
    assert len(run["record"]) == 3595
