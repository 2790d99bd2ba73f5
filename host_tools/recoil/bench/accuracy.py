"""How accurate the core is on recordings with truth.

Runners it learnt from are measured with weights learnt without them, or without their whole laboratory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recoil.bench.dataset import Entry, Truth
from recoil.bench.fitting import Say, collect, fit, summed
from recoil.bench.matching import Match, match
from recoil.bench.perturbation import displaced, draw_worn, turned, wear
from recoil.recording.reading import Recording
from recoil.recording.replay import Replay, replay
from recoil_clip.gait.contact import Contact
from recoil_clip.spec.steps import BRIDGED, OPEN

SETTLED_S = 10.0  # after that the side is promised
LOST_PCT = 0.2
PLAIN, WORN = "plain", "worn"
ASIDE_MM = {"20 mm aside": 20, "50 mm aside": 50, "100 mm aside": 100}
TURNED_DEG = {"yaw 45°": 45, "yaw 90°": 90}
MISPLACED = (*ASIDE_MM, *TURNED_DEG)


@dataclass(frozen=True, eq=False)
class Result:
    """One recording, measured once."""

    entry: Entry
    wearing: str
    truth: Truth | None
    replay: Replay
    match: Match | None

    def errors(self, column: str) -> np.ndarray:
        """Return reported less true, per matched step that is wholly measured, of a column both have; without NaN."""
        if self.match is None or self.truth is None:
            return np.empty(0)
        reported = self.replay.steps[self.match.reported]
        error = reported[column] - getattr(self.truth, column)[self.match.true]
        return error[np.isfinite(error) & (reported["flags"] & (BRIDGED | OPEN) == 0)]

    def contacts(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return error and true contact in ms, and the true side, per matched step that is wholly measured."""
        if self.match is None or self.truth is None:
            return np.empty(0), np.empty(0), np.empty(0, dtype=str)
        reported = self.replay.steps[self.match.reported]
        true = self.truth.contact_ms[self.match.true]
        kept = np.isfinite(true) & (reported["flags"] & (BRIDGED | OPEN) == 0)
        return (reported["contact_ms"] - true)[kept], true[kept], self.truth.side[self.match.true][kept]

    def cadence_error_spm(self) -> float:
        """Return the error of cadence over the steps that both list."""
        if self.match is None or self.truth is None or len(self.match.true) < 2:
            return float("nan")
        true_s = self.truth.initial_contact_s[self.match.true]
        reported_s = self.replay.steps["initial_contact_s"][self.match.reported]
        steps = len(true_s) - 1 + self.match.missed
        return 60 * steps * float(1 / np.ptp(reported_s) - 1 / np.ptp(true_s))

    def sides(self, settled: bool) -> tuple[int, int]:
        """Return how many steps with a true side are named right, and how many there are."""
        if self.match is None or self.truth is None:
            return 0, 0
        true = self.truth.side[self.match.true]
        reported = self.replay.steps["side"][self.match.reported]
        late_s = self.replay.steps["initial_contact_s"][self.match.reported] - self.replay.recording.time_s[0]
        asked = (true != "") & ((late_s >= SETTLED_S) | (not settled))
        return int((true[asked] == reported[asked]).sum()), int(asked.sum())

    def balance_is_inside(self, name: str, column: str) -> float:
        """Return 1 if the true left share lies in the reported interval, 0 if not, NaN if there is none."""
        half_width = self.replay.summary[f"{name}_balance_half_width_pct"]
        error = self.balance_error_pct(name, column)
        return float("nan") if half_width is None or np.isnan(error) else float(abs(error) <= half_width)

    def balance_error_pct(self, name: str, column: str) -> float:
        """Return reported less true left share over the recording, percentage points."""
        reported = self.replay.summary[f"{name}_balance_left_pct"]
        if reported is None or self.truth is None or not (self.truth.side == "L").any():
            return float("nan")
        values = getattr(self.truth, column)
        left, right = values[self.truth.side == "L"], values[self.truth.side == "R"]
        left, right = left[np.isfinite(left)].mean(), right[np.isfinite(right)].mean()
        return float(reported - 100 * left / (left + right))


def measure(
    entries: Sequence[Entry],
    wearings: Sequence[str],
    gyroscope: bool,
    say: Say,
    laboratory_left_out: bool = False,
) -> list[Result]:
    """Replay every recording as worn in each of these ways, and match it with its truth.

    Args:
        entries: recordings; those that the contact model learns from are measured with a model that never saw them.
        wearings: of `PLAIN`, `WORN` and `MISPLACED`; what nobody runs in is not measured misplaced.
        gyroscope: whether the core may use it.
        say: is told of progress.
        laboratory_left_out: a model that never saw anybody of the same laboratory, instead of only not the runner.
    """
    teachers = [entry for entry in entries if entry.runs and teaches(entry)]
    models = cross_validated(teachers, say, laboratory_left_out)
    results: list[Result] = []
    for number, entry in enumerate(entries):
        say("replaying", number, len(entries))
        recording = entry.recording()
        truth = entry.truth() if entry.runs else None
        contact = models.get(entry.source if laboratory_left_out else entry.subject)
        for wearing in wearings:
            if wearing in MISPLACED and (truth is None or recording.gyr_dps is None):
                continue
            heard = _heard(recording, truth, wearing, number)
            if not gyroscope:
                heard = Recording.of(entry.name, heard.time_s, heard.acc_g)
            if contact:
                contact.clear()  # of what it learnt of the clip's place and of the runner's legs
            results.append(_result(entry, wearing, truth, replay(heard, contact=contact)))
    return results


def _heard(recording: Recording, truth: Truth | None, wearing: str, number: int) -> Recording:
    """Return the recording as a clip worn like this hears it, with seeds that training did not use."""
    if wearing == WORN:
        rng = np.random.default_rng([number, 1000])
        return wear(recording, truth, draw_worn(recording.rate_hz, rng, LOST_PCT), seed=1000 + number)
    if wearing in ASIDE_MM:
        return displaced(recording, (0.0, 0.0, ASIDE_MM[wearing] / 1000))
    if wearing in TURNED_DEG:
        return turned(recording, TURNED_DEG[wearing])
    return recording


def teaches(entry: Entry) -> bool:
    """Tell whether a recording has all that the contact model learns from.

    Toe-off, and a fore-aft axis worth the name.
    """
    return entry.source in ("rbds", "jdx", "hamner")


def cross_validated(teachers: Sequence[Entry], say: Say, laboratory_left_out: bool) -> dict[str, Contact]:
    """Return for each subject (or laboratory) the contact model learnt from all the others."""
    groups = sorted({entry.source if laboratory_left_out else entry.subject for entry in teachers})
    if len(groups) < 2:
        return {}
    sums = summed(collect(teachers, say))
    return {group: Contact(fit(sums, without={group})) for group in groups}


def _result(entry: Entry, wearing: str, truth: Truth | None, replayed: Replay) -> Result:
    matched = None
    if truth is not None:
        time_s = replayed.recording.time_s
        matched = match(
            truth.initial_contact_s, replayed.steps["initial_contact_s"], float(time_s[0]), float(time_s[-1])
        )
    return Result(entry, wearing, truth, replayed, matched)
