"""The runner's own values as a function of pace: what a run teaches, and what several runs agree on.

Pace is a logarithm in 32 bins, eight to a doubling (9 % each); bins go round, which nobody notices: 32 are a factor of
16. Between the middles of known bins own values are a line; up to a quarter of a bin beyond the last one a line with
the slope that 21 runners had at 2 to 5 m/s; further out the runner has hardly been, and nothing is known.
"""

from array import array

from ..compat import const
from ..gait.tick_kernels import log2_q12
from .form import BOUNCE, CONTACT, STEP, UNKNOWN, pace_by_contact, pace_by_step
from .kernels import learn, own_at

# What a run teaches beside the bins, and between which values it is believed when it is read from a file.
QUANTITIES = (
    ("step_us", 200000, 600000),
    ("contact_us", 80000, 800000),
    ("bounce_um", 3000, 300000),
    ("unsteadiness_bp", 0, 3000),
)

BINS = const(32)
NOT_KNOWN = const(-1000000)  # no logarithm of a time or a bounce

_WIDTH = const(10)  # numbers to a bin
_SLOPES_Q8 = (0, -51, -138, -38)  # of log value by log pace: speed^-0.20, ^-0.54, ^-0.15
_MOST_AGREED = const(6)
_MOST_STEPS = const(6000)  # sums of eighths of 0.8 s stay below 2^30
_LEAST_MS = const(30000)  # in a bin, to be believed
_FEW_SPREAD = const(24)  # own form scatters by 0.4 % at least


class Baseline:
    """What targets are relative to; `is_ready` once enough runs agree.

    `is_odd`: the newest run agrees with none. `is_old`: some were before a long break. `runs` says how many agree.
    Values over all paces have the names of `QUANTITIES`; `spread_q12` is the mean distance of smoothed form from its
    mean, by STEP, CONTACT and BOUNCE. All are medians of runs: of six that agree one or two may be of an odd day.
    """

    def __init__(self):
        self.is_ready = False
        self.is_odd = False
        self.is_old = False
        self.runs = 0
        self.step_us = 0
        self.contact_us = 0
        self.bounce_um = 0
        self.unsteadiness_bp = 0
        self.unsteadiness_range_bp = 0  # between runs
        self.spread_q12 = (0, _FEW_SPREAD, _FEW_SPREAD, _FEW_SPREAD)
        self._bins = array("i", bytes(4 * 4 * BINS))  # steps, then the logarithms of step time, contact, bounce

    def own_q12(self, pace_q12, what):
        """Return the logarithm of an own value (STEP, CONTACT or BOUNCE), NOT_KNOWN at a pace hardly run."""
        return own_at(self._bins, pace_q12, what, _SLOPES_Q8[what])

    def take(self, runs, by_step):
        """Take what some runs taught; not in the polling path."""
        bins = self._bins
        for name, _, _ in QUANTITIES:
            setattr(self, name, _median([(run[name] // 8, run["steps"] // 16 + 1) for run in runs]) * 8)
        self.unsteadiness_bp = _median([(run["unsteadiness_bp"], 1) for run in runs])
        found = {}
        for run in runs:
            for one in bins_of(run, by_step):
                found.setdefault(one[0], []).append(one)
        for number in found:
            bins[4 * number] = sum([one[1] for one in found[number]])
            for column in (STEP, CONTACT, BOUNCE):
                bins[4 * number + column] = _median([(one[1 + column], one[1] // 16 + 1) for one in found[number]])
        spreads = [run["spread_q12"] for run in runs if "spread_q12" in run]
        if spreads:
            middle = [max(_median([(spread[i], 1) for spread in spreads]), _FEW_SPREAD) for i in range(3)]
            self.spread_q12 = (0, middle[0], middle[1], middle[2])
        unsteady = [run["unsteadiness_bp"] for run in runs]
        self.unsteadiness_range_bp = max(unsteady) - min(unsteady)
        self.runs = len(runs)
        self.is_ready = True


def _median(pairs):
    """Return the median of (value, weight).

    Each value lies in the middle of its weight and the median at half of all, on a line between two values: of two runs
    it is the mean.
    """
    pairs.sort()
    half = sum([weight for _, weight in pairs])  # as weights are counted twice here
    value = middle = reached = at = below = 0
    for value, weight in pairs:
        middle = reached + weight
        if middle >= half:
            break
        reached += 2 * weight
        at = middle
        below = value
    return below + (value - below) * (half - at) // (middle - at) if reached else value


class FormOfRun:
    """What one run teaches: form by pace, over the steps that count."""

    def __init__(self, from_ms, has_pace=False):
        self._from_ms = from_ms
        self._has_pace = has_pace
        self.steps = 0
        self._bins = array("i", bytes(4 * _WIDTH * BINS))
        self._step = 0  # sums: of times in 8 us, of bounces in 8 um, of unsteadiness
        self._contact = 0
        self._bounce = 0
        self._unsteadiness_bp = 0
        self._unsteadiness_steps = 0

    def add(self, running_ms, step, form):
        """Add a step that counts, at so much running time, when the form is known."""
        if running_ms < self._from_ms or self.steps >= _MOST_STEPS:
            return
        self.steps += 1
        self._step += step.step_us >> 3
        self._contact += step.contact_us >> 3
        self._bounce += step.bounce_um >> 3
        unsteadiness_bp = form.steadiness.unsteadiness_bp
        if unsteadiness_bp != UNKNOWN:
            self._unsteadiness_bp += unsteadiness_bp
            self._unsteadiness_steps += 1
        learn(self._bins, form.state, form.pace_q16() >> 4)

    def is_learnt(self):
        """Return True if there were 30 s of running at one pace or another."""
        if not self.steps or not self._unsteadiness_steps:
            return False
        return True in [self._has(number) for number in range(BINS)]

    def result(self):
        """Return what was learnt as plain numbers; not in the polling path."""
        bins = self._bins
        steps = 0
        found = []
        spread = [0, 0, 0]
        for number in range(BINS):
            if self._has(number):
                at = _WIDTH * number
                n = bins[at]
                steps += n
                found.append([number, n] + [bins[at + 1 + 3 * i] + bins[at + 2 + 3 * i] // n for i in range(3)])
                for i in range(3):
                    spread[i] += bins[at + 3 + 3 * i]
        return {
            "step_us": self._step * 8 // self.steps,
            "contact_us": self._contact * 8 // self.steps,
            "bounce_um": self._bounce * 8 // self.steps,
            "unsteadiness_bp": self._unsteadiness_bp // self._unsteadiness_steps,
            "steps": self.steps,
            "pace": "speed" if self._has_pace else "contact",
            "bins": found,
            "spread_q12": [total // steps for total in spread],
        }

    def _has(self, number):
        """Return whether a bin holds enough. A few steps beside many are scatter of the pace, not another pace."""
        bins = self._bins
        n = bins[_WIDTH * number]
        beside = max(bins[_WIDTH * ((number - 1) & 31)], bins[_WIDTH * ((number + 1) & 31)])
        return n > 0 and 6 * n >= beside and n * (self._step * 8 // self.steps // 1000) >= _LEAST_MS


def bins_of(run, by_step=False):
    """Return the bins of a run, each (number, steps, logarithms of step time, contact, bounce).

    A run of before there were bins has three, around its means. `by_step`: sorted by step time in place of pace.
    """
    bins = run.get("bins")
    if bins is None:
        step, contact, bounce = log2_q12(run["step_us"]), log2_q12(run["contact_us"]), log2_q12(run["bounce_um"])
        pace = pace_by_contact(step, contact)
        part = run["steps"] // 4 + 1
        bins = [_moved(pace, off, part if off else 2 * part, step, contact, bounce) for off in (-1, 0, 1)]
    if by_step:
        return [_moved(pace_by_step(one[2]), 0, one[1], one[2], one[3], one[4]) for one in bins]
    return bins


def _moved(pace, off, steps, step, contact, bounce):
    """Return a bin, so many further than that of the pace, with values moved to its middle."""
    number = (pace >> 9) + off
    beyond = number * 512 + 256 - pace
    moved = [number & 31, steps]
    for i, own in enumerate((step, contact, bounce)):
        moved.append(own + _SLOPES_Q8[i + 1] * beyond // 256)
    return moved


def apart_q12(one, other, what):
    """Return how far two runs are apart in a value at the same pace, as a logarithm, and how many bins apart in pace.

    Compared are the bins that both have; without one, the nearest two, with the slope that runners have.
    """
    best = BINS
    total = weight = 0
    for a in bins_of(one):
        for b in bins_of(other):
            gap = ((a[0] - b[0] + 16) & 31) - 16
            if abs(gap) < best:
                best = abs(gap)
                total = weight = 0
            if abs(gap) == best:
                n = min(a[1], b[1])
                total += n * (a[1 + what] - b[1 + what] - _SLOPES_Q8[what] * gap * 2)
                weight += n
    return (total // weight if weight else 0), best


def agreed(runs, what, limit_q12, wanted, wanted_ms, has_pace=False, by_step=False):
    """Return the `Baseline` of the newest runs that agree with one another.

    Args:
        runs: What runs taught, the oldest first.
        what: In what they have to agree: STEP, CONTACT or BOUNCE.
        limit_q12: So far they may be apart.
        wanted: So many have to agree,
        wanted_ms: with so much running in all.
        has_pace: Whether relative speed is known now; runs that were sorted by something else are left out.
        by_step: Sort by step time in place of pace.
    """
    baseline = Baseline()
    kind = "speed" if has_pace else "contact"
    runs = [run for run in runs if run.get("pace", "contact") == kind]
    for newest in range(len(runs) - 1, -1, -1):
        group = []
        for run in runs[: newest + 1]:
            apart, gap = apart_q12(run, runs[newest], what)
            # With every bin of difference in pace the slope, which may be off by 0.1, counts for 1 %.
            if abs(apart) <= limit_q12 + 59 * gap:
                group.append(run)
        group = group[-_MOST_AGREED:]
        ms = sum([run["steps"] * (run["step_us"] // 1000) for run in group])
        if len(group) >= wanted and ms >= wanted_ms:
            baseline.take(group, by_step and not has_pace)
            break
        if newest == len(runs) - 1 and len(runs) >= wanted and len(group) < wanted:
            baseline.is_odd = True
    return baseline
