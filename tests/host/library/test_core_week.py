"""Core work over the week: done against earned, strength days, before a run or not."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from library_helpers import START_S, entries, put, recoil
from recoil.bench.made_library import Made
from recoil.library.core_week import core_week_of, core_weeks
from recoil.library.entry import Entry
from recoil.library.trend import trend_of

HOUR_S = 3600


@pytest.fixture
def run(tmp_path: Path) -> Entry:
    put(tmp_path / "one")
    (entry,) = entries(tmp_path / "one")
    return replace(entry, start_s=START_S, running_s=1800.0, core_min=None, core_earned_min=3.5)


def monday_of(entry: Entry) -> date:
    assert entry.start is not None
    return entry.start.date() - timedelta(days=entry.start.weekday())


def test_a_week_is_added_up(run: Entry) -> None:
    work = replace(run, path="c", fingerprint=b"c", running_s=None, core_min=6.0, core_earned_min=None)
    before = replace(work, start_s=START_S - HOUR_S)
    late = replace(work, path="d", fingerprint=b"d", start_s=START_S + 4 * 24 * HOUR_S)
    week = core_week_of([before, run, late], monday_of(run))
    inside = monday_of(late) == monday_of(run)
    assert (week.done_min, week.days) == ((12.0, 2) if inside else (6.0, 1))
    assert (week.earned_min, week.before_runs, week.runs) == (3.5, 1, 1)
    assert core_week_of([replace(before, start_s=START_S + 60), run], monday_of(run)).before_runs == 0


def test_what_is_not_known_is_not_said(run: Entry) -> None:
    week = core_week_of([replace(run, core_earned_min=None)], monday_of(run))
    assert week.earned_min is None
    assert week.words() == "core 0 min, 0 days; before 0 of 1 runs. Try 2 to 3 days, before a run."
    today = monday_of(run) + timedelta(days=6)
    assert [one.runs for one in core_weeks([run, run], 3, today)] == [0, 0, 1]


def test_the_command(tmp_path: Path) -> None:
    put(tmp_path, about={"runner": "Ann"})
    said = json.loads(recoil("core", "week", "--weeks", 2, "--library", tmp_path, "--json").stdout)
    assert [one["runner"] for one in said["runners"]] == ["Ann"] and len(said["runners"][0]["weeks"]) == 2
    assert recoil("core", "week", "Ann", "--library", tmp_path).stdout.startswith("Ann\n")
    assert recoil("core", "week", "Cy", "--library", tmp_path).exit_code == 1


def test_the_squad_and_trends_say_it(tmp_path: Path) -> None:
    now_s = int(datetime.now().timestamp())
    settings = {"wearer_name": "Ann", "wearer_pace_s_per_km": 330}
    put(tmp_path, Made(clip="c1", start_s=now_s, steps=3000, settings=settings))
    put(tmp_path, Made(clip="c2", start_s=now_s, settings={"wearer_name": "Ben"}))
    squad = recoil("library", "squad", "--library", tmp_path, "-o", tmp_path / "squad.html").stdout
    assert re.search(r"Ann .*  0 of 2 min, 0 days", squad) and re.search(r"Ben .*  –  +–", squad)
    assert "core this week" in (tmp_path / "squad.html").read_text()
    trend = recoil("library", "trends", "Ann", "--library", tmp_path).stdout
    assert "core 0 of 2 min, 0 days; before 0 of 1 runs. Try 2 to 3 days, before a run." in trend


def test_trends_have_the_weeks_in_which_core_work_was_done_or_earned(run: Entry) -> None:
    work = replace(run, path="c", fingerprint=b"c", running_s=None, core_min=6.0, core_earned_min=None)
    work = replace(work, start_s=START_S - 7200)
    trend = trend_of("Ann", [work, run])
    (week,) = trend.core
    assert (week.done_min, week.earned_min, week.days, week.before_runs, week.runs) == (6.0, 3.5, 1, 1, 1)
    assert trend.as_json()["core"] == [week.as_json()]
    assert trend_of("Ann", [replace(run, core_earned_min=None)]).core == ()
