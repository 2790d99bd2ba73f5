"""When, by the watch's clock, a session began: found where the cadence curves of clip and watch agree."""

from dataclasses import dataclass

import numpy as np

from recoil.common.errors import one_line

from .errors import FitError
from .watch import Watch

SHORTEST_S = 120  # shared by both, at least
LONGEST_HOLD_S = 10  # watches that record "smart" write nothing for some seconds while nothing changes
RUNNING_SPM = 130.0  # walking and standing are one thing: the clip does not tell them apart
SWING_SPM = 20.0
STEADY_SPM = 0.5  # a curve that varies less has nothing to hold on to
LOWEST_CORRELATION = 0.55
NEAR_S = 15  # lags so near belong to one peak
DISTINCT = 40.0  # by so much the best lag must be likelier than any other, in units of the natural logarithm
CLOCKS_AGREE_S = 120
CLOCK_S = 5  # a set clock is surer than a peak, which lags with a watch's smoothing
SAME_CADENCE_SPM = 5.0
LONGEST_WATCH_S = 7 * 86_400


@dataclass(frozen=True)
class Alignment:
    """`zero` is FIT's time of the session's first sample."""

    zero: int
    how: str
    """`cadence`, `clock` or `offset`."""
    overlap_s: int
    """Seconds for which both know whether and how fast the runner ran."""
    correlation: float | None
    """Of the two curves, where both vary."""
    after_watch_s: int
    """How long after the watch's first record the session's first sample was; negative: before."""
    clock_lag_s: int | None
    """By how much the clip's clock was behind the watch's; None if it was never set."""


class _Agreement:
    """Correlation and how much it says, for every lag: the clip's second i is the watch's second i + lag."""

    def __init__(self, clip: np.ndarray, watch: np.ndarray) -> None:
        self.lags = np.arange(-(len(clip) - 1), len(watch))
        self.overlap, correlation = masked_correlation(clip, watch)
        enough = self.overlap >= SHORTEST_S
        self.correlation = np.where(enough, correlation, 0.0)
        # The logarithm of how much likelier the one curve is, knowing the other: a long overlap counts more.
        positive = np.clip(self.correlation, 0.0, 0.999999)
        self.gain = -0.5 * self.overlap * np.log(1 - positive**2)

    def best(self, low: float = -np.inf, high: float = np.inf) -> int | None:
        """Return the place of the best lag within limits; None if none is good enough, or another is as good."""
        gain = np.where((self.lags >= low) & (self.lags <= high), self.gain, 0.0)
        at = int(np.argmax(gain))
        others = gain[np.abs(self.lags - self.lags[at]) > NEAR_S]
        runner_up = others.max() if len(others) else 0.0
        if self.correlation[at] < LOWEST_CORRELATION or gain[at] - runner_up < DISTINCT:
            return None
        return at


def align(rows: np.ndarray, watch: Watch, clip_zero: int | None, offset_s: float | None = None) -> Alignment:
    """Find a session's begin in a watch's file, from its rows of dynamics.

    `clip_zero` is what the clip's clock says, if it was set; it counts where the curves do not speak against it. Where
    neither says it surely, a `FitError`; `offset_s`, from the watch's first record on, is then the runner's to say.
    """
    first_s, watch_first = int(rows["time_s"][0]), int(watch.time_s[0])
    if watch.time_s[-1] - watch_first > LONGEST_WATCH_S:
        raise FitError("the watch's records are more than a week apart: its clock was set in mid-run")
    clip, other = clip_curve(rows), watch_curve(watch)
    agreement = _Agreement(clip, other)

    def found(lag: int, how: str) -> Alignment:
        zero = watch_first + lag - first_s
        at = lag - int(agreement.lags[0])
        inside = 0 <= at < len(agreement.lags)
        overlap = int(agreement.overlap[at]) if inside else 0
        correlation = round(float(agreement.correlation[at]), 3) if inside else None
        behind = None if clip_zero is None else zero - clip_zero
        return Alignment(zero, how, overlap, correlation or None, zero - watch_first, behind)

    if offset_s is not None:
        forced = found(round(offset_s) + first_s, "offset")
        end_s = int(rows["time_s"][-1])
        if forced.zero + end_s < watch_first or forced.zero + first_s > watch.time_s[-1]:
            raise FitError(
                f"with --offset {offset_s:g} the clip's session lies outside the watch's activity",
                f"the watch recorded for {watch.time_s[-1] - watch_first:,} s, the clip's session is {end_s:,} s long",
            )
        return forced
    by_clock = None if clip_zero is None else clip_zero + first_s - watch_first
    anywhere = agreement.best()
    if by_clock is not None:
        near = agreement.best(by_clock - CLOCKS_AGREE_S, by_clock + CLOCKS_AGREE_S)
        at = by_clock - int(agreement.lags[0])
        is_inside = 0 <= at < len(agreement.lags)
        if near is not None and (anywhere is None or agreement.gain[anywhere] - agreement.gain[near] < DISTINCT):
            lag = int(agreement.lags[near])
            return found(by_clock if is_inside and abs(lag - by_clock) <= CLOCK_S else lag, "cadence")
        if anywhere is None and is_inside and _fits(rows, watch, clip, other, by_clock):
            return found(by_clock, "clock")
    if anywhere is not None:
        return found(int(agreement.lags[anywhere]), "cadence")
    raise _refusal(watch, agreement, clip_zero)


def _fits(rows: np.ndarray, watch: Watch, clip: np.ndarray, other: np.ndarray, lag: int) -> bool:
    """Tell whether the curves do not contradict each other at a lag: both run, and at the same cadence."""
    begin, end = max(0, -lag), min(len(clip), len(other) - lag)
    if not watch.has_cadence:
        return end - begin >= SHORTEST_S
    apart_spm = abs(_usual(rows["cadence_spm"]) - _usual(watch.cadence_spm))
    difference = other[begin + lag : end + lag] - clip[begin:end]
    known = difference[np.isfinite(difference)]
    return len(known) >= SHORTEST_S and float(np.median(np.abs(known))) + apart_spm <= SAME_CADENCE_SPM


def _refusal(watch: Watch, agreement: _Agreement, clip_zero: int | None) -> FitError:
    advice = [
        "find out how many seconds after the watch's start the clip's session began (negative: before),",
        "and say it: --offset SECONDS",
    ]
    if clip_zero is None:
        advice.append('or, as the clip\'s clock was never set, say when it started: --start "2026-11-22 07:30"')
    if not watch.has_cadence:
        return FitError("the watch recorded no cadence, so it cannot be told when the session was", *advice)
    if not len(agreement.overlap) or agreement.overlap.max() < SHORTEST_S:
        return FitError("clip and watch share less than two minutes of running", *advice)
    best = float(agreement.correlation[int(np.argmax(agreement.gain))])
    if best < LOWEST_CORRELATION:
        why = f"nowhere do the cadences of clip and watch agree (correlation at most {best:.2f})"
        return FitError(one_line(why), "is it the same run? if it is:", *advice)
    return FitError("several times fit the cadences about as well: it cannot be told when the session was", *advice)


def clip_curve(rows: np.ndarray) -> np.ndarray:
    """Return the clip's cadence curve each second; NaN where it ran with no clean step."""
    return np.where(rows["is_running"] & ~rows["is_paused"], _limited(rows["cadence_spm"]), -SWING_SPM)


def watch_curve(watch: Watch) -> np.ndarray:
    """Return the watch's cadence curve each second from its first record on; NaN where it is not known."""
    second = np.arange(watch.time_s[0], watch.time_s[-1] + 1)
    newest = np.searchsorted(watch.time_s, second, side="right") - 1
    following = np.minimum(newest + 1, len(watch.time_s) - 1)
    is_held = (watch.time_s[following] - watch.time_s[newest] <= LONGEST_HOLD_S) | (second == watch.time_s[newest])
    return np.where(is_held, _limited(watch.cadence_spm)[newest], np.nan)


def _usual(cadence_spm: np.ndarray) -> float:
    """Return the median cadence of running."""
    running = cadence_spm[cadence_spm >= RUNNING_SPM]
    return float(np.median(running)) if len(running) else RUNNING_SPM


def _limited(cadence_spm: np.ndarray) -> np.ndarray:
    """Return cadence around the usual, walking and standing at the lowest: a stop must not outweigh the run."""
    around = np.clip(cadence_spm - _usual(cadence_spm), -SWING_SPM, SWING_SPM)
    return np.where(cadence_spm < RUNNING_SPM, -SWING_SPM, around)


def masked_correlation(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for lags from 1 - len(first) to len(second) - 1, how many pairs are known, and their correlation.

    Normalised cross-correlation with masks (Padfield 2012): every lag has means and variances of its own overlap.
    """
    size = 1 << (len(first) + len(second) - 1).bit_length()
    transforms = []
    for values in (first, second):
        known = np.isfinite(values)
        centred = np.where(known, values, 0.0)
        transforms.append([np.fft.rfft(part, size) for part in (known.astype(float), centred, centred**2)])
    (mask_1, value_1, square_1), (mask_2, value_2, square_2) = transforms

    def summed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        circular = np.fft.irfft(np.conj(one) * other, size)
        return np.concatenate((circular[size - len(first) + 1 :], circular[: len(second)]))

    pairs = np.rint(summed(mask_1, mask_2))
    some = np.maximum(pairs, 1)
    mean_1, mean_2 = summed(value_1, mask_2) / some, summed(mask_1, value_2) / some
    variance_1 = summed(square_1, mask_2) / some - mean_1**2
    variance_2 = summed(mask_1, square_2) / some - mean_2**2
    covariance = summed(value_1, value_2) / some - mean_1 * mean_2
    varies = (pairs > 1) & (np.minimum(variance_1, variance_2) > STEADY_SPM**2)
    product = np.where(varies, variance_1 * variance_2, 1.0)
    return pairs, np.where(varies, np.clip(covariance / np.sqrt(product), -1.0, 1.0), 0.0)
