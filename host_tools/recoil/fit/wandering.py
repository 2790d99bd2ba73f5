"""How cadence wanders within seconds: what tells two runs of one plan apart.

A runner's cadence is never still: it strays by a step or so a minute and is back within some ten seconds, and no run
repeats another's. Stops, intervals and slow waves are taken out here, for a plan or a road can repeat those.
"""

from functools import cached_property

import numpy as np

from .correlation import masked_correlation

SLOW_S = 20  # the mean over so many seconds to both sides is taken out
QUICK_S = 3  # the mean over so many is kept: a watch rounds, and says late what it averaged
GAP_S, MEAN_S, JUMP_SPM = 3, 8, 5.0  # a change of pace that a plan may have asked for: what lies near it is left out
LARGEST_SPM = 4.0
FORGOTTEN_S = 20  # slower waves are taken out: no wandering is remembered for longer
ALIVE_SPM = 0.25  # a curve that wanders less is no runner's
SHORTEST_S = 120
NEAR_S = 8
SURE = 10.0  # evidence, natural logarithm: one of some 100,000 lags of different runs has more by chance
SURE_ANYWHERE = 22.0  # as sure, when each of thousands of lags had its chance


class Wandering:
    """The wandering of clip and watch, each second; NaN where it is not running, or close to where that changes."""

    def __init__(self, clip_spm: np.ndarray, watch_spm: np.ndarray) -> None:
        self._clip_spm, self._watch_spm = clip_spm, watch_spm
        self._clip, self._watch = wandering_of(clip_spm), wandering_of(watch_spm)

    @cached_property
    def is_alive(self) -> bool:
        """Whether the clip's curve wanders at all."""
        known = self._clip[np.isfinite(self._clip)]
        return len(known) < SHORTEST_S or float(known.std()) > ALIVE_SPM

    def level_apart_spm(self, mine: slice, theirs: slice) -> float | None:
        """Return how far the usual cadences of the same seconds are apart; None with no second known to both."""
        difference = self._watch_spm[theirs] - self._clip_spm[mine]
        known = difference[np.isfinite(difference)]
        return abs(float(np.median(known))) if len(known) else None

    @cached_property
    def _evidence(self) -> tuple[np.ndarray, np.ndarray]:
        """Lags, and how much likelier the wandering is that of one run: Gaussian noise of as many free seconds."""
        lags = np.arange(-(len(self._clip) - 1), len(self._watch))
        pairs, correlation = masked_correlation(self._clip, self._watch, ALIVE_SPM)
        positive = np.where(pairs >= SHORTEST_S, np.clip(correlation, 0.0, 0.999999), 0.0)
        return lags, -0.5 * pairs / self._seconds_each * np.log(1 - positive**2)

    @cached_property
    def _seconds_each(self) -> float:
        """How many seconds tell as much as one that stands for itself (Bartlett 1946)."""
        both = memory_of(self._clip) * memory_of(self._watch)
        return max(1.0 + 2.0 * float(both[1:].sum()), 1.0)

    def agrees(self, lag: int) -> bool:
        """Tell whether both wander alike at a lag, give or take a watch's delay."""
        lags, evidence = self._evidence
        near = evidence[np.abs(lags - lag) <= NEAR_S]
        return bool(len(near) and near.max() >= SURE)

    def surest_lag(self) -> int | None:
        """Return the lag at which both wander alike, if there is one and no other."""
        lags, evidence = self._evidence
        at = int(np.argmax(evidence))
        others = evidence[np.abs(lags - lags[at]) > NEAR_S]
        runner_up = float(others.max()) if len(others) else 0.0
        return int(lags[at]) if evidence[at] - runner_up >= SURE and evidence[at] >= SURE_ANYWHERE else None


def wandering_of(spm: np.ndarray) -> np.ndarray:
    """Return how a cadence strays from its mean around each second; NaN near where running or pace changes."""
    known = np.isfinite(spm)
    reach = np.ones(2 * SLOW_S + 1)
    if len(spm) < len(reach):
        return np.full(len(spm), np.nan)
    before, after = _mean(spm, known, -MEAN_S - GAP_S, -GAP_S), _mean(spm, known, GAP_S, GAP_S + MEAN_S)
    is_broken = ~known | (np.nan_to_num(np.abs(after - before)) > JUMP_SPM)
    near_broken = np.convolve(is_broken, reach, "same") > 0.5
    slow = _mean(spm, known, -SLOW_S, SLOW_S + 1)
    fast = _mean(spm, known, -QUICK_S, QUICK_S + 1)
    return np.where(near_broken, np.nan, np.clip(fast - slow, -LARGEST_SPM, LARGEST_SPM))


def _mean(values: np.ndarray, known: np.ndarray, begin: int, end: int) -> np.ndarray:
    """Return the mean of what is known from `begin` to `end` seconds after each; NaN where nothing is."""
    at = np.arange(len(values))
    low, high = np.clip(at + begin, 0, len(values)), np.clip(at + end, 0, len(values))
    total = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    count = np.concatenate(([0], np.cumsum(known)))
    number = count[high] - count[low]
    return np.where(number > 0, (total[high] - total[low]) / np.maximum(number, 1), np.nan)


def memory_of(wandering: np.ndarray) -> np.ndarray:
    """Return the autocorrelation over the first seconds of lags; 1 at once and 0 after, where it cannot be told."""
    centred = wandering - (np.nanmean(wandering) if np.isfinite(wandering).any() else 0.0)
    found = np.zeros(FORGOTTEN_S)
    found[0] = 1.0
    power = centred[np.isfinite(centred)]
    if len(power) < SHORTEST_S or not power.any():
        return found
    for lag in range(1, FORGOTTEN_S):
        product = centred[lag:] * centred[:-lag]
        product = product[np.isfinite(product)]
        found[lag] = product.mean() / np.square(power).mean() if len(product) >= SHORTEST_S else 0.0
    return found
