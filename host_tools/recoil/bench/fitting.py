"""Fits the contact model: ridge regressions on the cycles that the core itself cut."""

from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from recoil.bench.dataset import Entry, Truth
from recoil.bench.perturbation import displaced, draw_worn, wear
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil_clip.gait.contact import Contact
from recoil_clip.gait.contact_kernels import turn
from recoil_clip.gait.side_kernels import shift

# As in `recoil_clip/gait/contact_kernels.py`: bins of a cycle, and where the models lie in the table.
WIDTH, BEFORE, CHANNELS = 32, 8, 6
CONTACT, TOE_OFF, CONTACT_TURNING, TOE_OFF_TURNING = 0, 102, 204, 501
CONTACT_PRIOR, TOE_OFF_PRIOR, SPEED, SPEED_TURNING, CONTACT_SHARE, TIMING_SHARE = 798, 802, 806, 810, 816, 848
TABLE_SIZE = 944
PAIRED, WAVES, TURNING = 3, 13, 192

Say = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much

VARIANTS = 4  # worn copies of each recording to learn from, beside the recording itself
ASIDE_M, ALOFT_M = 0.05, 0.04  # half of the copies come from a clip up to so far beside the spine, or above the sacrum
RIDGE = 0.03  # of the (standardised) inputs' variance; from 0.005 to 0.05 all do as well
FARTHEST_MS = 100.0  # from an anchor to its contact
EDGE_S = 0.2
LATE_US = 50000  # keeps even a first anchor's step after the recording's begin, where steps are listed
PHASE = 65536
INTERCEPT = 4  # what one unit of an intercept, or of a slope on duty, stands for, so that all numbers fit 16 bits
MOST_WEIGHT = 150_000  # of all 32 on one waveform: times the largest bin it stays below 2^30
UP, RIGHT = 1, 2
SHORTEST = 64
FEW_CYCLES = 3  # of each foot, to tell of both
# Of the models of left against right: ridge, and what bends of the weights cost. A waveform has no detail that is as
# short as a bin, so weights on neighbouring bins are much alike, and the weights bend little.
CONTACT_RIDGE, CONTACT_BEND, TIMING_RIDGE, TIMING_BEND = 0.1, 30.0, 0.3, 3.0
CONTACT_BELIEVED = 0.75  # of the model of left against right; the rest is what the contact model says of both feet
ANCHORS_BELIEVED = 0.6
SHORT_TRIALS = 0.3  # what trials of four seconds weigh
SPEED_RIDGE, PURE = 0.002, 0.004
# What an e-fold of cadence alone (contact falls with the step, or as its power of 0.7) and of duty alone do to the
# logarithms of period, change of velocity, up, roll and yaw: simulated runners at one speed, their cadence or duty 6 %
# higher. With how much each weighs.
PURE_CHANGES = (
    (1.0, np.array([-1.0, -0.7, 0.0, 1.2, 0.8])),
    (1.0, np.array([-1.0, -1.1, -0.3, 1.2, 0.7])),
    (2.0, np.array([0.0, -1.5, -1.2, 0.0, -0.4])),
)
NONE: tuple[int, ...] = ()
FORWARD_AND_UP = (0, 1)
ALL_BUT_RIGHT = (0, 1, 3, 4, 5)
Q12 = 4096


class Witness(Contact):
    """Keeps every cycle as the models see it; each step then begins a fixed time after its anchor.

    What the models would say of a cycle is not asked: most of the time would go into numbers that nobody reads.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[int]] = []

    def measure(self, bins, mount, period_q8, paired) -> None:
        """Note the side, the period and the waveforms, brought to the spine as `contact_kernels.contact_times` does."""
        side = self.side if bins[TURNING] else 0
        self._memory[PAIRED] = paired
        sign = turn(self._memory, bins, mount, side or bins[TURNING])
        shift(self._memory, mount, side, sign, period_q8)
        waves = self._memory[WAVES : WAVES + CHANNELS * WIDTH]
        self.rows.append([self.side, period_q8, *waves])
        self.initial_contact_us = LATE_US
        self.toe_off_us = LATE_US + 1


@dataclass(frozen=True, eq=False)
class Examples:
    """Cycles with the truth: waveforms (cycles x 6 x 32), and both moments after the anchor as parts of the cycle."""

    subject: np.ndarray
    laboratory: np.ndarray
    side: np.ndarray
    period_ticks: np.ndarray
    waves: np.ndarray
    contact: np.ndarray
    toe_off: np.ndarray
    trials: "list[Trial]"


@dataclass(frozen=True, eq=False)
class Trial:
    """What a recording as it was worn once says of speed and of left against right.

    Differences are left less right, shares the left one's less a half; `speed_mps` and true shares may be NaN.
    """

    subject: str
    laboratory: str
    wearing: int  # 0: as it is
    speed_mps: float
    logs: np.ndarray  # mean logarithms (to base 2) of what the models of speed read
    waves: np.ndarray  # differences of the waveforms by their own length (6 x 32)
    anchor_share: float
    contact_share: float
    step_share: float


def collect(entries: Sequence[Entry], say: Say = lambda stage, done, total: None) -> Examples:
    """Run recordings, plain and worn, through the core and keep every cycle that has a true contact."""
    subjects: list[str] = []
    laboratories: list[str] = []
    parts: list[np.ndarray] = []
    trials: list[Trial] = []
    for number, entry in enumerate(entries):
        recording, truth = entry.recording(), entry.truth()
        for variant in range(VARIANTS + 1):
            rng = np.random.default_rng([number, variant])
            heard = recording
            if variant:
                source = recording
                if variant > VARIANTS // 2:
                    place_m = (0.0, rng.uniform(-ALOFT_M, ALOFT_M), rng.uniform(-ASIDE_M, ASIDE_M))
                    source = displaced(recording, place_m)
                heard = wear(source, truth, draw_worn(recording.rate_hz, rng), seed=variant)
            part = _examples(heard, truth.initial_contact_s, truth.toe_off_s)
            parts.append(part)
            trials += _trial(entry, truth, variant, part)
            subjects += [entry.subject] * len(part)
            laboratories += [entry.source] * len(part)
            say("learning", len(parts), len(entries) * (VARIANTS + 1))
    table = np.concatenate(parts)
    return Examples(
        np.array(subjects),
        np.array(laboratories),
        table[:, 0],
        table[:, 1] / 256,
        table[:, 2:-2].reshape(-1, CHANNELS, WIDTH),
        table[:, -2],
        table[:, -1],
        trials,
    )


def _trial(entry: Entry, truth: Truth, variant: int, part: np.ndarray) -> Iterator[Trial]:
    """Say what a recording's cycles say in all, if there are a few of each foot."""
    side, period_ticks, waves = part[:, 0], part[:, 1] / 256, part[:, 2:-2].reshape(-1, CHANNELS, WIDTH)
    if min((side < 0).sum(), (side > 0).sum()) < FEW_CYCLES:
        return
    length = _lengths(waves)
    shapes = waves / length[:, :, None]
    velocity = np.cumsum(waves[:, 0, BEFORE:], axis=1)
    change = np.ptp(velocity, axis=1) + 1
    logs = np.log2(np.column_stack((period_ticks * 256, change, length[:, (UP, 3, 4)]))).mean(axis=0)

    def share(values: np.ndarray, left: np.ndarray) -> float:
        one, other = np.nanmean(values[left]), np.nanmean(values[~left])
        return float(one / (one + other) - 0.5)

    known = (truth.side == "L").any()
    nan = float("nan")
    yield Trial(
        entry.subject,
        entry.source,
        variant,
        entry.speed_mps,
        logs,
        shapes[side < 0].mean(axis=0) - shapes[side > 0].mean(axis=0),
        share(period_ticks[side != 0], side[side != 0] < 0),
        share(truth.contact_ms, truth.side == "L") if known else nan,
        share(truth.step_ms, truth.side == "L") if known else nan,
    )


def _lengths(waves: np.ndarray) -> np.ndarray:
    """Return each waveform's length over its cycle, as the core takes it."""
    return np.maximum(np.sqrt(np.sum(waves[:, :, BEFORE:] ** 2, axis=2)), SHORTEST)


def _examples(recording: Recording, contact_s: np.ndarray, toe_off_s: np.ndarray) -> np.ndarray:
    witness = Witness()
    anchor_s = replay(recording, contact=witness).steps["initial_contact_s"] - LATE_US / 1e6
    rows = np.array(witness.rows, float).reshape(-1, 2 + CHANNELS * WIDTH)[: len(anchor_s)]
    if not len(rows):
        return np.empty((0, 4 + CHANNELS * WIDTH))
    nearest = np.abs(contact_s[None, :] - anchor_s[:, None]).argmin(axis=1)
    period_s = rows[:, 1] / 25600
    after_s = contact_s[nearest] - anchor_s
    begin_s, end_s = recording.time_s[0] + EDGE_S, recording.time_s[-1] - EDGE_S
    toe_off = (toe_off_s[nearest] - anchor_s) / period_s
    good = (np.abs(1e3 * after_s) < FARTHEST_MS) & (anchor_s > begin_s) & (anchor_s < end_s) & np.isfinite(toe_off)
    return np.column_stack((rows, after_s / period_s, toe_off))[good]


@dataclass(frozen=True, eq=False)
class Sums:
    """All that the regressions need of one runner: means of products of the inputs, a one, and both moments."""

    subject: str
    laboratory: str
    products: dict[tuple[int, ...], np.ndarray]  # by the waveforms that are read
    trials: list[Trial]


def summed(examples: Examples) -> list[Sums]:
    """Return the sums of every runner; where the side is not known, a gyroscope's rates are not read."""
    found: list[Sums] = []
    for subject in sorted(set(examples.subject.tolist())):
        mine = examples.subject == subject
        products: dict[tuple[int, ...], np.ndarray] = {}
        for channels in (FORWARD_AND_UP, ALL_BUT_RIGHT):
            chosen = np.flatnonzero(mine & (examples.side != 0) if len(channels) > 2 else mine)
            if len(chosen):
                moments = (examples.contact[chosen], examples.toe_off[chosen])
                inputs = np.column_stack((np.ones(len(chosen)), *_inputs(examples, chosen, channels), *moments))
                products[channels] = inputs.T @ inputs / len(chosen)
        trials = [trial for trial in examples.trials if trial.subject == subject]
        found.append(Sums(subject, str(examples.laboratory[mine][0]), products, trials))
    return found


def fit(sums: Sequence[Sums], without: Container[str] = ()) -> array:
    """Return the weight table learnt from all subjects and laboratories but some.

    Every runner weighs as much as any other, however many steps there are of each.
    """
    use = [one for one in sums if one.subject not in without and one.laboratory not in without]
    table = np.zeros(TABLE_SIZE)
    for channels, places in ((FORWARD_AND_UP, (CONTACT, TOE_OFF)), (ALL_BUT_RIGHT, (CONTACT_TURNING, TOE_OFF_TURNING))):
        learnt = [one.products[channels] for one in use if channels in one.products]
        if learnt:
            products = np.mean(learnt, axis=0)
            for moment, at in enumerate(places):
                line = _model(products, moment - 2, channels)
                table[at : at + len(line)] = line
    products = np.mean([one.products[FORWARD_AND_UP] for one in use], axis=0)
    for moment, at in enumerate((CONTACT_PRIOR, TOE_OFF_PRIOR)):
        table[at : at + 4] = _prior(products, moment - 2)
    trials = [trial for one in use for trial in one.trials]
    for at, logs in ((SPEED, 3), (SPEED_TURNING, 5)):
        table[at : at + 1 + logs] = _speed(trials, logs)
    table[CONTACT_SHARE : CONTACT_SHARE + WIDTH] = _contact_share(trials)
    table[TIMING_SHARE : TIMING_SHARE + 3 * WIDTH] = _timing_share(trials)
    return array("h", np.rint(table).astype(int).tolist())


def _inputs(examples: Examples, chosen: np.ndarray, channels: tuple[int, ...]) -> list[np.ndarray]:
    """Return what the core reads: period, duty and lengths; each waveform by its own length; some by another's."""
    waves = examples.waves[chosen]
    squares = np.sum(waves[:, :, BEFORE:] ** 2, axis=2)
    length = _lengths(waves)
    pooled = np.maximum(np.sqrt(squares[:, RIGHT + 1 :].mean(axis=1)), SHORTEST)
    duty = 1 / (1 + squares[:, UP] / 24 / 2**20)
    first = np.column_stack((examples.period_ticks[chosen], duty, length[:, channels]))
    own = [waves[:, c] / length[:, c, None] for c in channels]
    other = [waves[:, 0] / length[:, UP, None]] + [waves[:, c] / pooled[:, None] for c in channels if c > RIGHT]
    return [first, np.hstack(own), np.hstack(other)]


def _model(products: np.ndarray, moment: int, channels: tuple[int, ...]) -> np.ndarray:
    """Return a model's numbers as `contact_kernels.phase` reads them.

    It is the mean of two: one in which each waveform is measured by its own length, and one in which those that have
    another's are measured by that.
    """
    count = len(channels)
    first = 1 + np.arange(2 + count)
    own = first[-1] + 1 + np.arange(WIDTH * count)
    other = np.arange(own[-1] + 1, len(products) - 2)
    up = own[UP * WIDTH : (UP + 1) * WIDTH]
    numbers = np.zeros(len(products))
    for columns in (np.concatenate((first, own)), np.concatenate((first, up, other))):
        intercept, slopes = _ridge(products, columns, moment)
        numbers[0] += intercept / 2
        numbers[columns] += slopes / 2
    scale = np.ones(3 + count)
    scale[0] = scale[2] = 1 / INTERCEPT
    scale[3:] = 256  # the slopes on lengths are Q8
    weights = PHASE * numbers[own[0] : -2]
    line = np.concatenate(([count], PHASE * scale * numbers[: own[0]], weights))
    if np.abs(line).max() > 32767 or np.abs(weights).reshape(-1, WIDTH).sum(axis=1).max() > MOST_WEIGHT:
        raise ValueError("weights too large for the core's whole numbers")
    return line


def _prior(products: np.ndarray, moment: int) -> np.ndarray:
    """Return a model of the period and of what a leg like a spring makes of contact, as `phase` reads it."""
    intercept, slopes = _ridge(products, np.arange(1, 3), moment)
    return PHASE * np.array([0, intercept / INTERCEPT, slopes[0], slopes[1] / INTERCEPT])


def _speed(trials: Sequence[Trial], logs: int) -> np.ndarray:
    """Return a model of the logarithm of speed: intercept, and slopes on the first so many logarithms.

    Slopes are learnt within runners, who each have a part of their own, and held to two things: that on average over
    speeds they are right, and that what changes cadence or duty alone changes them little.
    """
    known = [trial for trial in trials if np.isfinite(trial.speed_mps)]
    if not known:
        return np.zeros(1 + logs)
    x = np.array([trial.logs[:logs] for trial in known])
    y = np.log2([trial.speed_mps * 1000 for trial in known])
    group = np.array([f"{trial.subject} {trial.wearing}" for trial in known])
    within_x, within_y = x.copy(), y.copy()
    for one in set(group.tolist()):
        within_x[group == one] -= x[group == one].mean(axis=0)
        within_y[group == one] -= y[group == one].mean()
    gram = within_x.T @ within_x / len(y) + SPEED_RIDGE * np.eye(logs)
    aim = within_x.T @ within_y / len(y)
    with_speed = within_x.T @ within_y / max(float(within_y @ within_y), 1e-9)
    gram += np.outer(with_speed, with_speed)
    aim += with_speed
    for weight, change in PURE_CHANGES:
        gram += PURE * weight * np.outer(change[:logs], change[:logs])
    slopes = np.linalg.solve(gram, aim)
    intercept = float(np.mean(y - x @ slopes))
    return np.rint(np.concatenate(([Q12 * intercept / 8], Q12 * slopes)))


def _contact_share(trials: Sequence[Trial]) -> np.ndarray:
    """Return weights on differences of up, for the left share of contact.

    The core adds half of what they say to a quarter of what the contact model says: they come larger by as much.
    """
    target = np.array([trial.contact_share for trial in trials])
    believed = 2 * CONTACT_BELIEVED
    return np.rint(PHASE * believed * _differences(trials, (UP,), target, CONTACT_RIDGE, CONTACT_BEND))


def _timing_share(trials: Sequence[Trial]) -> np.ndarray:
    """Return weights on differences of the rates, for step time beyond three fifths of what the anchors say."""
    target = np.array([trial.step_share - ANCHORS_BELIEVED * trial.anchor_share for trial in trials])
    return np.rint(PHASE * _differences(trials, (3, 4, 5), target, TIMING_RIDGE, TIMING_BEND))


def _differences(
    trials: Sequence[Trial], channels: tuple[int, ...], target: np.ndarray, strength: float, bend: float
) -> Any:
    """Return a ridge regression without intercept, on differences of waveforms, of what differs between the feet.

    Beside each weight's square, the squares of how much the weights of each waveform bend from bin to bin (their second
    differences) are kept small, as of a function of the phase of the cycle (P-splines: Eilers and Marx 1996, Stat Sci
    11: 89).
    """
    use = np.isfinite(target)
    x = np.array([trial.waves[list(channels)].ravel() for trial in trials])
    if not use.any():
        return np.zeros(WIDTH * len(channels))
    x, target = x[use], target[use]
    weight = np.array([SHORT_TRIALS if trial.laboratory == "hamner" else 1.0 for trial in trials])[use]
    weight /= weight.sum()
    deviation = np.sqrt(weight @ x**2) + 1e-9
    z = x / deviation
    bends = np.diff(np.eye(WIDTH), 2, axis=0)
    penalty = strength * np.eye(z.shape[1]) + bend * np.kron(np.eye(len(channels)), bends.T @ bends)
    gram = (z * weight[:, None]).T @ z + penalty
    return np.linalg.solve(gram, (z * weight[:, None]).T @ target) / deviation


def _ridge(products: np.ndarray, columns: np.ndarray, moment: int) -> tuple[float, np.ndarray]:
    """Return intercept and slopes of a ridge regression on standardised inputs, from means of products."""
    mean, target = products[0, columns], products[0, moment]
    spread = products[np.ix_(columns, columns)] - np.outer(mean, mean)
    deviation = np.sqrt(np.maximum(np.diag(spread), 0)) + 1e-9
    gram = spread / np.outer(deviation, deviation) + RIDGE * np.eye(len(columns))
    slopes = np.linalg.solve(gram, (products[columns, moment] - mean * target) / deviation) / deviation
    return float(target - slopes @ mean), slopes


def write_table(table: Iterable[int], path: Path, subjects: int, cycles: int) -> None:
    """Write a weight table as the core's module: 16-bit numbers, low byte first, each plus 32768."""
    data = (np.array(list(table)) + 32768).astype("<u2").tobytes()
    lines = ["".join(f"\\x{byte:02x}" for byte in data[at : at + 24]) for at in range(0, len(data), 24)]
    text = (
        f'"""Weights of the contact model, written by `recoil bench fit`: {subjects} runners, {cycles} cycles.\n\n'
        'Each plus 32768. Layout and units: `contact_kernels.py`.\n"""\n\n'
        'from array import array\n\n# fmt: off\nWEIGHTS = array("H", (\n'
        + "".join(f'    b"{line}"\n' for line in lines)
        + "))\n"
    )
    path.write_text(text, encoding="utf-8")
