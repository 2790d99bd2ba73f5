"""Fits the contact model: a ridge regression on the cycles that the core itself cut."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recoil.bench.dataset import Entry
from recoil.bench.perturbation import draw_worn, wear
from recoil.recording.reading import Recording
from recoil.recording.replay import replay
from recoil_clip.gait.contact import CONTACT, CONTACT_BINS, TABLE_SIZE, TOE_OFF, TOE_OFF_TURNING, Contact

# As in `recoil_clip/gait/step_kernels.py`: bins of a cycle, and where the mount's yaw is.
WIDTH = 32
BEFORE = 8
CHANNELS = 6
FORWARD, UP, RIGHT, PITCH = 0, 1, 2, 5
COS_Q14, SIN_Q14 = 9, 10

Say = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much

VARIANTS = 5  # worn copies of each recording to learn from, beside the recording itself
RIDGE = 0.02  # of the (standardised) bins' variance; 0.003 does as well, 0.1 is 1 ms worse
FARTHEST_MS = 100.0  # from an anchor to its contact
EDGE_S = 0.2
LATE_US = 50000  # keeps even a first anchor's step after the recording's begin, where steps are listed


class Witness(Contact):
    """Keeps the bins of every cycle; each step then begins a fixed time after its anchor."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[float]] = []

    def measure(self, bins, mount, period_q8, paired) -> None:
        """Note what the model would see, in the order of its weights."""
        channels = np.array(bins[: CHANNELS * WIDTH], float).reshape(CHANNELS, WIDTH)
        forward, up, right, pitch = channels[[FORWARD, UP, RIGHT, PITCH]]
        ahead = (forward * mount[COS_Q14] + right * mount[SIN_Q14]) / 16384
        self.rows.append([period_q8 / 256, *ahead, *up[BEFORE:], *pitch[BEFORE:]])
        self.initial_contact_us = LATE_US
        self.toe_off_us = LATE_US + 1


@dataclass(frozen=True, eq=False)
class Examples:
    """Cycles with the truth: bins, and both moments after the anchor in us."""

    subject: np.ndarray
    bins: np.ndarray
    contact_us: np.ndarray
    toe_off_us: np.ndarray


def collect(entries: Sequence[Entry], say: Say = lambda stage, done, total: None) -> Examples:
    """Run recordings, plain and worn, through the core and keep every cycle that has a true contact."""
    subjects: list[str] = []
    parts: list[np.ndarray] = []
    for number, entry in enumerate(entries):
        recording, truth = entry.recording(), entry.truth()
        for variant in range(VARIANTS + 1):
            rng = np.random.default_rng([number, variant])
            heard = recording
            if variant:
                heard = wear(recording, truth, draw_worn(recording.rate_hz, rng), seed=variant)
            part = _examples(heard, truth.initial_contact_s, truth.toe_off_s)
            parts.append(part)
            subjects += [entry.subject] * len(part)
            say("learning", len(parts), len(entries) * (VARIANTS + 1))
    table = np.concatenate(parts)
    return Examples(np.array(subjects), table[:, :-2], table[:, -2], table[:, -1])


def _examples(recording: Recording, contact_s: np.ndarray, toe_off_s: np.ndarray) -> np.ndarray:
    witness = Witness()
    anchor_s = replay(recording, contact=witness).steps["initial_contact_s"] - LATE_US / 1e6
    rows = np.array(witness.rows).reshape(-1, 1 + WIDTH + 2 * (WIDTH - BEFORE))[: len(anchor_s)]
    nearest = np.abs(contact_s[None, :] - anchor_s[:, None]).argmin(axis=1)
    contact_us = 1e6 * (contact_s[nearest] - anchor_s)
    toe_off_us = 1e6 * (toe_off_s[nearest] - anchor_s)
    begin_s, end_s = recording.time_s[0] + EDGE_S, recording.time_s[-1] - EDGE_S
    good = (np.abs(contact_us) < 1e3 * FARTHEST_MS) & (anchor_s > begin_s) & (anchor_s < end_s)
    return np.column_stack((rows, contact_us, toe_off_us))[good]


def fit(examples: Examples, without: str | None = None) -> tuple[int, ...]:
    """Return the weight table learnt from all subjects but one."""
    use = examples.subject != without
    bins = examples.bins[use]
    contact_us, toe_off_us = examples.contact_us[use], examples.toe_off_us[use]
    period, ahead, rest = bins[:, :1], bins[:, 1 : 1 + WIDTH], bins[:, 1 + WIDTH :]
    up, pitch = np.hsplit(rest, 2)
    cycle = ahead[:, BEFORE:]
    table = np.zeros(TABLE_SIZE)
    for at, columns, moment_us in (
        (CONTACT, (period, ahead[:, :CONTACT_BINS]), contact_us),
        (TOE_OFF, (period, cycle, up), toe_off_us),
        (TOE_OFF_TURNING, (period, cycle, up, pitch), toe_off_us),
    ):
        line = _ridge(np.hstack(columns), moment_us)
        table[at : at + len(line)] = line
    return tuple(np.rint(16 * table).astype(int).tolist())


def _ridge(inputs: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return intercept and slopes of a ridge regression on standardised inputs."""
    mean, deviation = inputs.mean(axis=0), inputs.std(axis=0) + 1e-9
    unit = (inputs - mean) / deviation
    gram = unit.T @ unit / len(unit) + RIDGE * np.eye(unit.shape[1])
    slopes = np.linalg.solve(gram, unit.T @ (target - target.mean()) / len(unit)) / deviation
    return np.concatenate(([target.mean() - slopes @ mean], slopes))


def write_table(table: Iterable[int], path: Path, subjects: int, cycles: int) -> None:
    """Write a weight table as the core's module."""
    values = list(table)
    lines = [", ".join(map(str, values[at : at + 10])) for at in range(0, len(values), 10)]
    text = (
        f'"""Weights of the contact model, written by `recoil bench fit`: {subjects} runners, {cycles} cycles.\n\n'
        'Layout and units: `contact.py`.\n"""\n\nfrom array import array\n\n# fmt: off\nWEIGHTS = array("i", (\n'
        + "".join(f"    {line},\n" for line in lines)
        + "))\n"
    )
    path.write_text(text, encoding="utf-8")
