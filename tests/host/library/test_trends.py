"""Weeks of a runner: the day-to-day spread, what is beyond it, and what is said of it."""

import json
import time
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import NormalDist, fmean, stdev

import numpy as np
import pytest

from library_helpers import DAY_S, SMALL, START_S, entries, put, recoil, weeks_of
from recoil.bench.made_library import Made
from recoil.library.comparison import compare
from recoil.library.digest import COLUMNS, FORM, form_of
from recoil.library.entry import Entry
from recoil.library.metrics import METRICS
from recoil.library.spread import Spread, before, comparable, spread_of, student_t, verdict_of
from recoil.library.squad import squad_of
from recoil.library.trend import left_out_words, monday_of, trend_of
from recoil.session.overview import overview_of
from report_sessions import formed_run, full_run

CADENCE, BOUNCE, CONTACT = METRICS[:3]
LEFT = next(metric for metric in METRICS if metric.name == "contact_left_pct")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Entry:
    folder = tmp_path_factory.mktemp("one")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RECOIL_CACHE", str(folder / "cache"))
        put(folder / "library", Made())
        return entries(folder / "library")[0]


def runs(one: Entry, values: list[float], days: float = 2, **more: object) -> list[Entry]:
    """Return a session every other day with these cadences."""
    return [
        replace(
            one,
            path=f"clip/{number}",
            fingerprint=bytes([number]),
            start_s=START_S + int(number * days * DAY_S),
            cadence_spm=value,
            runner="Ann",
            **more,
        )
        for number, value in enumerate(values)
    ]


def test_two_sessions_are_compared_with_those_of_six_weeks_around_them(one: Entry):
    """To the second: the session 42 days before the first counts, one a second earlier does not."""
    first, second = runs(one, [170.0, 176.0], days=3)
    earlier = [
        replace(first, path=f"clip/{10 + at}", fingerprint=bytes([10 + at]), start_s=START_S - 42 * DAY_S - at)
        for at in range(2)
    ]
    later = replace(first, path="clip/20", fingerprint=b"x", start_s=START_S + 45 * DAY_S)
    assert compare(first, second, [first, second, *earlier, later]).others == 2
    stranger = replace(later, runner="Ben", path="clip/21", fingerprint=b"y")
    assert compare(first, second, [first, second, earlier[1], stranger]).others == 0
    assert compare(first, stranger, [first, stranger, *earlier]).others == 0


def test_form_is_followed_where_a_session_has_it():
    assert [field.name for field in fields(Entry)][-len(COLUMNS) + 1 :] == list(COLUMNS[1:])
    assert set(FORM) <= {metric.name for metric in METRICS}
    found = overview_of(formed_run())
    form = form_of(found)
    assert tuple(form) == FORM and form["stiffness_n_per_m_kg"] == found["spring"]["vertical_n_per_m_kg"]
    assert form["pelvis_tilt_deg"] == found["pelvis"]["tilt_deg"]
    assert form["stride_regularity"] == found["steadiness"]["vertical_stride_regularity"]
    assert form["braking_g"] == pytest.approx((found["braking"]["left_g"] + found["braking"]["right_g"]) / 2)
    old = form_of(overview_of(full_run()))
    assert [name for name, value in old.items() if value is not None] == ["stiffness_n_per_m_kg"]
    # Without a gyroscope braking holds what tilt adds: no number to follow.
    assert form_of({**found, "braking": {**found["braking"], "is_tilt_removed": False}})["braking_g"] is None


def test_the_spread_is_the_standard_deviation_of_session_means(one: Entry):
    values = [168.0, 171, 169, 172, 170, 168]
    spread = spread_of(CADENCE, runs(one, values))
    assert spread == Spread(fmean(values), stdev(values), 6)
    assert spread_of(CADENCE, runs(one, values[:4])) is None
    # Equal values are rounded ones, not a runner without any spread.
    assert spread_of(CADENCE, runs(one, [170] * 6)) == Spread(170, 0.05, 6)


def test_intervals():
    spread = Spread(170, 2, 9)
    assert spread.half_width == pytest.approx(2.306 * 2 * (10 / 9) ** 0.5, rel=0.002)
    assert spread.half_width_of_difference == pytest.approx(2.306 * 2 * 2**0.5, rel=0.002)


def test_student_t():
    known = {1: 12.706, 4: 2.776, 10: 2.228, 18: 2.101, 19: 2.093, 25: 2.060, 30: 2.042, 60: 2.000, 120: 1.980}
    for freedom, quantile in known.items():
        assert student_t(freedom) == pytest.approx(quantile, abs=0.012), freedom
    assert student_t(10**6) == pytest.approx(NormalDist().inv_cdf(0.975), abs=0.001)
    assert all(student_t(freedom) >= student_t(freedom + 1) for freedom in range(1, 200))


@pytest.mark.parametrize("sessions", [5, 8, 20])
def test_one_in_twenty_is_beyond_by_chance(one: Entry, sessions: int):
    chance = np.random.default_rng(sessions)
    beyond = 0
    for _ in range(600):
        *earlier, last = runs(one, chance.normal(170, 2, sessions + 1).tolist())
        verdict = verdict_of(CADENCE, last, earlier)
        beyond += bool(verdict and verdict.is_beyond)
    assert 0.02 < beyond / 600 < 0.08


def test_only_the_six_weeks_before_count(one: Entry):
    found = runs(one, [150.0] * 6 + [170.0, 171, 169, 170, 172, 168, 170], days=7)
    trend = trend_of("Ann", found)
    assert trend.last["cadence_spm"].spread == spread_of(CADENCE, found[6:12])
    assert before(found, found[6].start_s or 0) == found[:6]
    assert trend.verdicts[0]["cadence_spm"].spread is None
    assert trend.verdicts[0]["cadence_spm"].is_beyond is None
    assert trend.verdicts[6]["cadence_spm"].is_beyond


def test_a_balance_must_be_beyond_its_own_interval_too(one: Entry):
    base = runs(one, [170.0] * 7)
    even = [replace(entry, contact_left_pct=50 + 0.02 * (number % 3)) for number, entry in enumerate(base)]
    last = replace(even[-1], contact_left_pct=50.5, contact_half_pct=0.3)
    verdict = verdict_of(LEFT, last, even[:-1])
    assert verdict and verdict.is_beyond
    unsure = verdict_of(LEFT, replace(last, contact_half_pct=0.8), even[:-1])
    assert unsure and unsure.is_beyond is False
    assert verdict_of(LEFT, replace(last, contact_left_pct=None), even) is None


def test_what_does_not_count(one: Entry):
    good, twin, short, timeless, damaged = runs(one, [170.0] * 5)
    found = [
        good,
        replace(twin, fingerprint=good.fingerprint),
        replace(short, clean_steps=299),
        replace(timeless, start_s=None),
        replace(damaged, clean_steps=None, reason="broken"),
    ]
    assert [entry.path for entry in comparable(found)] == [good.path]
    trend = trend_of("Ann", found)
    assert (len(trend.sessions), trend.left_out) == (1, 4)
    empty = trend_of("Ann", found[2:])
    assert (empty.weeks(), empty.last, empty.changed()) == ([], {}, [])


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs tzset")
@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/New_York", "Europe/Berlin"])
def test_weeks_begin_on_local_mondays(one: Entry, zone: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        for local in ("2026-03-29 23:59", "2026-03-23 00:01", "2026-10-25 02:30", "2026-11-01 23:00"):
            entry = replace(one, start_s=int(datetime.fromisoformat(local).timestamp()))
            day = date.fromisoformat(local[:10])
            monday = monday_of(entry)
            assert monday.weekday() == 0
            assert 0 <= (day - monday).days < 7
        weeks = trend_of("Ann", runs(one, [170.0] * 40, days=1.1)).weeks()
        assert all((b.monday - a.monday).days == 7 for a, b in pairwise(weeks))
        assert sum(week.sessions for week in weeks) == 40
    finally:
        monkeypatch.undo()
        time.tzset()


def test_weeks_add_up(one: Entry):
    found = runs(one, [160.0, 170.0], days=0.1, running_s=600.0)
    found[0] = replace(found[0], clean_steps=3000, pain_before=1, pain_after=4, score_pct=70)
    found[1] = replace(found[1], clean_steps=1000, pain_after=2)
    (week,) = trend_of("Ann", found).weeks()
    assert (week.sessions, week.running_s, week.scores_pct, week.pain) == (2, 1200, (70,), (1, 4))
    assert week.means["cadence_spm"] == pytest.approx(162.5)
    gap = trend_of("Ann", [found[0], replace(found[1], start_s=START_S + 21 * DAY_S)]).weeks()
    assert [entry.sessions for entry in gap] == [1, 0, 0, 1]
    assert gap[1].means == {}


def test_a_squad(one: Entry):
    today = datetime.fromtimestamp(START_S + 14 * DAY_S).date()
    ann = runs(one, [170.0, 171, 169, 170, 171, 169, 180], running_s=1800.0)
    ben = [replace(entry, runner="Ben", fingerprint=b"b" + bytes([n])) for n, entry in enumerate(ann[:3])]
    zoe = [replace(one, runner="Zoe", start_s=None)]
    twin = [replace(ann[-1], path="copy", runner="ANN")]
    lines = squad_of([*zoe, *ben, *ann, *twin], weeks=3, today=today)
    assert [(line.runner.casefold(), line.sessions) for line in lines] == [("ann", 7), ("ben", 3), ("zoe", 1)]
    assert sum(lines[0].minutes) == pytest.approx(7 * 30)
    assert len(lines[0].minutes) == 3
    assert lines[0].words() == "cadence +10.0 steps/min"
    assert lines[1].words() == "too few sessions to tell"
    assert lines[2].words() == "no session long enough"
    assert lines[2].last is None
    json.dumps([line.as_json() for line in lines], allow_nan=False)


def test_the_command(tmp_path: Path):
    weeks_of(tmp_path / "library", cadence_spm=182)
    result = recoil("library", "trends", "ann")
    assert result.exit_code == 0, result.output
    lines = {line[:17].strip(): line.split() for line in result.stdout.splitlines()}
    assert lines["cadence"][-2:] == ["yes,", "+11.9"]
    assert lines["cadence"][-3] == "11"
    assert lines["contact"][-1] == "no"
    assert "One in twenty values is beyond by chance" in result.stdout
    document = json.loads(recoil("library", "trends", "ANN", "--json").stdout)
    assert document["metrics"]["cadence_spm"]["sessions"] == 12
    assert len(document["sessions"]) == 12
    assert document["sessions"][-1]["values"]["cadence_spm"]["beyond"] is True
    assert document["sessions"][0]["values"]["cadence_spm"]["beyond"] is None
    assert sum(week["sessions"] for week in document["weeks"]) == 12
    later = json.loads(recoil("library", "trends", "Ann", "--since", "2026-12-05", "--json").stdout)
    assert 0 < len(later["sessions"]) < 12
    assert later["sessions"][-1] == document["sessions"][-1]
    assert recoil("library", "trends", "Ann", "--since", "2036-12-05").exit_code == 0
    squad = json.loads(recoil("library", "squad", "--weeks", "2", "--json").stdout)
    assert squad["runners"][0]["changed"][0]["metric"] == "cadence_spm"


def test_a_runner_who_is_not_there(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=2)
    result = recoil("library", "trends", "Anne")
    assert result.exit_code == 1
    advice = [line.strip() for line in result.stderr.splitlines()[1:]]
    assert advice == ["the runners are: Ann", "say who ran a session: recoil library runner SESSION NAME"]
    listed = recoil("library", "sessions", "--runner", "Anne")
    assert (listed.exit_code, listed.stdout, listed.stderr) == (1, "", result.stderr)


def test_a_runner_without_a_comparable_session(tmp_path: Path):
    put(tmp_path / "library", replace(SMALL, start_s=0), "1", {"runner": "Ann"})
    out = tmp_path / "ann.html"
    result = recoil("library", "trends", "Ann", "-o", out)
    assert result.exit_code == 0
    assert "no session that can be compared" in result.stdout
    assert "Nothing to show yet" in out.read_text()


def test_sessions_without_a_runner_are_nobodys(tmp_path: Path):
    weeks_of(tmp_path / "library", "", 8)
    result = recoil("library", "trends", "unassigned", "-o", tmp_path / "x.html")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "recoil library runner SESSION NAME" in result.stderr
    assert "the runners are: none" in result.stderr
    assert not (tmp_path / "x.html").exists()
    assert "recoil library runner SESSION NAME" in recoil("library", "trends", "Ann").stderr
    assert recoil("library", "sessions", "--runner", "unassigned").exit_code == 0
    said = "8 sessions without a runner: say who ran: recoil library runner SESSION NAME"
    for command in ("squad", "runners"):
        result = recoil("library", command)
        assert said in result.stdout.splitlines(), command
        assert "unassigned" not in result.stdout
        document = json.loads(recoil("library", command, "--json").stdout)
        assert (document["runners"], document["sessions_without_runner"]) == ([], 8)
    assert recoil("library", "squad", "-o", tmp_path / "squad.html").exit_code == 0
    assert said in (tmp_path / "squad.html").read_text()


def test_one_session_is_no_plural(tmp_path: Path):
    weeks_of(tmp_path / "library", sessions=1)
    assert recoil("library", "runners").stdout.splitlines()[-1] == "1 runner"
    assert recoil("library", "sessions").stdout.splitlines()[-1] == "1 of 1 session"
    assert recoil("library", "index").stdout.startswith("1 session: ")
    assert "1 of 1 session added" in recoil("library", "add", tmp_path / "library", "--library", tmp_path / "b").stdout
    out = tmp_path / "page.html"
    assert "Ann: 1 session, the last" in recoil("library", "trends", "Ann", "-o", out).stdout
    assert "1 session of 2026-" in out.read_text() and "1 session: " in out.read_text()
    assert recoil("library", "squad", "-o", out).exit_code == 0
    assert "1 runner; in 0" in out.read_text()


def test_what_is_left_out_is_more_only_after_some(one: Entry):
    good, *others = runs(one, [170.0] * 3)
    left = [replace(entry, start_s=None) for entry in others]
    assert left_out_words(trend_of("Ann", left)).startswith("2 of this runner's sessions are left out")
    assert left_out_words(trend_of("Ann", left[:1])).startswith("1 of this runner's sessions is left out")
    assert left_out_words(trend_of("Ann", [good, *left])).startswith("2 more of this runner's sessions are left out")
