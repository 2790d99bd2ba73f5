"""The coach in a closed loop: simulated runners feel its cues and answer, session after session.

Each `Case` is a runner with a plan of sessions; `measure` plays it with many seeds through the coach of the clip.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from recoil.bench.coach_felt import FeltRunner
from recoil.bench.coach_runner import COMPLIANT, DEAF, FORGETFUL, SLOW, Part, Runner, Temper
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.cueing.mask import Mask
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.settings.schema import field_named
from recoil_clip.settings.settings import Settings
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_TICK

HOUR = [Part(60)]
HALF_HOUR = [Part(32)]
HOLD = {"cadence_change_pct": 0}
ALWAYS = {"schedule": "always"}
HOLD_BOUNCE = {"target": "bounce", "bounce_change_pct": 0}
Plan = list[list[Part]]
Measured = np.ndarray
"""A case's figure for each seed."""
SEASON = ("plan", "temper", "settings", "before")
"""What of a case makes the season."""


@dataclass
class Played:
    """What became of one session."""

    minutes: float
    cue_s: list[float]
    confirm_s: list[float]
    had_own_values: bool
    phase: int
    practised: float
    """Mean relative change of form in the last ten minutes, as the runner did it."""


@dataclass
class Season:
    """All sessions of one runner with one clip, in order."""

    runner: Runner
    sessions: list[Played] = field(default_factory=list)
    history: History = field(default_factory=History)


@dataclass(frozen=True)
class Case:
    """A row of the table: `figure` makes a number of one season, `reached` says whether those of all seeds are as asked."""

    name: str
    plan: Plan
    figure: Callable[[Season], float]
    unit: str
    asked: str
    reached: Callable[[np.ndarray], bool]
    temper: Temper = DEAF
    settings: dict[str, Any] = field(default_factory=dict)
    before: Callable[[Season, int], None] | None = None
    """What happens to the runner before a session (from 0)."""


class OneStep(NamedTuple):
    """What the coach is told of a step."""

    step_us: int
    contact_us: int
    bounce_um: int
    side: int


def settings_of(changes: dict[str, Any]) -> Settings:
    """Return settings; what this firmware does not know is left out."""
    settings = Settings()
    for name, value in changes.items():
        if field_named(name) is not None:
            settings.set(name, value)
    return settings


def play(coach: Coach, runner: Runner, parts: list[Part]) -> Played:
    """Run one session with a coach; every cue is felt 0.1 s after its step became known."""
    mask = Mask(150)
    cue_s: list[float] = []
    confirm_s: list[float] = []
    practised: list[float] = []
    running_ms = 0
    had_own_values, phase = coach.has_baseline, coach.schedule.phase
    total_ms = 60_000 * sum(part.minutes for part in parts if part.speed)
    step, answer, pulse = coach.step, runner.answer, mask.pulse
    masked_ms = -1
    for time_ms, step_us, contact_us, bounce_um, side, speed_mm_s in runner.session(parts).steps():
        if not step_us:
            coach.tick(time_ms)
            continue
        running_ms += step_us // 1000
        flags = mask.flag(time_ms - step_us // 1000, time_ms) if time_ms < masked_ms else 0
        cue = step(OneStep(step_us, contact_us, bounce_um, side), flags, time_ms, speed_mm_s)
        if running_ms > total_ms - 600_000:
            practised.append(runner.practised)
        if cue and cue != CUE_TICK:
            lasts_ms = duration_ms(coach.patterns[cue])
            pulse(time_ms + 100, lasts_ms)
            masked_ms = time_ms + lasts_ms + 1000
            if cue == CUE_CONFIRM:
                confirm_s.append(time_ms / 1000)
                runner.hold()
            else:
                cue_s.append(time_ms / 1000)
                answer()
    runner.over(running_ms / 60_000)
    return Played(running_ms / 60_000, cue_s, confirm_s, had_own_values, phase, float(np.mean(practised or [0.0])))


def season_of(case: Case, seed: int, is_felt: bool = False) -> Season:
    """Play all sessions of a case.

    Args:
        case: Of the table.
        seed: Of the runner.
        is_felt: Whether the steps come through the gait core.
    """
    settings = settings_of(case.settings)
    season = Season((FeltRunner if is_felt else Runner)(seed, case.temper, settings.target))
    for number, parts in enumerate(case.plan):
        if case.before is not None:
            case.before(season, number)
        coach = Coach(settings, History(season.history.plain()), has_pace=True)
        season.sessions.append(play(coach, season.runner, parts))
        season.history = coach.finish()
    return season


def measure(
    cases: Sequence[Case], seeds: int, say: Callable[[str], None] = lambda _: None, is_felt: bool = False
) -> dict[str, Measured]:
    """Return, by the name of the case, its figure for each seed. Rows about the same season share it."""
    found: dict[str, list[float]] = {case.name: [] for case in cases}
    for same in alike(cases):
        say(", ".join(case.name for case in same))
        for seed in range(seeds):
            season = season_of(same[0], seed, is_felt)
            for case in same:
                found[case.name].append(case.figure(season))
    return {name: np.array(values) for name, values in found.items()}


def alike(cases: Sequence[Case]) -> list[list[Case]]:
    """Return the cases in groups that ask something else of the same season, in their order."""
    groups: list[list[Case]] = []
    for case in cases:
        for group in groups:
            if all(getattr(case, name) == getattr(group[0], name) for name in SEASON):
                group.append(case)
                break
        else:
            groups.append([case])
    return groups


def from_session(first: int) -> Callable[[Season], float]:
    """Cues an hour over the sessions from one on (counted from 1)."""

    def figure(season: Season) -> float:
        some = season.sessions[first - 1 :]
        return 60 * sum(len(one.cue_s) for one in some) / sum(one.minutes for one in some)

    return figure


def cues_between(session: int, from_min: float, to_min: float) -> Callable[[Season], float]:
    """Count cues in a span of one session (from 1; of all later ones the most, if negative)."""

    def figure(season: Season) -> float:
        if session > 0:
            return float(sum(from_min * 60 <= at < to_min * 60 for at in season.sessions[session - 1].cue_s))
        return float(max(len(one.cue_s) for one in season.sessions[session:]))

    return figure


def own_error_pct(season: Season) -> float:
    """How far the coach's own step time lies off the runner's, at usual pace, in %; 100 without one."""
    baseline = season.history.baseline(settings_of({}).baseline_runs)
    return 100 * abs(baseline.step_us / (season.runner.step_s * 1e6) - 1) if baseline.is_ready else 100.0


def sessions_to_own_values(season: Season) -> float:
    """The number of sessions after which own values are known; one more than all if never."""
    known = [one.had_own_values for one in season.sessions]
    return float(known.index(True) if True in known else len(known) + 1)


def verdict(season: Season) -> float:
    """The last session's verdict: 3 kept, 2 learnt, 1 partly, 0 not yet; before there were words, by the score."""
    last = season.history.retentions[-1:]
    if not last:
        return -1.0
    words = ("not yet", "partly", "learnt", "kept")
    if "verdict" in last[0]:
        return float(words.index(last[0]["verdict"]))
    return 2.0 if last[0]["inside_pct"] >= 80 else 1.0 if last[0]["inside_pct"] >= 50 else 0.0


def mean_at_most(limit: float) -> Callable[[np.ndarray], bool]:
    """Ask that the mean is no higher."""
    return lambda values: float(values.mean()) <= limit


def nine_in_ten(value: float) -> Callable[[np.ndarray], bool]:
    """Ask for a value in nine of ten seeds."""
    return lambda values: float((values == value).mean()) >= 0.9


def nine_in_ten_at_most(limit: float) -> Callable[[np.ndarray], bool]:
    """Ask for no more in nine of ten seeds."""
    return lambda values: float((values <= limit).mean()) >= 0.9


def nine_in_ten_at_least(limit: float) -> Callable[[np.ndarray], bool]:
    """Ask for no less in nine of ten seeds."""
    return lambda values: float((values >= limit).mean()) >= 0.9


def silent_from_pct(season: Season) -> float:
    """How much above own cadence the slowest of the `RAISED` sessions without a cue was, in %."""
    silent = [raised for raised, one in zip(RAISED, season.sessions[2:], strict=True) if not one.cue_s]
    return 100 * silent[0] if silent else 100.0


def between(low: float, high: float) -> Callable[[np.ndarray], bool]:
    """Ask that the mean lies between."""
    return lambda values: low <= float(values.mean()) <= high


@cache
def odd_first_days(change: float) -> Callable[[Season, int], None]:
    """The first two runs are on one odd day, the rest as ever."""

    def before(season: Season, number: int) -> None:
        season.runner.habit = change if number < 2 else 0.0

    return before


RAISED = [step / 200 for step in range(14)]
"""Cadence above own, in sessions one after the other: 0 to 6.5 %."""
USUAL: Plan = [HALF_HOUR, HALF_HOUR]
INTERVALS = [Part(10), *[Part(3, 1.22), Part(2, 0.78)] * 8]
HILLS = [Part(6), *[Part(2, 0.77, cadence=0.004, contact=0.02), Part(1, 1.12, contact=-0.01), Part(3)] * 8]
LIGHTS = [part for _ in range(16) for part in (Part(2.6), Part(0.5, 0))]
MIXED: Plan = [HALF_HOUR, [Part(8), Part(8, 0.8), Part(8, 1.2), Part(8)]]
PLAN8 = {"full_sessions": 3, "fewer_sessions": 2}
LEARNER = Temper(answer=0.02, learn=3.0, most=0.053)
ASKED: Plan = [*USUAL, *[[Part(7, cadence=raised)] for raised in RAISED]]
TIRED = [Part(10, 1 - 0.01 * done, cadence=-0.004 * done, contact=0.004 * done) for done in range(6)]
SIXTY = [part for _ in range(8) for part in (Part(1), Part(1.5, 0))]
THREES = [part for _ in range(3) for part in (Part(3), Part(2, 0))]

# ruff: noqa: E501 - the table is read as a table
CASES = (
    Case("deaf: first hour", [*USUAL, HOUR, HOUR, HOUR], cues_between(3, 0, 60), "cues", "<= 12", nine_in_ten_at_most(12)),
    Case("deaf: each later hour", [*USUAL, HOUR, HOUR, HOUR], cues_between(-2, 0, 60), "cues", "<= 4", nine_in_ten_at_most(4)),
    Case("slow: session 8", [*USUAL, *[HALF_HOUR] * 6], from_session(8), "cues/h", "<= 20", mean_at_most(20), SLOW),
    Case("compliant: session 5", [*USUAL, *[HALF_HOUR] * 3], from_session(5), "cues/h", "<= 15", mean_at_most(15), COMPLIANT),
    Case("easy jog, own cadence 4 % lower", [*USUAL, [Part(60, 0.79)]], from_session(3), "cues/h", "0", mean_at_most(2), settings=HOLD),
    Case("easy jog, own cadence 6 % lower", [*USUAL, [Part(60, 0.71)]], from_session(3), "cues/h", "0", mean_at_most(2), settings=HOLD),
    Case("easy jog at a known pace, 4 % lower", [*MIXED, [Part(60, 0.79)]], from_session(3), "cues/h", "0", mean_at_most(2), settings=HOLD),
    Case("3 min hard, 2 min jog", [*USUAL, INTERVALS], from_session(3), "cues/h", "<= 2", mean_at_most(2), settings=HOLD),
    Case("3 min hard, 2 min jog, paces known", [*MIXED, INTERVALS], from_session(3), "cues/h", "<= 2", mean_at_most(2), settings=HOLD),
    Case("hills, cadence -5 % for 2 of 6 min", [*USUAL, HILLS], from_session(3), "cues/h", "<= 2", mean_at_most(2), settings=HOLD),
    Case("fatigue: cadence -2 %, pace -5 % in an hour", [*USUAL, TIRED], from_session(3), "cues/h", "<= 5", mean_at_most(5), settings=HOLD),
    Case("traffic lights", [*USUAL, LIGHTS], from_session(3), "cues/h", "<= 2", mean_at_most(2), settings=HOLD),
    Case("own values of a day 6 % quick: cues", [*USUAL, *[HALF_HOUR] * 6], from_session(5), "cues/h", "<= 2", mean_at_most(2), settings=HOLD, before=odd_first_days(0.06)),
    Case("own values of a day 6 % quick: off by", [*USUAL, *[HALF_HOUR] * 6], own_error_pct, "%", "<= 2", mean_at_most(2), settings=HOLD, before=odd_first_days(0.06)),
    Case("own values of a day 5 % slow: off by", [*USUAL, *[HALF_HOUR] * 6], own_error_pct, "%", "<= 2", mean_at_most(2), before=odd_first_days(-0.05)),
    Case("two runs of 150 and 190: own values known", [[Part(32)], [Part(32, cadence=0.24)], [Part(32)]], lambda season: float(season.sessions[2].had_own_values), "share", "0", mean_at_most(0)),
    Case("bounce: cadence +5 %, bounce -9 %", [*USUAL, [Part(32, cadence=0.05)]], from_session(3), "cues/h", "<= 2", mean_at_most(2), settings={"target": "bounce"}),
    Case("bounce: cadence -8 %, bounce +18 %", [*USUAL, [Part(10), Part(30, cadence=-0.083)]], from_session(3), "cues/h", ">= 10", nine_in_ten_at_least(10), settings=HOLD_BOUNCE),
    Case("bounce: other shoes, +6 %, sessions 5 to 8", [*USUAL, *[[Part(32, bounce=0.06)]] * 6], from_session(5), "cues/h", "<= 2", mean_at_most(2), settings=HOLD_BOUNCE),
    Case("bounce: clip shifted, +10 %, sessions 5 to 8", [*USUAL, *[[Part(32, bounce=0.10)]] * 6], from_session(5), "cues/h", "<= 2", mean_at_most(2), settings=HOLD_BOUNCE),
    Case("steadiness, nothing changed", [*USUAL, [part for _ in range(10) for part in (Part(5.7), Part(0.3, noise=2.5))]], from_session(3), "cues/h", "0", mean_at_most(0.5), settings={"target": "steadiness"}),
    Case("8 x 60 s: own values after", [SIXTY] * 8, sessions_to_own_values, "sessions", "<= 6", nine_in_ten_at_most(6)),
    Case("3 x 3 min: own values after", [THREES] * 8, sessions_to_own_values, "sessions", "<= 6", nine_in_ten_at_most(6)),
    Case("9.5 min at a time: own values after", [[Part(9.5)]] * 8, sessions_to_own_values, "sessions", "<= 6", nine_in_ten_at_most(6)),
    Case("8 x 60 s, 20 times: sessions counted", [SIXTY] * 20, lambda season: float(season.history.sessions.get("cadence", 0)), "sessions", ">= 5", nine_in_ten_at_least(5)),
    Case("+5 % is asked for: silent from", ASKED, silent_from_pct, "%", "3 to 6", between(3, 6), settings=ALWAYS),
    Case("+3 % is asked for: silent from", ASKED, silent_from_pct, "%", "1.8 to 4", between(1.8, 4), settings={**ALWAYS, "cadence_change_pct": 3}),
    Case("+2 % is asked for: silent from", ASKED, silent_from_pct, "%", "1.2 to 3", between(1.2, 3), settings={**ALWAYS, "cadence_change_pct": 2}),
    Case("steadiness, learnt nothing", [*USUAL, *[HALF_HOUR] * 6], verdict, "verdict", "kept", nine_in_ten(3), DEAF, {**PLAN8, "target": "steadiness"}),
    Case("learnt: +5 % in session 8", [*USUAL, *[HALF_HOUR] * 6], verdict, "verdict", "learnt", nine_in_ten(2), LEARNER, PLAN8),
    Case("learnt nothing, forgets", [*USUAL, *[HALF_HOUR] * 6], verdict, "verdict", "not yet", nine_in_ten_at_most(0), FORGETFUL, PLAN8),
    Case("learnt nothing, runs 20 % faster", [*MIXED, *[HALF_HOUR] * 5, [Part(32, 1.20)]], verdict, "verdict", "not yet", nine_in_ten_at_most(0), FORGETFUL, PLAN8),
)  # fmt: skip
