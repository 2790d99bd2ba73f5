"""The coach in a closed loop with simulated runners: the rows that matter most, with few seeds."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

from recoil.bench import coach, coach_felt
from recoil.bench.coach import CASES, SIXTY, Case, Season, alike, measure, own_error_pct, season_of
from recoil.bench.coach_figures import FORMER, figures
from recoil.bench.coach_runner import DEAF, Part
from recoil.cli.commands.bench import bench_app
from recoil.runtimes import fast

BY_NAME = {case.name: case for case in CASES}


@cache
def played(name: str, seed: int) -> Season:
    """A row's season: what more than one test asks about is played once."""
    return season_of(BY_NAME[name], seed)


def of(name: str, seeds: int = 2) -> tuple[Case, np.ndarray]:
    """Play a row."""
    case = BY_NAME[name]
    return case, np.array([case.figure(played(name, seed)) for seed in range(seeds)])


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("easy jog, own cadence 6 % lower", 2),
        ("hills, cadence -5 % for 2 of 6 min", 3),
        ("own values of a day 6 % quick: off by", 2),
        ("two runs of 150 and 190: own values known", 0),
        ("bounce: cadence +5 %, bounce -9 %", 2),
        ("bounce: clip shifted, +10 %, sessions 5 to 8", 2),
        ("8 x 60 s: own values after", 6),
        ("learnt nothing, forgets", 0),
    ],
)
def test_rows_that_are_to_be_low(name: str, most: float) -> None:
    _, found = of(name)
    assert found.max() <= most


@pytest.mark.parametrize(
    ("name", "least"), [("bounce: cadence -8 %, bounce +18 %", 10), ("learnt: +5 % in session 8", 2)]
)
def test_rows_that_are_to_be_high(name: str, least: float) -> None:
    _, found = of(name)
    assert found.min() >= least


def test_who_does_not_answer_is_left_alone() -> None:
    season = played("deaf: first hour", 0)
    assert [len(session.cue_s) for session in season.sessions] == [0, 0, 8, 2, 2]


def test_every_row_has_what_0_1_did() -> None:
    assert set(BY_NAME) - set(FORMER) == {"fatigue: cadence -2 %, pace -5 % in an hour"}
    assert not set(FORMER) - set(BY_NAME)
    case, found = of("8 x 60 s: own values after", 1)
    (line,) = figures([case], {case.name: found})
    assert (line["recoil_0_1"], line["mean"], line["reached"]) == (9.0, 2.0, True)


def test_rows_about_one_season_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = [case for case in CASES if case.name.startswith("deaf")]
    assert alike(CASES)[0] == deaf and sum(map(len, alike(CASES))) == len(CASES)
    said: list[str] = []
    asked: list[tuple[str, int, bool]] = []

    def season_of(case: Case, seed: int, is_felt: bool) -> Season:
        asked.append((case.name, seed, is_felt))
        return played(case.name, seed)

    monkeypatch.setattr(coach, "season_of", season_of)
    found = measure(deaf, 1, said.append)
    assert asked == [("deaf: first hour", 0, False)]
    assert said == ["deaf: first hour, deaf: each later hour"]
    assert {name: values.tolist() for name, values in found.items()} == {
        "deaf: first hour": [8.0],
        "deaf: each later hour": [2.0],
    }


def test_who_keeps_steady_has_learnt_nothing() -> None:
    _, found = of("steadiness, learnt nothing", 1)
    assert found.tolist() == [3.0], "kept"


def test_through_the_gait_core_a_returner_s_own_values_are_known_as_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight times 60 s of motion, twice: what is learnt is the runner's form within what a day differs by.

    Of the third session only the begin is asked about, where it is known.
    """
    case = replace(BY_NAME["8 x 60 s: own values after"], plan=[SIXTY, SIXTY, SIXTY[:2]])
    monkeypatch.setattr(coach_felt, "CHOICE", fast.Choice())  # as if nothing had been replayed before
    season = season_of(case, 0, is_felt=True)
    assert [one.had_own_values for one in season.sessions] == [False, False, True]
    assert all(run["pace"] == "speed" for run in season.history.runs)
    assert own_error_pct(season) < 3


def test_a_felt_step_is_the_runner_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten seconds of motion at the runner's usual pace: each number of a step is what it is called."""
    monkeypatch.setattr(coach_felt, "CHOICE", fast.Choice())
    runner = coach_felt.FeltRunner(1, DEAF, "cadence")
    times_ms, *columns = zip(*runner.session([Part(1 / 6)]).steps(), strict=True)
    step_us, contact_us, bounce_um, side, speed_mm_s = (np.array(column) for column in columns)
    assert step_us.mean() / 1e6 == pytest.approx(runner.step_s, rel=0.03)
    assert contact_us.mean() / 1e6 == pytest.approx(runner.contact_s, rel=0.08)
    assert bounce_um.mean() / 1e6 == pytest.approx(runner.bounce_m, rel=0.15)
    assert speed_mm_s.mean() / 1e3 == pytest.approx(coach_felt.USUAL_MPS, rel=0.25)
    assert set((side[1:] * side[:-1]).tolist()) == {-1}, "one foot after the other"
    assert np.abs(np.array(times_ms) - np.cumsum(step_us) / 1000).max() <= 1


def test_the_command() -> None:
    done = CliRunner().invoke(bench_app, ["coach", "--seeds", "1", "--only", "60 s: own", "--json"])
    assert done.exit_code == 0, done.output
    (line,) = json.loads(done.stdout)
    assert line["runner"] == "8 x 60 s: own values after"
    assert CliRunner().invoke(bench_app, ["coach", "--only", "nobody"]).exit_code != 0
