"""Cadence curves of made-up runs, as a clip and as a watch tell them: pairs of the same run, and of different ones.

A runner's cadence is a level of the runner's own, waves of some minutes (ground, fatigue), of some seconds (attention,
corners), and noise of single steps; over it lies what the run is: easy with red lights, intervals, run and walk, hills.
"""

from dataclasses import dataclass, replace
from random import Random

import numpy as np

from recoil.fit.watch import Watch
from recoil.session.dynamics import DYNAMICS_TYPE

DAY_S = 86_400
FIRST = 1_100_000_000  # in FIT's time
KINDS = ("easy", "intervals", "walks", "hills", "progressive", "treadmill")
CLOCKS = ("set", "unset", "hour")


@dataclass(frozen=True)
class Plan:
    """What a run is; two runs of the same plan are different runs all the same."""

    kind: str
    level_spm: float
    seconds: int
    stops: tuple[tuple[int, int], ...]
    """Begin and end of each second that was walked or stood."""
    shape_spm: np.ndarray
    """What the plan adds to the level each second."""


@dataclass(frozen=True)
class Pair:
    """What clip and watch tell; `lag_s` is the watch's second at the clip's zero, None for two different runs."""

    rows: np.ndarray
    watch: Watch
    clip_zero: int | None
    lag_s: int | None
    kind: str
    clock: str


def plan_of(random: Random, kind: str = "") -> Plan:
    """Draw a run."""
    kind = kind or random.choice(KINDS)
    seconds = random.randrange(1200, 4800)
    shape = np.zeros(seconds)
    stops: list[tuple[int, int]] = []
    if kind == "easy":
        for _ in range(random.randrange(4)):
            at = random.randrange(120, seconds - 200)
            stops.append((at, at + random.randrange(15, 90)))
    elif kind == "intervals":
        fast_s, slow_s = random.choice(((60, 60), (90, 60), (180, 90), (240, 120), (300, 120)))
        walks, faster = random.random() < 0.5, random.uniform(5, 14)
        for at in range(600, seconds - 420, fast_s + slow_s):
            shape[at : at + fast_s] += faster
            if walks:
                stops.append((at + fast_s, at + fast_s + slow_s))
    elif kind == "walks":
        run_s, walk_s = random.choice(((240, 60), (300, 60), (480, 120), (120, 60)))
        stops = [(at, at + walk_s) for at in range(300 + run_s, seconds - walk_s, run_s + walk_s)]
    elif kind == "hills":
        for _ in range(4):
            shape += random.uniform(1, 3) * np.sin(np.arange(seconds) / random.uniform(40, 150) + random.uniform(0, 6))
    elif kind == "progressive":
        shape += np.linspace(-4, 4, seconds)
    return Plan(kind, random.gauss(170, 8), seconds, tuple(stops), shape)


def run_of(plan: Plan, random: Random) -> np.ndarray:
    """Return a run's cadence each second (NaN: not running), drawn anew each time."""
    noise = np.random.default_rng(random.randrange(1 << 40))
    calm = 0.6 if plan.kind == "treadmill" else 1.0
    spm = plan.level_spm + random.gauss(0, 0.7) + plan.shape_spm
    for tau_s, deviation_spm in ((600, 1.5), (40, 1.2), (8, 0.7)):
        spm = spm + calm * deviation_spm * _waves(plan.seconds, tau_s, noise)
    for begin, end in plan.stops:
        spm[begin:end] = np.nan
    return spm


def _waves(seconds: int, tau_s: float, noise: np.random.Generator) -> np.ndarray:
    """Return noise of deviation 1 that forgets itself within `tau_s`."""
    keep = np.exp(-1 / tau_s)
    drawn = noise.normal(0, 1, seconds) * np.sqrt(1 - keep**2)
    drawn[0] = noise.normal()
    waves = np.empty(seconds)
    value = 0.0
    for at, new in enumerate(drawn.tolist()):
        value = keep * value + new
        waves[at] = value
    return waves


def clip_rows(spm: np.ndarray, random: Random, stand_s: int = 6) -> np.ndarray:
    """Return what the clip tells of a run: the mean over the 5 s before, 0.5 steps/min uncertain."""
    noise = np.random.default_rng(random.randrange(1 << 40))
    whole = np.concatenate((np.full(stand_s, np.nan), spm, np.full(5, np.nan)))
    rows = np.zeros(len(whole), dtype=DYNAMICS_TYPE)
    rows["time_s"] = np.arange(len(whole))
    rows["is_running"] = np.isfinite(whole)
    rows["cadence_spm"] = _trailing(whole, 5) + noise.normal(0, 0.5, len(whole))
    return rows


def _trailing(values: np.ndarray, seconds: int) -> np.ndarray:
    """Return the mean of what is known of the seconds before; NaN where it is not known now."""
    padded = np.concatenate((np.full(seconds - 1, np.nan), values))
    windows = np.lib.stride_tricks.sliding_window_view(padded, seconds)
    known = np.isfinite(windows)
    mean = np.where(known, windows, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(np.isfinite(values), mean, np.nan)


def watch_of(spm: np.ndarray, random: Random, before_s: int, after_s: int) -> Watch:
    """Return what a watch writes of a run; it started `before_s` before the run and ended `after_s` behind it.

    It averages over some seconds, is late, counts in whole or half strides, writes a walk or zero in a stop, or nothing
    at all, and some write only when something changes.
    """
    noise = np.random.default_rng(random.randrange(1 << 40))
    walks_spm, pauses = random.choice((0.0, 0.0, 110.0)), random.random() < 0.25
    late_s, over_s = random.randrange(0, 3), random.choice((2, 4, 4, 6))
    resolution_spm = random.choice((1.0, 2.0))
    whole = np.concatenate(
        (np.full(max(before_s, 0), np.nan), spm[max(-before_s, 0) :], np.full(max(after_s, 0), np.nan))
    )
    if after_s < 0:
        whole = whole[:after_s]
    shifted = np.concatenate((np.full(late_s, np.nan), whole))[: len(whole)]
    told = _trailing(shifted, over_s) + noise.normal(0, 0.7, len(whole))
    told = np.where(np.isfinite(shifted), resolution_spm * np.rint(told / resolution_spm), walks_spm)
    kept = np.ones(len(told), dtype=bool)
    if pauses:
        kept &= np.isfinite(shifted) | (np.arange(len(told)) < 5)
    if random.random() < 0.15:  # "smart"
        kept &= (np.diff(told, prepend=-1) != 0) | (np.arange(len(told)) % 7 == 0)
    kept[0] = True
    return Watch(FIRST + np.flatnonzero(kept), told[kept])


def right_pair(seed: int, clock: str) -> Pair:
    """Return one run as clip and watch have it."""
    random = Random(f"right/{seed}/{clock}")
    plan = plan_of(random)
    spm = run_of(plan, random)
    stand_s, before_s = random.randrange(4, 90), random.randrange(-200, 200)
    watch = watch_of(spm, random, before_s, random.randrange(-200, 200))
    lag_s = before_s - stand_s
    zero = FIRST + lag_s + random.randrange(-2, 3)
    clip_zero = {"set": zero, "unset": None, "hour": zero + random.choice((-3600, 3600)) + random.randrange(-20, 21)}
    return Pair(clip_rows(spm, random, stand_s), watch, clip_zero[clock], lag_s, plan.kind, clock)


def wrong_pair(seed: int) -> Pair:
    """Return two different runs: of anyone, of one runner, of one plan, with one stop each, a partner's."""
    random = Random(f"wrong/{seed}")
    how = ("anyone", "runner", "plan", "stop", "partner")[seed % 5]
    plan = plan_of(random)
    other = plan_of(random)
    if how == "runner":
        other = replace(other, level_spm=plan.level_spm)
    elif how == "plan":  # the watch leads through it: to the second the same
        other = plan = plan_of(random, random.choice(("intervals", "walks")))
    elif how == "stop":
        seconds = random.randrange(1200, 2400)
        at = random.randrange(300, seconds - 300)
        bare = np.zeros(seconds)
        plan = Plan("stop", plan.level_spm, seconds, ((at, at + 60),), bare)
        other = replace(plan, level_spm=plan.level_spm + random.choice((0, 0, -8)))
    elif how == "partner":
        other = replace(plan, level_spm=plan.level_spm + random.uniform(-6, 6))
    before_s = random.randrange(0, 120)
    watch = watch_of(run_of(other, random), random, before_s, random.randrange(0, 120))
    rows = clip_rows(run_of(plan, random), random)
    clock = CLOCKS[seed // 5 % 3]
    if how == "partner":
        clip_zero = FIRST + before_s - 6 + random.randrange(-2, 3)
        return Pair(rows, watch, None if clock == "unset" else clip_zero, None, how, clock)
    apart_s = random.choice((7 * DAY_S, DAY_S, 6 * 3600, 10 * DAY_S + 4000)) + random.randrange(-900, 900)
    wrong_s = random.choice((-3600, 3600)) if clock == "hour" else 0
    clip_zero = None if clock == "unset" else FIRST + random.choice((-1, 1)) * apart_s + wrong_s
    return Pair(rows, watch, clip_zero, None, how, clock)
